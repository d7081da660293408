//! Forms from elsewhere: every address that takes a form refuses one without
//! our token (F3), and then nothing at all has changed.

use std::{collections::BTreeSet, fs, path::Path};

use crate::support::{TestApp, customer::PASSWORD, page::Page, sqlite::Sqlite};

type Fields = &'static [(&'static str, &'static str)];

/// Every address that takes a form, and one that does something there.
const FORMS: &[(&str, Fields)] = &[
    ("/cart/add", &[("product", "uji-matcha"), ("quantity", "1")]),
    ("/cart/update", &[("product", "keemun-black"), ("quantity", "2")]),
    ("/cart/remove", &[("product", "keemun-black")]),
    ("/cart/empty", &[]),
    ("/checkout/address", &[("name", "Lin"), ("street", "1"), ("city", "Taipei"), ("country", "TW")]),
    ("/checkout/delivery", &[("delivery", "express")]),
    ("/checkout/place", &[]),
    ("/preferences", &[("theme", "dark"), ("currency", "TWD")]),
    ("/account/register", &[("username", "Lin Mei"), ("password", PASSWORD), ("password_again", PASSWORD)]),
    ("/account/login", &[("username", "Mei Lin"), ("password", PASSWORD)]),
    ("/account/logins/end", &[("login", "x")]),
    ("/account/logins/end-others", &[]),
    (
        "/account/password",
        &[("old_password", PASSWORD), ("password", "gyokuro42"), ("password_again", "gyokuro42")],
    ),
    ("/account/logout", &[]),
];

/// All that the database holds.
fn everything(sqlite: &mut Sqlite) -> Vec<(String, Vec<String>)> {
    let columns = "m.name || '.' || p.name";
    let tables = "sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'";
    let columns = sqlite.texts(columns, tables).into_iter();
    let contents = columns.map(|name| {
        let (table, column) = name.split_once('.').unwrap();
        let values = sqlite.texts(column, table);
        (name, values)
    });
    contents.collect()
}

fn is_refused(answer: &Page, because: &str) {
    assert_eq!(answer.status, 403, "{because}");
    assert!(answer.contains("The form you sent was too old, or did not come from our own page"), "{because}");
    assert!(answer.set_cookie("sessionid").is_none(), "{because}");
}

/// F3
#[actix_web::test]
async fn a_form_without_our_token_is_refused_everywhere_and_changes_nothing() {
    let app = TestApp::start().await;
    let member = app.visitor();
    member.register("Mei Lin").await;
    member.add_to_cart("keemun-black", 1).await;
    member.go_to_review("pickup").await;
    let foreign = app.visitor().get("/").await.field("csrf_token").unwrap();
    let own = member.get("/").await.field("csrf_token").unwrap();
    let cut = &own[..own.len() - 1];
    let before = everything(&mut app.sqlite());
    for (path, fields) in FORMS {
        for token in [None, Some(""), Some("x"), Some(foreign.as_str()), Some(cut)] {
            let token = token.map(|token| ("csrf_token", token));
            let fields: Vec<_> = fields.iter().copied().chain(token).collect();
            is_refused(&member.post_bare(path, &fields).await, &format!("{path} with {token:?}"));
        }
        let query = format!("{path}?csrf_token={own}");
        is_refused(&member.post_bare(&query, fields).await, "a token in the address is none");
    }
    assert!(everything(&mut app.sqlite()) == before, "something was changed");
    assert!(member.is_logged_in().await);
    assert_eq!(member.get("/cart").await.cart_count(), 1);
}

/// F3: what another site can have is the field, and never the cookie.
#[actix_web::test]
async fn a_token_without_its_cookie_is_worth_nothing() {
    let app = TestApp::start().await;
    let member = app.member().await;
    let token = member.get("/").await.field("csrf_token").unwrap();
    let form = [("product", "keemun-black"), ("quantity", "1"), ("csrf_token", token.as_str())];
    for planted in [None, Some("x"), Some("AAAAAAAAAAAAAAAAAAAAAA")] {
        member.drop_cookie("csrftoken");
        if let Some(secret) = planted {
            member.plant_cookie("csrftoken", secret);
        }
        is_refused(&member.post_bare("/cart/add", &form).await, &format!("{planted:?}"));
    }
    assert_eq!(member.get("/cart").await.cart_count(), 0);
}

/// F3: by any method that may change something.
#[actix_web::test]
async fn no_other_method_gets_past_the_token() {
    let app = TestApp::start().await;
    let member = app.member().await;
    for method in ["PUT", "PATCH", "DELETE", "BREW"] {
        assert_eq!(member.request(method, "/account/logout").await.status, 403, "{method}");
    }
    assert!(member.is_logged_in().await);
}

/// F3: a link, or a picture's address, does nothing.
#[actix_web::test]
async fn nothing_is_done_by_a_get() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart("keemun-black", 1).await;
    for (path, _) in FORMS {
        for method in ["GET", "HEAD"] {
            let answer = member.request(method, &format!("{path}?product=keemun-black&quantity=5")).await;
            assert!([200, 303, 405].contains(&answer.status), "{method} {path}: {}", answer.status);
        }
    }
    assert!(member.is_logged_in().await);
    assert_eq!(member.get("/cart").await.cart_count(), 1);
}

#[actix_web::test]
async fn the_list_of_forms_is_complete() {
    let app = TestApp::start().await;
    let paths: BTreeSet<_> = FORMS.iter().map(|(path, _)| *path).collect();
    assert_eq!(paths.len(), FORMS.len());
    for path in paths {
        let status = app.visitor().post(path, &[]).await.status;
        assert!([303, 422].contains(&status), "{path} takes no form: {status}");
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    assert_eq!(routes_by_post(&source), FORMS.len(), "a route is missing in the list");
}

/// How many routes the source has that take a form. The lab has tests of its own.
fn routes_by_post(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let count = |path: std::path::PathBuf| {
        if path.ends_with("src/lab") {
            return 0;
        }
        if path.is_dir() {
            return routes_by_post(&path);
        }
        let text = fs::read_to_string(&path).unwrap();
        ["web::post()", ".post("].iter().map(|route| text.matches(route).count()).sum()
    };
    entries.map(count).sum()
}

#[actix_web::test]
async fn a_form_without_end_is_too_much_and_a_text_is_no_form() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let huge = visitor.post("/preferences", &[("theme", &"x".repeat(70_000))]).await;
    assert_eq!(huge.status, 413);
    assert!(huge.contains("site-header"), "{}", huge.body);
    let page = visitor.post_text("/cart/add", "no form at all".to_owned()).await;
    assert_eq!(page.status, 403);
}
