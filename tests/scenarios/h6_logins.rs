//! H6: the list of a member's logins, each of which can be ended from another browser. It
//! works on every engine, also on those whose sessions can't be listed.

use std::time::Duration;

use futures_util::future::{join, join_all};
use scraper::Selector;

use crate::support::{
    EngineAndStore, TestApp, app::SERVER_SIDE_ENGINES, customer::PASSWORD, over_every_store, page::Page,
    visitor::Visitor,
};

over_every_store! {
    the_list_of_devices_has_all_logins_of_the_member,
    another_login_can_be_ended_remotely,
    all_other_logins_can_be_ended_at_once,
    a_second_login_in_the_same_browser_adds_no_login,
    all_logins_can_be_ended_at_once,
    an_expired_login_is_not_listed,
    changing_the_password_ends_every_other_login,
}

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
                     Chrome/140.0.0.0 Mobile Safari/537.36";

/// Three browsers in which Mei is logged in. The tests act in the last one.
struct Mei {
    phone: Visitor,
    tablet: Visitor,
    here: Visitor,
}

impl Mei {
    async fn at(app: &TestApp) -> Self {
        let phone = app.visitor().with_header("user-agent", PHONE);
        phone.register("Mei").await;
        let tablet = app.visitor();
        tablet.log_in("Mei", PASSWORD).await;
        let here = app.visitor().with_header("user-agent", FIREFOX);
        here.log_in("Mei", PASSWORD).await;
        Self { phone, tablet, here }
    }

    async fn are_logged_in(&self) -> [bool; 3] {
        [self.phone.is_logged_in().await, self.tablet.is_logged_in().await, self.here.is_logged_in().await]
    }
}

/// One login in the list of devices.
struct Panel {
    text: String,
    /// The name under which the form ends this login, from the link to it. The login of this browser has
    /// none: it is ended by logging out.
    login: Option<String>,
}

fn panels(devices: &Page) -> Vec<Panel> {
    const LINK: &str = "/account/devices/end?which=";
    let link = Selector::parse("a").unwrap();
    devices.map_elements(".device-list > li", |panel| Panel {
        text: panel.text().collect(),
        login: panel.select(&link).next().map(|link| {
            let name = link.attr("href").and_then(|href| href.strip_prefix(LINK));
            name.expect("a link that ends this login").to_owned()
        }),
    })
}

/// Sends the form that ends logins, with a password.
async fn end_with(visitor: &Visitor, which: &str, password: &str) -> Page {
    visitor.post("/account/devices/end", &[("which", which), ("password", password)]).await
}

async fn end(visitor: &Visitor, which: &str) -> Page {
    end_with(visitor, which, PASSWORD).await
}

/// Returns the name of the login whose panel contains `browser`.
fn login_named(account: &Page, browser: &str) -> String {
    let panel = panels(account).into_iter().find(|panel| panel.text.contains(browser));
    panel.and_then(|panel| panel.login).unwrap_or_else(|| panic!("no {browser} to end: {}", account.body))
}

/// H6
async fn the_list_of_devices_has_all_logins_of_the_member(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    app.visitor().register("Lin").await;
    let mei = Mei::at(&app).await;
    let account = mei.here.get("/account/devices").await;
    let panels = panels(&account);
    assert_eq!(panels.len(), 3, "{}", account.body);
    let here = &panels[0];
    assert!(here.text.contains("Firefox on Linux") && here.text.contains("This browser"), "{}", here.text);
    assert_eq!(here.login, None, "the login of this browser is ended by logging out");
    assert!(panels[1..].iter().any(|panel| panel.text.contains("Chrome on Android")));
    assert!(panels[1..].iter().all(|panel| panel.login.is_some() && !panel.text.contains("This browser")));
    mei.tablet.log_out().await;
    assert_eq!(self::panels(&mei.here.get("/account/devices").await).len(), 2);
}

/// H6
async fn another_login_can_be_ended_remotely(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let mei = Mei::at(&app).await;
    mei.phone.add_to_cart("keemun-black", 2).await;
    let name = login_named(&mei.here.get("/account/devices").await, "Chrome on Android");
    let response = end(&mei.here, &name).await;
    assert_eq!((response.status, response.location()), (303, Some("/account/devices")));
    let account = mei.here.follow(response).await;
    assert!(account.contains("The login was ended."), "{}", account.body);
    assert_eq!(mei.are_logged_in().await, [false, true, true]);
    let page = mei.phone.get("/cart").await;
    assert!(page.contains("You were logged out here"), "{}", page.body);
    assert_eq!(page.cart_lines(), [], "the person with the phone does not see the cart");
    let response = end(&mei.here, &name).await;
    let account = mei.here.follow(response).await;
    assert!(account.contains("The login had already ended."), "{}", account.body);
}

/// H6
async fn all_other_logins_can_be_ended_at_once(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let lin = app.visitor();
    lin.register("Lin").await;
    let mei = Mei::at(&app).await;
    let response = end(&mei.here, "others").await;
    let account = mei.here.follow(response).await;
    assert!(account.contains("2 other logins were ended."), "{}", account.body);
    assert_eq!(panels(&account).len(), 1);
    assert_eq!(mei.are_logged_in().await, [false, false, true]);
    assert!(lin.is_logged_in().await, "the login of another member is kept");
}

/// H6
async fn all_logins_can_be_ended_at_once(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let mei = Mei::at(&app).await;
    mei.here.add_to_cart("keemun-black", 2).await;
    let thief = mei.here.copy();
    let response = end(&mei.here, "all").await;
    assert_eq!((response.status, response.location()), (303, Some("/account/logged-out")));
    assert_eq!(mei.are_logged_in().await, [false, false, false]);
    assert!(!thief.is_logged_in().await);
    assert_eq!(mei.here.get("/cart").await.cart_lines(), []);
}

/// H6: the session of the phone has expired, because it was never used again.
async fn an_expired_login_is_not_listed(combination: EngineAndStore) {
    let app = TestApp::over_store_with(combination, &[("session.cookie_age", "1000")]).await;
    let mei = Mei::at(&app).await;
    for seconds in [600, 399] {
        app.clock.advance(Duration::from_secs(seconds));
        mei.here.post("/preferences", &[("theme", "dark")]).await;
    }
    assert_eq!(panels(&mei.here.get("/account/devices").await).len(), 3);
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(panels(&mei.here.get("/account/devices").await).len(), 1);
}

/// H6: whoever finds a browser open can't end the logins of its owner.
#[actix_web::test]
async fn a_wrong_password_ends_no_login() {
    let app = TestApp::start().await;
    let mei = Mei::at(&app).await;
    let name = login_named(&mei.here.get("/account/devices").await, "Chrome on Android");
    // The sixth wrong password would have to wait.
    let wrong = "not the password";
    for (which, password) in [(name.as_str(), wrong), ("others", wrong), ("all", wrong), ("all", "")] {
        let form = mei.here.get(&format!("/account/devices/end?which={which}")).await;
        assert_eq!((form.status, form.field("which").as_deref()), (200, Some(which)));
        let response = end_with(&mei.here, which, password).await;
        assert_eq!(response.status, 422, "{which}");
        assert!(response.has("#password-error") && !response.contains(wrong), "{which}");
    }
    assert_eq!(mei.are_logged_in().await, [true, true, true]);
}

/// H6: every login is on one of the pages of the list.
#[actix_web::test]
async fn the_list_has_pages_for_more_than_twenty_logins() {
    let app = TestApp::start().await;
    let mei = app.member().await;
    let insert = "INSERT INTO logins SELECT printf('%032d', value), user_id, created_at, user_agent, \
                  last_seen_at, expires_at FROM logins, json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13,14,\
                  15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,\
                  43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59]')";
    app.sqlite().run(insert);
    for (page, count) in [(1, 20), (2, 20), (3, 20), (4, 20)] {
        let list = mei.get(&format!("/account/devices?page={page}")).await;
        assert_eq!(panels(&list).len(), count, "page {page}");
        assert_eq!(list.contains("This browser"), page == 1, "page {page}");
    }
    let response = end(&mei, "others").await;
    assert!(mei.follow(response).await.contains("59 other logins were ended."));
}

/// H6: neither another member who knows the name of the login, nor a visitor without a
/// login.
#[actix_web::test]
async fn nobody_can_end_somebody_elses_login() {
    let app = TestApp::start().await;
    let mei = Mei::at(&app).await;
    let name = login_named(&mei.here.get("/account/devices").await, "Chrome on Android");
    let (lin, stranger) = (app.visitor(), app.visitor());
    lin.register("Lin").await;
    for login in [name.as_str(), "", "%"] {
        assert_eq!(end(&lin, login).await.status, 303);
    }
    end(&lin, "others").await;
    for which in [name.as_str(), "others", "all"] {
        let response = end(&stranger, which).await;
        assert!(response.location().unwrap().starts_with("/account/login?"), "{which}");
    }
    assert_eq!(mei.are_logged_in().await, [true, true, true]);
}

async fn change_password(visitor: &Visitor, old: &str, new: &str) -> Page {
    let form = [("old_password", old), ("password", new), ("password_again", new)];
    visitor.post("/account/password", &form).await
}

/// H6
async fn a_second_login_in_the_same_browser_adds_no_login(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let mei = Mei::at(&app).await;
    mei.here.log_in("Mei", PASSWORD).await;
    assert_eq!(panels(&mei.here.get("/account/devices").await).len(), 3);
    assert_eq!(mei.are_logged_in().await, [true, true, true]);
    // A login that was ended from another browser is replaced.
    let account = mei.phone.get("/account/devices").await;
    end(&mei.phone, &login_named(&account, "Firefox")).await;
    mei.here.log_in("Mei", PASSWORD).await;
    assert_eq!(mei.are_logged_in().await, [true, true, true]);
}

/// H6
async fn changing_the_password_ends_every_other_login(combination: EngineAndStore) {
    const NEW: &str = "ripe puerh, stored well";
    let app = TestApp::over_store(combination).await;
    let mei = Mei::at(&app).await;
    mei.here.add_to_cart("keemun-black", 2).await;
    let (thief, before) = (mei.here.copy(), mei.here.cookie("sessionid"));
    let response = change_password(&mei.here, PASSWORD, NEW).await;
    assert_eq!((response.status, response.location()), (303, Some("/account")), "{}", response.body);
    let account = mei.here.follow(response).await;
    assert_eq!((account.status, account.cart_count()), (200, 2));
    assert_eq!(mei.are_logged_in().await, [false, false, true]);
    assert_ne!(mei.here.cookie("sessionid"), before);
    assert!(!thief.is_logged_in().await, "the old cookie of this browser is not logged in either");
    let stranger = app.visitor();
    let old = stranger.post("/account/login", &[("username", "Mei"), ("password", PASSWORD)]).await;
    assert_eq!(old.status, 422);
    stranger.log_in("Mei", NEW).await;
}

/// H6, H13: a page that loads during the change still finds the login of its old session,
/// so it does not end the new session. (These pages save nothing. A page that saves just
/// before the change sends its own cookie again, and the network decides which of the two
/// responses comes last.)
#[actix_web::test]
async fn pages_that_load_during_a_password_change_log_nobody_out() {
    let passwords = [PASSWORD, "ripe puerh, stored well"];
    for engine in SERVER_SIDE_ENGINES {
        let app = TestApp::on(engine).await;
        let mei = app.visitor();
        mei.register("Mei").await;
        mei.add_to_cart("keemun-black", 2).await;
        // This page shows and removes the waiting message, so the pages below save nothing.
        mei.get("/cart").await;
        for round in 0..10 {
            let (old, new) = (passwords[round % 2], passwords[(round + 1) % 2]);
            let pages = ["/", "/cart", "/account", "/preferences"];
            let pages = pages.map(|path| async { mei.clone().get(path).await });
            let (changed, _) = join(change_password(&mei, old, new), join_all(pages)).await;
            assert_eq!(changed.status, 303, "{engine}: {}", changed.body);
            assert!(mei.is_logged_in().await, "{engine}, round {round}");
            assert_eq!(mei.get("/cart").await.cart_count(), 2, "{engine}, round {round}");
        }
    }
}

/// H6
#[actix_web::test]
async fn a_refused_password_change_ends_no_login() {
    let app = TestApp::start().await;
    let mei = Mei::at(&app).await;
    for (old, new, again, wrong) in [
        ("not the password", "ripe puerh, stored", "ripe puerh, stored", "old-password-error"),
        ("", "ripe puerh, stored", "ripe puerh, stored", "old-password-error"),
        (PASSWORD, "short", "short", "password-error"),
        (PASSWORD, "ripe puerh, stored", "raw puerh, stored", "password-again-error"),
    ] {
        let form = [("old_password", old), ("password", new), ("password_again", again)];
        let response = mei.here.post("/account/password", &form).await;
        assert_eq!(response.status, 422);
        assert!(response.has(&format!("#{wrong}")), "{wrong}: {}", response.body);
        assert_eq!(response.texts_of(".field-error").len(), 1, "{wrong}");
        let shows_password = !old.is_empty() && response.contains(old) || response.contains(again);
        assert!(!shows_password, "{wrong}: a password is shown again");
    }
    assert_eq!(mei.are_logged_in().await, [true, true, true]);
    app.visitor().log_in("Mei", PASSWORD).await;
}
