//! The places where a member is logged in: listed, ended one by one or all but
//! this one, and by a change of the password.

use crate::support::{
    TestApp,
    customer::{ADDRESS, PASSWORD, line},
    page::Page,
    slow_form::{ONE_WORKER, SlowForm},
    visitor::Visitor,
};

const NAME: &str = "Mei Lin";
const NEW_PASSWORD: &str = "gyokuro at sixty degrees";
const ENDED: &str = "You were logged out here";

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 \
    (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

/// A member at two places.
async fn at_two_places(app: &TestApp) -> (Visitor, Visitor) {
    let desk = app.visitor().sending("user-agent", FIREFOX);
    desk.register(NAME).await;
    let phone = app.visitor().sending("user-agent", SAFARI);
    phone.log_in(NAME, PASSWORD).await;
    (desk, phone)
}

async fn change_password(visitor: &Visitor, old: &str, new: &str, again: &str) -> Page {
    let form = [("old_password", old), ("password", new), ("password_again", again)];
    visitor.post("/account/password", &form).await
}

/// H6
#[actix_web::test]
async fn a_member_sees_every_place_where_the_login_is_in_force() {
    let app = TestApp::start().await;
    let (desk, phone) = at_two_places(&app).await;
    let page = desk.get("/account").await;
    assert_eq!(page.texts_after("strong"), ["Firefox on Linux", "Safari on iPhone"]);
    assert_eq!(phone.get("/account").await.texts_after("strong"), ["Safari on iPhone", "Firefox on Linux"]);
    let cookie = phone.session_key();
    let login = app.sqlite().text("id", "logins WHERE user_agent LIKE '%iPhone%'");
    assert!(!page.contains(&cookie) && !page.contains(&login), "the page shows what opens the session");
    phone.log_out().await;
    let page = desk.get("/account").await;
    assert_eq!(page.texts_after("strong"), ["Firefox on Linux"]);
    assert!(page.contains("You have no other logins."));
}

/// H6: and all that its session held is gone too.
#[actix_web::test]
async fn a_login_is_ended_from_elsewhere() {
    let app = TestApp::start().await;
    let (desk, phone) = at_two_places(&app).await;
    phone.add_to_cart("keemun-black", 2).await;
    let name = desk.get("/account").await.field("login").unwrap();
    let answer = desk.post("/account/logins/end", &[("login", &name)]).await;
    assert!(desk.follow(answer).await.contains("The login was ended."));
    assert!(phone.get("/cart").await.contains(ENDED));
    assert!(!phone.is_logged_in().await && desk.is_logged_in().await);
    assert_eq!(phone.get("/cart").await.cart_lines(), []);
    let answer = desk.post("/account/logins/end", &[("login", &name)]).await;
    assert!(desk.follow(answer).await.contains("The login had already ended."));
}

/// H6
#[actix_web::test]
async fn all_other_logins_are_ended_at_once() {
    let app = TestApp::start().await;
    let (desk, phone) = at_two_places(&app).await;
    let tablet = app.visitor();
    tablet.log_in(NAME, PASSWORD).await;
    let answer = desk.post("/account/logins/end-others", &[]).await;
    assert!(desk.follow(answer).await.contains("2 other logins were ended."));
    assert!(desk.is_logged_in().await);
    assert!(!phone.is_logged_in().await && !tablet.is_logged_in().await);
}

/// H6
#[actix_web::test]
async fn nobody_ends_the_login_of_another_member() {
    let app = TestApp::start().await;
    let (desk, phone) = at_two_places(&app).await;
    let name = desk.get("/account").await.field("login").unwrap();
    let stranger = app.member().await;
    for login in [name.as_str(), "", "%"] {
        assert_eq!(stranger.post("/account/logins/end", &[("login", login)]).await.status, 303);
    }
    stranger.post("/account/logins/end-others", &[]).await;
    assert!(desk.is_logged_in().await && phone.is_logged_in().await);
}

/// H6: and the id of the session that changed it is a new one.
#[actix_web::test]
async fn a_change_of_the_password_ends_every_other_login() {
    let app = TestApp::start().await;
    let (desk, phone) = at_two_places(&app).await;
    desk.add_to_cart("keemun-black", 2).await;
    let thief = desk.copy();
    let answer = change_password(&desk, PASSWORD, NEW_PASSWORD, NEW_PASSWORD).await;
    assert_eq!((answer.status, answer.location()), (303, Some("/account")), "{}", answer.body);
    assert!(desk.follow(answer).await.contains("Your password was changed."));
    assert_eq!(desk.get("/cart").await.cart_lines(), [line("keemun-black", 2)]);
    assert!(!phone.is_logged_in().await && !thief.is_logged_in().await);
    assert!(desk.is_logged_in().await);
    let old = phone.post("/account/login", &[("username", NAME), ("password", PASSWORD)]).await;
    assert_eq!(old.status, 422);
    phone.log_in(NAME, NEW_PASSWORD).await;
    assert!(phone.is_logged_in().await);
}

#[actix_web::test]
async fn a_password_is_not_changed_without_the_present_one_or_to_a_bad_one() {
    let app = TestApp::start().await;
    let (desk, phone) = at_two_places(&app).await;
    for (old, new, again, field) in [
        ("rooibos and regret", NEW_PASSWORD, NEW_PASSWORD, "old-password"),
        ("", NEW_PASSWORD, NEW_PASSWORD, "old-password"),
        (PASSWORD, "short", "short", "password"),
        (PASSWORD, NEW_PASSWORD, "gyokuro at seventy", "password-again"),
    ] {
        let page = change_password(&desk, old, new, again).await;
        assert_eq!(page.status, 422, "{field}");
        assert_eq!(page.texts_after("class=\"field-error\"").len(), 1, "{field}");
        assert!(page.text_after(&format!("id=\"{field}-error\"")).is_some(), "{field}");
        assert!(!page.contains(NEW_PASSWORD) && !page.contains(PASSWORD), "{field}");
    }
    assert!(phone.is_logged_in().await, "nobody was logged out");
    phone.log_in(NAME, PASSWORD).await;
}

/// H2: the request began before the logout, and comes to its end after it.
#[actix_web::test]
async fn a_slow_request_does_not_bring_a_session_back_after_the_logout() {
    let app = TestApp::with(&[ONE_WORKER]).await;
    app.visitor().register(NAME).await;
    for (path, fields) in [
        ("/cart/add", &[("product", "keemun-black"), ("quantity", "1")][..]),
        ("/preferences", &[("theme", "dark")]),
        ("/checkout/address", &ADDRESS),
        ("/account/password", &[("old_password", PASSWORD), ("password", "x"), ("password_again", "y")]),
        ("/account/login", &[("username", NAME), ("password", PASSWORD)]),
    ] {
        let member = app.member().await;
        member.add_to_cart("keemun-black", 1).await;
        let (thief, key) = (member.copy(), member.session_key());
        let mut slow = SlowForm::begin(app.address(), &member, path, fields).await;
        member.log_out().await;
        slow.send_rest();
        let answer = slow.answer();
        assert_eq!((answer.status, answer.set_cookie("sessionid")), (409, None), "{path}");
        assert!(answer.contains("Your session has ended"), "{path}: the visitor is told");
        assert_eq!(app.sessions_with_data(&key), 0, "{path}: only a tombstone is left");
        assert!(!member.is_logged_in().await && !thief.is_logged_in().await, "{path}");
        assert_eq!(thief.get("/cart").await.cart_lines(), [], "{path}");
    }
}
