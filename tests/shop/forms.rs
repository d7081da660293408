//! F3 (protection against forged requests): every URL that accepts a form refuses one
//! without a valid CSRF token, and then nothing at all has changed.

use std::{collections::BTreeSet, fs, path::Path};

use crate::support::{TestApp, customer::PASSWORD, page::Page, sqlite::Sqlite};

type Fields = &'static [(&'static str, &'static str)];

/// Every URL that accepts a form, with fields that would change something.
const FORMS: &[(&str, Fields)] = &[
    ("/cart/add", &[("product", "uji-matcha"), ("quantity", "1")]),
    ("/cart/update", &[("product", "keemun-black"), ("quantity", "2")]),
    ("/cart/remove", &[("product", "keemun-black")]),
    ("/cart/empty", &[]),
    ("/cart/restore", &[("lines", "keemun-black=1")]),
    ("/checkout/address", &[("name", "Lin"), ("street", "1"), ("city", "Taipei"), ("country", "TW")]),
    ("/checkout/delivery", &[("delivery", "express")]),
    ("/checkout/place", &[]),
    ("/preferences", &[("theme", "dark"), ("currency", "TWD")]),
    ("/account/register", &[("username", "Lin Mei"), ("password", PASSWORD), ("password_again", PASSWORD)]),
    ("/account/login", &[("username", "Mei Lin"), ("password", PASSWORD)]),
    ("/account/devices/end", &[("which", "others"), ("password", PASSWORD)]),
    (
        "/account/password",
        &[("old_password", PASSWORD), ("password", "gyokuro for two"), ("password_again", "gyokuro for two")],
    ),
    ("/account/logout", &[]),
];

/// Returns all values in the database, by column.
fn all_values(sqlite: &mut Sqlite) -> Vec<(String, Vec<String>)> {
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

/// Checks that a response refuses a form. `case` is for the message.
fn is_refused(response: &Page, case: &str) {
    assert_eq!(response.status, 403, "{case}");
    assert!(response.contains("The form you sent was too old, or did not come from our own page"), "{case}");
    assert!(response.set_cookie("sessionid").is_none(), "{case}");
}

/// F3
#[actix_web::test]
async fn every_form_without_a_valid_csrf_token_is_refused_and_changes_nothing() {
    let app = TestApp::start().await;
    let member = app.visitor();
    member.register("Mei Lin").await;
    member.add_to_cart("keemun-black", 1).await;
    member.go_to_review("pickup").await;
    let foreign = app.visitor().get("/").await.field("csrf_token").unwrap();
    let own = member.get("/").await.field("csrf_token").unwrap();
    let cut = &own[..own.len() - 1];
    let before = all_values(&mut app.sqlite());
    for (path, fields) in FORMS {
        for token in [None, Some(""), Some("x"), Some(foreign.as_str()), Some(cut)] {
            let token = token.map(|token| ("csrf_token", token));
            let fields: Vec<_> = fields.iter().copied().chain(token).collect();
            is_refused(&member.post_as_is(path, &fields).await, &format!("{path} with {token:?}"));
        }
        let query = format!("{path}?csrf_token={own}");
        is_refused(&member.post_as_is(&query, fields).await, "a token in the URL does not count");
    }
    assert!(all_values(&mut app.sqlite()) == before, "something has changed");
    assert!(member.is_logged_in().await);
    assert_eq!(member.get("/cart").await.cart_count(), 1);
}

/// F3: another site can send the field, but not the cookie.
#[actix_web::test]
async fn a_csrf_token_without_its_cookie_is_refused() {
    let app = TestApp::start().await;
    let member = app.member().await;
    let token = member.get("/").await.field("csrf_token").unwrap();
    let form = [("product", "keemun-black"), ("quantity", "1"), ("csrf_token", token.as_str())];
    for planted in [None, Some("x"), Some("AAAAAAAAAAAAAAAAAAAAAA")] {
        member.remove_cookie("csrftoken");
        if let Some(secret) = planted {
            member.insert_cookie("csrftoken", secret);
        }
        is_refused(&member.post_as_is("/cart/add", &form).await, &format!("{planted:?}"));
    }
    assert_eq!(member.get("/cart").await.cart_count(), 0);
}

/// F3: the check is for every method that is not safe.
#[actix_web::test]
async fn no_other_method_bypasses_the_csrf_check() {
    let app = TestApp::start().await;
    let member = app.member().await;
    for method in ["PUT", "PATCH", "DELETE", "BREW"] {
        assert_eq!(member.request(method, "/account/logout").await.status, 403, "{method}");
    }
    assert!(member.is_logged_in().await);
}

/// F3: a link or the URL of a picture changes nothing.
#[actix_web::test]
async fn a_get_request_changes_nothing() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart("keemun-black", 1).await;
    for (path, _) in FORMS {
        for method in ["GET", "HEAD"] {
            let response = member.request(method, &format!("{path}?product=keemun-black&quantity=5")).await;
            assert!([200, 303, 405].contains(&response.status), "{method} {path}: {}", response.status);
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
        assert!([303, 422].contains(&status), "{path} accepts no form: {status}");
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    assert_eq!(routes_by_post(&source), FORMS.len(), "a route is missing in the list");
}

/// Counts the routes in the source that accept a form, without those of the lab, which has
/// its own tests.
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
async fn an_oversized_form_gets_413_and_plain_text_gets_403() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let huge = visitor.post("/preferences", &[("theme", &"x".repeat(70_000))]).await;
    assert_eq!(huge.status, 413);
    assert!(huge.has(".site-header"), "{}", huge.body);
    let page = visitor.post_text("/cart/add", "no form at all".to_owned()).await;
    assert_eq!(page.status, 403);
}

#[actix_web::test]
async fn a_body_that_is_no_form_by_its_content_type_gets_415_and_changes_nothing() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let token = visitor.get("/").await.field("csrf_token").unwrap();
    let fields = format!("csrf_token={token}&language=zh-Hant&currency=TWD&theme=dark&per_page=12");
    let page = visitor.post_text("/preferences", fields).await;
    assert_eq!(page.status, 415);
    assert!(page.body.contains("application/x-www-form-urlencoded"), "{}", page.body);
    assert!(visitor.get("/").await.has("html[lang=en]"), "the language is unchanged");
}
