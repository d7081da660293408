//! Making an account, and the way in: what a form may hold, what nobody learns
//! from it, and where it leads.

use crate::support::{
    TestApp,
    customer::{PASSWORD, line},
    page::Page,
    visitor::Visitor,
};

async fn register(visitor: &Visitor, name: &str, password: &str, again: &str) -> Page {
    let form = [("username", name), ("password", password), ("password_again", again)];
    visitor.post("/account/register", &form).await
}

async fn log_in(visitor: &Visitor, name: &str, password: &str) -> Page {
    visitor.post("/account/login", &[("username", name), ("password", password)]).await
}

#[actix_web::test]
async fn what_is_wrong_with_a_new_account_is_said_beside_the_field() {
    let app = TestApp::start().await;
    app.visitor().register("Mei Lin").await;
    let visitor = app.visitor();
    let taken = "This name is already in use. Please choose another one.";
    let length = "A password must have 8 to 200 characters.";
    let differ = "The two passwords differ. Please type both again.";
    let name_length = "A name must have 2 to 40 characters.";
    for (name, password, again, field, message) in [
        ("mei LIN", PASSWORD, PASSWORD, "username", taken),
        ("  Mei Lin ", PASSWORD, PASSWORD, "username", taken),
        ("M", PASSWORD, PASSWORD, "username", name_length),
        ("", PASSWORD, PASSWORD, "username", "Please fill this in."),
        ("Mei\u{7}", PASSWORD, PASSWORD, "username", "Please remove control characters."),
        ("Lin", "oolong", "oolong", "password", length),
        ("Lin", "", "", "password", "Please fill this in."),
        ("Lin", PASSWORD, "osmanthus and oolong", "password-again", differ),
    ] {
        let page = register(&visitor, name, password, again).await;
        assert_eq!(page.status, 422, "{name:?} {password:?}");
        let error = page.text_after(&format!("id=\"{field}-error\""));
        assert_eq!(error.as_deref(), Some(message), "{name:?} {password:?}");
        assert_eq!(page.texts_after("class=\"field-error\"").len(), 1, "{name:?} {password:?}");
        assert_eq!(page.field("username").as_deref(), Some(name), "what was typed is shown again");
        assert!(!page.contains(PASSWORD) && page.field("password").is_none(), "but no password");
        assert!(!visitor.is_logged_in().await);
    }
    assert_eq!(app.sqlite().texts("username", "users"), ["Mei Lin"]);
}

#[actix_web::test]
async fn an_unknown_name_and_a_wrong_password_get_the_same_answer() {
    let app = TestApp::start().await;
    app.visitor().register("Mei Lin").await;
    let visitor = app.visitor();
    let mut answers = Vec::new();
    for name in ["Mei Lin", "Lin Mei"] {
        let page = log_in(&visitor, name, "rooibos and regret").await;
        assert_eq!((page.status, page.field("username").as_deref()), (422, Some(name)));
        assert!(page.contains("Name or password is not correct."));
        assert!(!page.contains("rooibos and regret"));
        let token = page.field("csrf_token").unwrap();
        let headers: Vec<_> = page.headers.keys().map(ToString::to_string).collect();
        let number = page.headers["x-request-id"].to_str().unwrap().to_owned();
        let body = page.body.replace(&token, "").replace(&number, "").replace(name, "");
        answers.push((body, headers));
    }
    assert_eq!(answers[0], answers[1]);
}

#[actix_web::test]
async fn a_name_is_typed_in_any_case_and_a_password_as_it_is() {
    let app = TestApp::start().await;
    app.visitor().register("Mei Lin").await;
    for (name, password, status) in [
        (" mEI lIN", PASSWORD, 303),
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
async fn a_password_is_hashed_anew_at_the_next_login_when_the_settings_changed() {
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
async fn the_way_back_after_a_login_never_leads_outside() {
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
        let answer = visitor.post("/account/login", &form).await;
        assert_eq!((answer.status, answer.location()), (303, Some("/account")), "{next:?}");
        let answer = visitor.get(&format!("/account/login?{query}")).await;
        assert_eq!((answer.status, answer.location()), (303, Some("/account")), "{next:?}");
    }
}

/// F6: the old id opens nothing, and the token of the forms is a new one too.
#[actix_web::test]
async fn a_login_changes_the_id_and_an_id_planted_before_it_is_worth_nothing() {
    let app = TestApp::start().await;
    app.visitor().register("Mei Lin").await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 2).await;
    let (thief, before) = (visitor.copy(), visitor.session_key());
    let secret = visitor.cookie("csrftoken");
    visitor.log_in("Mei Lin", PASSWORD).await;
    assert_ne!(visitor.session_key(), before);
    assert_ne!(visitor.cookie("csrftoken"), secret);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line("keemun-black", 2)]);
    assert_eq!(app.sessions_with_data(&before), 0, "only a tombstone is left");
    assert!(!thief.is_logged_in().await);
    assert_eq!(thief.get("/cart").await.cart_lines(), []);
}

/// F6: as it does when an account is made.
#[actix_web::test]
async fn a_new_account_gets_a_new_id_too() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 2).await;
    let (thief, before) = (visitor.copy(), visitor.session_key());
    visitor.register("Mei Lin").await;
    assert_ne!(visitor.session_key(), before);
    assert!(!thief.is_logged_in().await);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line("keemun-black", 2)]);
}

#[actix_web::test]
async fn no_password_lies_in_the_database() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.register("Mei Lin").await;
    log_in(&app.visitor(), "Mei Lin", "rooibos and regret").await;
    assert_eq!(app.sqlite().tables_with(PASSWORD), Vec::<String>::new());
    assert_eq!(app.sqlite().tables_with("rooibos and regret"), Vec::<String>::new());
}
