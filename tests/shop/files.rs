//! Styles and pictures: kept for a year, asked for by nobody twice, and no
//! business of the session's.

use crate::support::TestApp;

/// The files that the front page asks for.
async fn files(app: &TestApp) -> Vec<String> {
    let page = app.visitor().get("/").await;
    let mut files = page.attributes("href", "rel=\"stylesheet\"");
    files.extend(page.attributes("href", "rel=\"icon\""));
    files.extend(page.attributes("src", "img"));
    assert!(files.len() > 12, "{files:?}");
    files
}

#[actix_web::test]
async fn a_file_is_kept_for_a_year_and_sets_no_cookie() {
    let app = TestApp::start().await;
    let member = app.member().await;
    for file in files(&app).await {
        assert!(file.starts_with("/static/"), "{file}");
        let answer = member.get(&file).await;
        assert_eq!(answer.status, 200, "{file}");
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"), "{file}");
        assert_eq!(answer.set_cookie_headers().count(), 0, "{file}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{file}");
        assert_ne!(answer.header("vary"), Some("Cookie"), "{file} is the same for all");
        let kind = answer.header("content-type").unwrap();
        assert!(kind.starts_with(if file.ends_with("css") { "text/css" } else { "image/svg+xml" }), "{kind}");
    }
}

#[actix_web::test]
async fn a_file_that_the_browser_has_is_not_sent_again() {
    let app = TestApp::start().await;
    let file = &files(&app).await[0];
    let first = app.visitor().get(file).await;
    let etag = first.header("etag").unwrap();
    let again = app.visitor().sending("if-none-match", etag).get(file).await;
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    let other = app.visitor().sending("if-none-match", "\"another\"").get(file).await;
    assert_eq!((other.status, other.body == first.body), (200, true));
}

#[actix_web::test]
async fn nothing_but_the_files_is_served() {
    let app = TestApp::start().await;
    let base = files(&app).await[0].split('/').take(3).collect::<Vec<_>>().join("/");
    for path in ["", "/", "/css", "/nothing.css", "/../Cargo.toml", "/..%2fCargo.toml", "/%2e%2e/Cargo.toml"]
    {
        let answer = app.visitor().get(&format!("{base}{path}")).await;
        assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
        assert!(!answer.contains("session-shop\""), "{path}");
        assert_ne!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"), "{path}");
    }
    assert_eq!(app.visitor().get("/static/0000000000000000/css/shop.css").await.status, 404);
}
