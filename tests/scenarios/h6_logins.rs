//! H6: the list of a member's logins, each of which can be ended from another browser. It
//! works on every engine, also on those whose sessions can't be listed.

use futures_util::future::{join, join_all};
use scraper::Selector;

use crate::support::{
    EngineAndStore, TestApp, app::SERVER_SIDE_ENGINES, customer::PASSWORD, over_every_store, page::Page,
    visitor::Visitor,
};

over_every_store! {
    the_account_page_lists_all_logins_of_the_member,
    another_login_can_be_ended_remotely,
    all_other_logins_can_be_ended_at_once,
    a_second_login_in_the_same_browser_adds_no_login,
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

/// One login in the list on the account page.
struct Panel {
    text: String,
    /// The name under which the form ends this login. The login of this browser has
    /// none: it is ended by logging out.
    login: Option<String>,
}

fn panels(account: &Page) -> Vec<Panel> {
    let login = Selector::parse("[name=login]").unwrap();
    account.map_elements("section.panel", |panel| Panel {
        text: panel.text().collect(),
        login: panel.select(&login).next().and_then(|field| field.attr("value")).map(ToOwned::to_owned),
    })
}

/// Returns the name of the login whose panel contains `browser`.
fn login_named(account: &Page, browser: &str) -> String {
    let panel = panels(account).into_iter().find(|panel| panel.text.contains(browser));
    panel.and_then(|panel| panel.login).unwrap_or_else(|| panic!("no {browser} to end: {}", account.body))
}

/// H6
async fn the_account_page_lists_all_logins_of_the_member(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    app.visitor().register("Lin").await;
    let mei = Mei::at(&app).await;
    let account = mei.here.get("/account").await;
    let panels = panels(&account);
    assert_eq!(panels.len(), 3, "{}", account.body);
    let here = &panels[0];
    assert!(here.text.contains("Firefox on Linux") && here.text.contains("This browser"), "{}", here.text);
    assert_eq!(here.login, None, "the login of this browser is ended by logging out");
    assert!(panels[1..].iter().any(|panel| panel.text.contains("Chrome on Android")));
    assert!(panels[1..].iter().all(|panel| panel.login.is_some() && !panel.text.contains("This browser")));
    mei.tablet.log_out().await;
    assert_eq!(self::panels(&mei.here.get("/account").await).len(), 2);
}

/// H6
async fn another_login_can_be_ended_remotely(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let mei = Mei::at(&app).await;
    mei.phone.add_to_cart("keemun-black", 2).await;
    let name = login_named(&mei.here.get("/account").await, "Chrome on Android");
    let response = mei.here.post("/account/logins/end", &[("login", &name)]).await;
    assert_eq!((response.status, response.location()), (303, Some("/account")));
    let account = mei.here.follow(response).await;
    assert!(account.contains("The login was ended."), "{}", account.body);
    assert_eq!(mei.are_logged_in().await, [false, true, true]);
    let page = mei.phone.get("/cart").await;
    assert!(page.contains("You were logged out here"), "{}", page.body);
    assert_eq!(page.cart_lines(), [], "the person with the phone does not see the cart");
    let response = mei.here.post("/account/logins/end", &[("login", &name)]).await;
    let account = mei.here.follow(response).await;
    assert!(account.contains("The login had already ended."), "{}", account.body);
}

/// H6
async fn all_other_logins_can_be_ended_at_once(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let lin = app.visitor();
    lin.register("Lin").await;
    let mei = Mei::at(&app).await;
    let response = mei.here.post("/account/logins/end-others", &[]).await;
    let account = mei.here.follow(response).await;
    assert!(account.contains("2 other logins were ended."), "{}", account.body);
    assert_eq!(panels(&account).len(), 1);
    assert_eq!(mei.are_logged_in().await, [false, false, true]);
    assert!(lin.is_logged_in().await, "the login of another member is kept");
}

/// H6: neither another member who knows the name of the login, nor a visitor without a
/// login.
#[actix_web::test]
async fn nobody_can_end_somebody_elses_login() {
    let app = TestApp::start().await;
    let mei = Mei::at(&app).await;
    let name = login_named(&mei.here.get("/account").await, "Chrome on Android");
    let (lin, stranger) = (app.visitor(), app.visitor());
    lin.register("Lin").await;
    for login in [name.as_str(), "", "%"] {
        assert_eq!(lin.post("/account/logins/end", &[("login", login)]).await.status, 303);
    }
    lin.post("/account/logins/end-others", &[]).await;
    for path in ["/account/logins/end", "/account/logins/end-others"] {
        let response = stranger.post(path, &[("login", &name)]).await;
        assert!(response.location().unwrap().starts_with("/account/login?"), "{path}");
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
    assert_eq!(panels(&mei.here.get("/account").await).len(), 3);
    assert_eq!(mei.are_logged_in().await, [true, true, true]);
    // A login that was ended from another browser is replaced.
    let account = mei.phone.get("/account").await;
    mei.phone.post("/account/logins/end", &[("login", &login_named(&account, "Firefox"))]).await;
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
        ("not the password", "ripe puerh", "ripe puerh", "old-password-error"),
        ("", "ripe puerh", "ripe puerh", "old-password-error"),
        (PASSWORD, "short", "short", "password-error"),
        (PASSWORD, "ripe puerh", "raw puerh", "password-again-error"),
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
