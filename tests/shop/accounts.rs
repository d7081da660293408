//! Registration and login: what the forms accept, what the responses do not reveal, and
//! where a login leads.

use std::collections::BTreeSet;

use crate::support::{
    TestApp,
    customer::{ADDRESS, PASSWORD},
    page::Page,
    slow_form::{ONE_WORKER, SlowForm},
    visitor::Visitor,
};

const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 \
    (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

async fn register(visitor: &Visitor, name: &str, password: &str, again: &str) -> Page {
    let form = [("username", name), ("password", password), ("password_again", again)];
    visitor.post("/account/register", &form).await
}

async fn log_in(visitor: &Visitor, name: &str, password: &str) -> Page {
    visitor.post("/account/login", &[("username", name), ("password", password)]).await
}

#[actix_web::test]
async fn an_invalid_registration_shows_the_error_at_its_field() {
    let app = TestApp::start().await;
    app.visitor().register("Mei Lin").await;
    app.visitor().register("mei").await;
    let visitor = app.visitor();
    let taken = "This name is already in use. Please choose another one.";
    let length = "A password must have 12 to 128 characters.";
    let looks_alike = "This name looks like one that is already in use. Please choose another one.";
    let invisible = "A name can’t contain the character “\u{200b}” (U+200B). Letters, digits and the \
                     punctuation of the keyboard are allowed.";
    let scripts = "The letter “\u{435}” (U+0435) is of another writing system than the letters before it. \
                   Please use letters of one writing system.";
    let common = "This password is among the most common ones. Please choose another one.";
    let differ = "The two passwords differ. Please type both again.";
    let name_length = "A name must have 2 to 40 characters.";
    for (name, password, again, field, message) in [
        ("mei LIN", PASSWORD, PASSWORD, "username", taken),
        ("  Mei Lin ", PASSWORD, PASSWORD, "username", taken),
        ("M", PASSWORD, PASSWORD, "username", name_length),
        ("", PASSWORD, PASSWORD, "username", "Please fill this in."),
        ("Mei\u{7}", PASSWORD, PASSWORD, "username", "Please remove control characters."),
        ("Ｍei  lin", PASSWORD, PASSWORD, "username", taken),
        ("МЕІ", PASSWORD, PASSWORD, "username", looks_alike),
        ("mei\u{200b}", PASSWORD, PASSWORD, "username", invisible),
        ("m\u{435}i", PASSWORD, PASSWORD, "username", scripts),
        ("Lin", "oolong", "oolong", "password", length),
        ("Lin", "administrator", "administrator", "password", common),
        ("Oolong", PASSWORD, PASSWORD, "password", "A password must not contain your name."),
        ("Lin", "", "", "password", "Please fill this in."),
        ("Lin", PASSWORD, "osmanthus and oolong", "password-again", differ),
    ] {
        let page = register(&visitor, name, password, again).await;
        assert_eq!(page.status, 422, "{name:?} {password:?}");
        let error = page.text_of(&format!("#{field}-error"));
        assert_eq!(error.as_deref(), Some(message), "{name:?} {password:?}");
        assert_eq!(page.texts_of(".field-error").len(), 1, "{name:?} {password:?}");
        assert_eq!(page.field("username").as_deref(), Some(name), "the form shows the name again");
        assert!(!page.contains(PASSWORD) && page.field("password").is_none(), "the form shows no password");
        assert!(!visitor.is_logged_in().await);
    }
    assert_eq!(app.sqlite().texts("username", "users"), ["Mei Lin", "mei"]);
}

#[actix_web::test]
async fn an_unknown_name_and_a_wrong_password_get_the_same_response() {
    let app = TestApp::start().await;
    app.visitor().register("Mei Lin").await;
    let visitor = app.visitor();
    let mut responses = Vec::new();
    for name in ["Mei Lin", "Lin Mei"] {
        let page = log_in(&visitor, name, "rooibos and regret").await;
        assert_eq!((page.status, page.field("username").as_deref()), (422, Some(name)));
        assert!(page.contains("Name or password is not correct."));
        assert!(!page.contains("rooibos and regret"));
        let token = page.field("csrf_token").unwrap();
        let headers: BTreeSet<String> = page.headers.keys().map(ToString::to_string).collect();
        let request_id = page.headers["x-request-id"].to_str().unwrap().to_owned();
        let body = page.body.replace(&token, "").replace(&request_id, "").replace(name, "");
        responses.push((body, headers));
    }
    assert_eq!(responses[0], responses[1]);
}

#[actix_web::test]
async fn names_ignore_case_and_passwords_do_not() {
    let app = TestApp::start().await;
    app.visitor().register("Mei Lin").await;
    for (name, password, status) in [
        (" mEI lIN", PASSWORD, 303),
        ("ＭＥＩ　Ｌｉｎ", PASSWORD, 303),
        ("Mei Lin", &PASSWORD.to_uppercase(), 422),
        ("Mei Lin", &format!("{PASSWORD} "), 422),
        ("Mei Lin", "", 422),
    ] {
        let visitor = app.visitor();
        assert_eq!(log_in(&visitor, name, password).await.status, status, "{name:?} {password:?}");
        assert_eq!(visitor.is_logged_in().await, status == 303);
    }
}

#[actix_web::test]
async fn a_password_is_hashed_again_at_login_after_the_settings_change() {
    let app = TestApp::start().await;
    app.visitor().register("Mei Lin").await;
    let hash = || app.sqlite().text("password_hash", "users");
    let old = hash();
    assert!(old.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{old}");
    log_in(&app.visitor(), "Mei Lin", PASSWORD).await;
    assert_eq!(hash(), old);
    let slower = app.beside(&[("password.iterations", "2")]).await;
    assert_eq!(log_in(&slower.visitor(), "Mei Lin", "rooibos and regret").await.status, 422);
    assert_eq!(hash(), old);
    slower.visitor().log_in("Mei Lin", PASSWORD).await;
    assert!(hash().starts_with("$argon2id$v=19$m=64,t=2,p=1$"), "{}", hash());
    app.visitor().log_in("Mei Lin", PASSWORD).await;
}

/// G2
#[actix_web::test]
async fn the_return_path_after_a_login_never_leaves_the_site() {
    let app = TestApp::start().await;
    app.visitor().register("Mei Lin").await;
    for next in [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/%2Fevil.example",
        "javascript:alert(1)",
        "/account/logout",
        "evil.example",
    ] {
        let visitor = app.visitor();
        let query = serde_urlencoded::to_string([("next", next)]).unwrap();
        for page in ["/account/login", "/account/register"] {
            let form = visitor.get(&format!("{page}?{query}")).await;
            assert_eq!(form.field("next").as_deref(), Some("/account"), "{page} {next:?}");
            assert!(!form.contains("href=\"//evil") && !form.contains("href=\"https:"), "{page} {next:?}");
        }
        let form = [("username", "Mei Lin"), ("password", PASSWORD), ("next", next)];
        let response = visitor.post("/account/login", &form).await;
        assert_eq!((response.status, response.location()), (303, Some("/account")), "{next:?}");
        let response = visitor.get(&format!("/account/login?{query}")).await;
        assert_eq!((response.status, response.location()), (303, Some("/account")), "{next:?}");
    }
}

#[actix_web::test]
async fn no_password_is_stored_in_plain_text() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.register("Mei Lin").await;
    log_in(&app.visitor(), "Mei Lin", "rooibos and regret").await;
    assert_eq!(app.sqlite().tables_with(PASSWORD), Vec::<String>::new());
    assert_eq!(app.sqlite().tables_with("rooibos and regret"), Vec::<String>::new());
}

/// H6: the list of logins shows neither a session key nor the id of a login's row. (What the
/// list contains and how logins are ended is in `scenarios/h6_logins.rs`.)
#[actix_web::test]
async fn the_list_of_logins_shows_no_session_key_and_no_login_id() {
    let app = TestApp::start().await;
    let desk = app.visitor();
    desk.register("Mei Lin").await;
    let phone = app.visitor().with_header("user-agent", IPHONE);
    phone.log_in("Mei Lin", PASSWORD).await;
    let page = desk.get("/account/devices").await;
    assert!(page.texts_of("h2").contains(&"Safari on iPhone".to_owned()), "{}", page.body);
    let login = app.sqlite().text("id", "logins WHERE user_agent LIKE '%iPhone%'");
    assert!(!page.contains(&phone.session_key()) && !page.contains(&login));
    phone.log_out().await;
    assert!(desk.get("/account/devices").await.contains("You have no other logins."));
}

/// H2 for every other form of the shop that changes the session. (`scenarios/at_the_shop.rs`
/// has the cart's form, over every store.)
#[actix_web::test]
async fn no_slow_form_of_the_shop_restores_a_session_after_logout() {
    let app = TestApp::with(&[ONE_WORKER]).await;
    app.visitor().register("Mei Lin").await;
    for (path, fields) in [
        ("/preferences", &[("theme", "dark")][..]),
        ("/checkout/address", &ADDRESS),
        ("/account/password", &[("old_password", PASSWORD), ("password", "x"), ("password_again", "y")]),
        ("/account/login", &[("username", "Mei Lin"), ("password", PASSWORD)]),
    ] {
        let member = app.member().await;
        member.add_to_cart("keemun-black", 1).await;
        let (thief, key) = (member.copy(), member.session_key());
        let mut slow = SlowForm::begin(app.address(), &member, path, fields).await;
        member.log_out().await;
        slow.send_rest();
        let response = slow.response();
        assert_eq!((response.status, response.set_cookie("sessionid")), (409, None), "{path}");
        assert!(response.contains("Your session has ended"), "{path}");
        assert_eq!(app.sessions_with_data(&key), 0, "{path}: only a tombstone is left");
        assert!(!member.is_logged_in().await && !thief.is_logged_in().await, "{path}");
        assert_eq!(thief.get("/cart").await.cart_lines(), [], "{path}");
    }
}
