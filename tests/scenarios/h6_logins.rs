//! H6: the places where one is logged in, each of which can be ended from
//! another, on every engine, also on those whose sessions can't be listed.

use futures_util::future::{join, join_all};

use crate::support::{
    Combination, TestApp, app::SERVER_SIDE_ENGINES, customer::PASSWORD, over_every_store, page::Page,
    visitor::Visitor,
};

over_every_store! {
    the_account_lists_the_places_where_one_is_logged_in,
    another_login_can_be_ended_from_here,
    all_other_logins_can_be_ended_at_once,
    logging_in_again_where_one_is_logged_in_adds_no_login,
    changing_the_password_ends_every_other_login,
}

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
                     Chrome/140.0.0.0 Mobile Safari/537.36";

/// Three browsers of Mei's, the last of which is at the keyboard.
struct Mei {
    phone: Visitor,
    tablet: Visitor,
    here: Visitor,
}

impl Mei {
    async fn at(app: &TestApp) -> Self {
        let phone = app.visitor().sending("user-agent", PHONE);
        phone.register("Mei").await;
        let tablet = app.visitor();
        tablet.log_in("Mei", PASSWORD).await;
        let here = app.visitor().sending("user-agent", FIREFOX);
        here.log_in("Mei", PASSWORD).await;
        Self { phone, tablet, here }
    }

    async fn are_logged_in(&self) -> [bool; 3] {
        [self.phone.is_logged_in().await, self.tablet.is_logged_in().await, self.here.is_logged_in().await]
    }
}

/// The panels of the list: the text of each, and the name of its login.
fn panels(account: &Page) -> Vec<(String, Option<String>)> {
    let panels = account.body.split("<section class=\"panel").skip(1);
    panels.map(|panel| (panel.to_owned(), name_in(panel))).collect()
}

fn name_in(panel: &str) -> Option<String> {
    let (_, rest) = panel.split_once("name=\"login\" value=\"")?;
    Some(rest.split('"').next()?.to_owned())
}

/// The name of the login whose panel says `browser`.
fn login_named(account: &Page, browser: &str) -> String {
    let panel = panels(account).into_iter().find(|(text, _)| text.contains(browser));
    panel.and_then(|(_, name)| name).unwrap_or_else(|| panic!("no {browser} to end: {}", account.body))
}

/// H6
async fn the_account_lists_the_places_where_one_is_logged_in(combination: Combination) {
    let app = TestApp::over_store(combination).await;
    app.visitor().register("Lin").await;
    let mei = Mei::at(&app).await;
    let account = mei.here.get("/account").await;
    let panels = panels(&account);
    assert_eq!(panels.len(), 3, "{}", account.body);
    let (here, name) = &panels[0];
    assert!(here.contains("Firefox on Linux") && here.contains("This browser"), "{here}");
    assert_eq!(*name, None, "the login in hand is ended by logging out");
    assert!(panels[1..].iter().any(|(text, _)| text.contains("Chrome on Android")));
    assert!(panels[1..].iter().all(|(text, name)| name.is_some() && !text.contains("This browser")));
    mei.tablet.log_out().await;
    assert_eq!(self::panels(&mei.here.get("/account").await).len(), 2);
}

/// H6
async fn another_login_can_be_ended_from_here(combination: Combination) {
    let app = TestApp::over_store(combination).await;
    let mei = Mei::at(&app).await;
    mei.phone.add_to_cart("keemun-black", 2).await;
    let name = login_named(&mei.here.get("/account").await, "Chrome on Android");
    let answer = mei.here.post("/account/logins/end", &[("login", &name)]).await;
    assert_eq!((answer.status, answer.location()), (303, Some("/account")));
    let account = mei.here.follow(answer).await;
    assert!(account.contains("The login was ended."), "{}", account.body);
    assert_eq!(mei.are_logged_in().await, [false, true, true]);
    let page = mei.phone.get("/cart").await;
    assert!(page.contains("You were logged out here"), "{}", page.body);
    assert_eq!(page.cart_lines(), [], "whoever holds the phone does not see the cart");
    let answer = mei.here.post("/account/logins/end", &[("login", &name)]).await;
    let account = mei.here.follow(answer).await;
    assert!(account.contains("The login had already ended."), "{}", account.body);
}

/// H6
async fn all_other_logins_can_be_ended_at_once(combination: Combination) {
    let app = TestApp::over_store(combination).await;
    let lin = app.visitor();
    lin.register("Lin").await;
    let mei = Mei::at(&app).await;
    let answer = mei.here.post("/account/logins/end-others", &[]).await;
    let account = mei.here.follow(answer).await;
    assert!(account.contains("2 other logins were ended."), "{}", account.body);
    assert_eq!(panels(&account).len(), 1);
    assert_eq!(mei.are_logged_in().await, [false, false, true]);
    assert!(lin.is_logged_in().await, "nobody else's");
}

/// H6: not with its name, and not without a login of one's own.
#[actix_web::test]
async fn nobody_can_end_somebody_elses_login() {
    let app = TestApp::start().await;
    let mei = Mei::at(&app).await;
    let name = login_named(&mei.here.get("/account").await, "Chrome on Android");
    let (lin, stranger) = (app.visitor(), app.visitor());
    lin.register("Lin").await;
    lin.post("/account/logins/end", &[("login", &name)]).await;
    lin.post("/account/logins/end-others", &[]).await;
    for path in ["/account/logins/end", "/account/logins/end-others"] {
        let answer = stranger.post(path, &[("login", &name)]).await;
        assert!(answer.location().unwrap().starts_with("/account/login?"), "{path}");
    }
    assert_eq!(mei.are_logged_in().await, [true, true, true]);
}

async fn change_password(visitor: &Visitor, old: &str, new: &str) -> Page {
    let form = [("old_password", old), ("password", new), ("password_again", new)];
    visitor.post("/account/password", &form).await
}

/// H6
async fn logging_in_again_where_one_is_logged_in_adds_no_login(combination: Combination) {
    let app = TestApp::over_store(combination).await;
    let mei = Mei::at(&app).await;
    mei.here.log_in("Mei", PASSWORD).await;
    assert_eq!(panels(&mei.here.get("/account").await).len(), 3);
    assert_eq!(mei.are_logged_in().await, [true, true, true]);
    // One that was ended from elsewhere is not kept.
    let account = mei.phone.get("/account").await;
    mei.phone.post("/account/logins/end", &[("login", &login_named(&account, "Firefox"))]).await;
    mei.here.log_in("Mei", PASSWORD).await;
    assert_eq!(mei.are_logged_in().await, [true, true, true]);
}

/// H6
async fn changing_the_password_ends_every_other_login(combination: Combination) {
    const NEW: &str = "ripe puerh, stored well";
    let app = TestApp::over_store(combination).await;
    let mei = Mei::at(&app).await;
    mei.here.add_to_cart("keemun-black", 2).await;
    let (thief, before) = (mei.here.copy(), mei.here.cookie("sessionid"));
    let answer = change_password(&mei.here, PASSWORD, NEW).await;
    assert_eq!((answer.status, answer.location()), (303, Some("/account")), "{}", answer.body);
    let account = mei.here.follow(answer).await;
    assert_eq!((account.status, account.cart_count()), (200, 2));
    assert_eq!(mei.are_logged_in().await, [false, false, true]);
    assert_ne!(mei.here.cookie("sessionid"), before);
    assert!(!thief.is_logged_in().await, "nor is a copy of this one's old cookie");
    let stranger = app.visitor();
    let old = stranger.post("/account/login", &[("username", "Mei"), ("password", PASSWORD)]).await;
    assert_eq!(old.status, 422);
    stranger.log_in("Mei", NEW).await;
}

/// H6, H13: the pages that load beside it find the login of the session that they
/// came with, so none of them ends the session that the change makes. (They save
/// nothing: a page that saves just before the move sends its own cookie once more,
/// and only the network decides which of the two responses comes last.)
#[actix_web::test]
async fn pages_that_load_beside_a_password_change_log_nobody_out() {
    let passwords = [PASSWORD, "ripe puerh, stored well"];
    for engine in SERVER_SIDE_ENGINES {
        let app = TestApp::on(engine).await;
        let mei = app.visitor();
        mei.register("Mei").await;
        mei.add_to_cart("keemun-black", 2).await;
        // The message about it waits no longer, so no page of the rounds saves.
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
async fn a_password_change_that_is_refused_ends_nothing() {
    let app = TestApp::start().await;
    let mei = Mei::at(&app).await;
    for (old, new, again, wrong) in [
        ("not the password", "ripe puerh", "ripe puerh", "old-password-error"),
        (PASSWORD, "short", "short", "password-error"),
        (PASSWORD, "ripe puerh", "raw puerh", "password-again-error"),
    ] {
        let form = [("old_password", old), ("password", new), ("password_again", again)];
        let answer = mei.here.post("/account/password", &form).await;
        assert_eq!(answer.status, 422);
        assert!(answer.contains(&format!("id=\"{wrong}\"")), "{wrong}: {}", answer.body);
        assert!(!answer.contains(old) && !answer.contains(again), "no password is shown again");
    }
    assert_eq!(mei.are_logged_in().await, [true, true, true]);
    app.visitor().log_in("Mei", PASSWORD).await;
}
