//! H4: each setting that a browser overrides has the effect that it has for a whole
//! site, in that browser only.

use std::time::Duration;

use actix_web::cookie::{Cookie, SameSite, time::Duration as Age};
use futures_util::future::join_all;

use crate::support::{TestApp, app::ENGINES, customer::line, page::Page, visitor::Visitor};

const TEA: &str = "keemun-black";

impl Visitor {
    /// Overrides settings, and returns the response.
    pub async fn send_toggles(&self, settings: &[(&str, &str)]) -> Page {
        self.post("/lab/settings", settings).await
    }

    /// Overrides settings, and returns the page afterwards.
    ///
    /// # Panics
    /// If a setting is refused.
    pub async fn toggle(&self, settings: &[(&str, &str)]) -> Page {
        let response = self.send_toggles(settings).await;
        assert_eq!((response.status, response.location()), (303, Some("/lab/settings")), "{}", response.body);
        self.follow(response).await
    }
}

/// Returns the session cookie that the shop sets with these settings.
async fn cookie_under(settings: &[(&str, &str)]) -> Cookie<'static> {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.toggle(settings).await;
    let response = visitor.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
    let name = settings.iter().find(|(name, _)| *name == "session.cookie_name");
    response.set_cookie(name.map_or("sessionid", |(_, text)| *text)).expect("a session's cookie")
}

// D1, H4
#[actix_web::test]
async fn the_cart_and_the_login_work_with_each_engine_that_a_browser_chooses() {
    for engine in ENGINES {
        let app = TestApp::on("db").await;
        let visitor = app.visitor();
        visitor.toggle(&[("session.engine", engine)]).await;
        visitor.add_to_cart(TEA, 2).await;
        visitor.register("Mei").await;
        visitor.post("/cart/update", &[("product", TEA), ("quantity", "3")]).await;
        assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 3)], "{engine}");
        let review = visitor.go_to_review("standard").await;
        assert_eq!(visitor.place_order(&review).await.status, 303, "{engine}");
        assert_eq!(visitor.get("/cart").await.cart_lines(), [], "{engine}");
        visitor.log_out().await;
        assert!(!visitor.is_logged_in().await, "{engine}");
        let rows = app.sqlite().count("sessions");
        let keeps_rows = ["db", "cached_db"].contains(&engine);
        assert!(keeps_rows || rows == 0, "{engine} stored {rows} sessions in the database");
    }
}

// H4
#[actix_web::test]
async fn the_settings_of_one_browser_change_no_other() {
    let app = TestApp::start().await;
    let (one, other) = (app.visitor(), app.visitor());
    other.add_to_cart(TEA, 1).await;
    let before = other.cookie("sessionid");
    one.toggle(&[
        ("session.engine", "signed_cookies"),
        ("session.cookie_name", "mine"),
        ("session.expire_at_browser_close", "true"),
    ])
    .await;
    one.add_to_cart(TEA, 5).await;
    assert!(one.cookie("mine").is_some() && one.cookie("sessionid").is_none());
    let page = other.get("/cart").await;
    assert_eq!(page.cart_lines(), [line(TEA, 1)]);
    assert!(!page.contains("lab-banner"), "no setting is overridden here");
    let added = other.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
    let cookie = added.set_cookie("sessionid").expect("the site's cookie");
    assert_eq!(cookie.max_age(), Some(Age::seconds(1_209_600)));
    assert_eq!(before.map(|value| value.len()), Some(cookie.value().len()), "a key, and no data");
}

#[actix_web::test]
async fn concurrent_browsers_keep_their_own_settings() {
    let app = TestApp::start().await;
    let visitors: Vec<_> = (0..8).map(|_| app.visitor()).collect();
    let engines = ENGINES.iter().cycle();
    join_all(visitors.iter().zip(engines).map(|(visitor, engine)| async move {
        visitor.toggle(&[("session.engine", engine)]).await;
        visitor.add_to_cart(TEA, 1).await;
    }))
    .await;
    for (visitor, engine) in visitors.iter().zip(ENGINES.iter().cycle()) {
        let page = visitor.get("/cart").await;
        assert_eq!(page.cart_lines(), [line(TEA, 1)], "{engine}");
        assert_eq!(page.contains("lab-banner"), *engine != "db", "{engine}");
    }
}

// E2
#[actix_web::test]
async fn expire_at_browser_close_sets_a_cookie_without_an_expiry() {
    let cookie = cookie_under(&[("session.expire_at_browser_close", "true")]).await;
    assert_eq!((cookie.max_age(), cookie.expires()), (None, None));
}

// E1
#[actix_web::test]
async fn a_session_of_thirty_seconds_expires_after_thirty_seconds() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let response = visitor.post("/lab/settings/try", &[("experiment", "session.cookie_age=30")]).await;
    assert_eq!(response.status, 303, "{}", response.body);
    let added = visitor.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
    assert_eq!(added.set_cookie("sessionid").unwrap().max_age(), Some(Age::seconds(30)));
    // Showing the message changes the session for the last time.
    visitor.get("/cart").await;
    app.clock.advance(Duration::from_secs(29));
    assert_eq!(visitor.get("/cart").await.cart_count(), 1);
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(visitor.get("/cart").await.cart_count(), 0);
}

// F1 to F4
#[actix_web::test]
async fn each_attribute_of_the_cookie_can_be_overridden() {
    let plain = cookie_under(&[]).await;
    assert_eq!(
        (plain.http_only(), plain.same_site(), plain.path()),
        (Some(true), Some(SameSite::Lax), Some("/"))
    );
    assert_eq!((plain.secure(), plain.domain()), (None, None));
    assert_eq!(cookie_under(&[("session.cookie_httponly", "false")]).await.http_only(), None);
    assert_eq!(cookie_under(&[("session.cookie_secure", "true")]).await.secure(), Some(true));
    for (text, same_site) in [("Strict", SameSite::Strict), ("None", SameSite::None)] {
        let cookie = cookie_under(&[("session.cookie_samesite", text)]).await;
        assert_eq!(cookie.same_site(), Some(same_site));
    }
    assert_eq!(cookie_under(&[("session.cookie_path", "/cart")]).await.path(), Some("/cart"));
    let cookie = cookie_under(&[("session.cookie_domain", "127.0.0.1")]).await;
    assert_eq!(cookie.domain(), Some("127.0.0.1"));
    let host = [("session.cookie_name", "__Host-tea"), ("session.cookie_secure", "true")];
    assert_eq!(cookie_under(&host).await.name(), "__Host-tea");
    let private = [("session.cookie_content", "private"), ("session.engine", "signed_cookies")];
    let cookie = cookie_under(&private).await;
    assert!(!cookie.value().contains("eyJ"), "no JSON to be read in {}", cookie.value());
}

/// Characters that are percent-encoded in a cookie's name.
#[actix_web::test]
async fn a_cookie_name_with_unusual_characters_works() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let odd = [("session.cookie_name", "a^b|c%41"), ("session.expire_at_browser_close", "true")];
    visitor.toggle(&odd).await;
    let added = visitor.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
    let cookie = added.set_cookie("a%5Eb%7Cc%2541").expect("the encoded name");
    assert_eq!((cookie.max_age(), cookie.expires()), (None, None));
    assert_eq!(visitor.get("/cart").await.cart_count(), 1);
}

// E8
#[actix_web::test]
async fn with_save_every_request_each_page_sets_the_cookie() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    visitor.get("/cart").await;
    assert!(visitor.get("/cart").await.set_cookie("sessionid").is_none());
    visitor.toggle(&[("session.save_every_request", "true")]).await;
    assert!(visitor.get("/cart").await.set_cookie("sessionid").is_some());
}

// A9
#[actix_web::test]
async fn with_sessions_switched_off_the_settings_page_works_and_can_reset_them() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    visitor.toggle(&[("session.enabled", "false")]).await;
    let cart = visitor.get("/cart").await;
    assert_eq!(cart.status, 503);
    assert!(cart.contains("lab-banner"), "the error page shows the overridden settings");
    assert!(cart.contains("session.enabled = false"));
    let page = visitor.get("/lab/settings").await;
    assert_eq!(page.status, 200);
    assert_eq!(visitor.post("/lab/settings/reset", &[]).await.status, 303);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)], "the session was kept");
}

// F4
#[actix_web::test]
async fn with_a_cookie_for_another_path_the_settings_page_works_and_can_reset_them() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.toggle(&[("session.cookie_path", "/cart")]).await;
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
    let page = visitor.get("/lab/settings").await;
    assert_eq!((page.status, page.cart_count()), (200, 0));
    assert!(page.contains("session.cookie_path = /cart"));
    assert_eq!(visitor.post("/lab/settings/reset", &[]).await.status, 303);
    assert!(!visitor.get("/lab/settings").await.contains("lab-banner"));
}

// H1
#[actix_web::test]
async fn with_replay_off_the_banner_shows_it_and_the_cart_works() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor.toggle(&[("lab.replay", "false")]).await;
    assert!(page.contains("lab.replay = false"));
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
}

#[actix_web::test]
async fn reset_restores_the_sites_settings_and_removes_the_cookie() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.toggle(&[("session.engine", "cache"), ("session.cookie_age", "60")]).await;
    visitor.add_to_cart(TEA, 2).await;
    let response = visitor.post("/lab/settings/reset", &[("session", "carry")]).await;
    assert!(response.removes_cookie("lab_settings"));
    let page = visitor.get("/cart").await;
    assert_eq!((page.cart_lines(), page.contains("lab-banner")), (vec![line(TEA, 2)], false));
    assert_eq!(app.sqlite().count("sessions"), 1);
}

#[actix_web::test]
async fn an_experiment_changes_one_setting_and_keeps_the_others() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.toggle(&[("session.cookie_age", "60")]).await;
    visitor.post("/lab/settings/try", &[("experiment", "session.engine=cached_db")]).await;
    let page = visitor.get("/").await;
    for toggle in ["session.cookie_age = 60", "session.engine = cached_db"] {
        assert!(page.contains(toggle), "{toggle}");
    }
    for experiment in ["", "session.engine", "session.key_prefix=x", "secret_key=x"] {
        let response = visitor.post("/lab/settings/try", &[("experiment", experiment)]).await;
        assert_eq!(response.status, 400, "{experiment:?}");
    }
}

#[actix_web::test]
async fn the_page_does_not_show_the_secret_key() {
    let secret = "a secret of at least thirty-two bytes";
    let app = TestApp::with(&[("secret_key", secret)]).await;
    let page = app.visitor().get("/lab/settings").await;
    assert!(page.contains("SECRET_KEY") && !page.contains(secret));
}

/// No page shows a password in the URL of a store, whether or not the store can be used.
#[actix_web::test]
async fn no_password_of_a_store_is_shown() {
    for (memcached, redis) in [
        ("memcache://oolong@127.0.0.1:1", "redis://oolong@127.0.0.1:1"),
        ("memcache://tea:oolong@127.0.0.1:1", "redis://:oolong@127.0.0.1:1/0"),
        ("memcache://127.0.0.1:1/?password=oolong", "redis://tea:o@olong:oolong@127.0.0.1:1"),
    ] {
        let app = TestApp::with(&[("caches.memcached.url", memcached), ("caches.redis.url", redis)]).await;
        let visitor = app.visitor();
        let page = visitor.get("/lab/settings").await;
        assert_eq!(page.status, 200);
        assert!(!page.contains("oolong"), "{memcached} {redis}: {}", page.body);
        for cache in ["memcached", "redis"] {
            let chosen = [("session.engine", "cache"), ("session.cache_alias", cache)];
            let page = visitor.send_toggles(&chosen).await;
            assert!(page.status == 422 && !page.contains("oolong"), "{memcached} {redis}: {}", page.body);
        }
    }
}
