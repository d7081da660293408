//! Static files: style sheets and pictures. Browsers cache them for a year, and they have
//! nothing to do with the session.

use crate::support::TestApp;

/// Returns the URLs of the files that the front page links.
async fn files(app: &TestApp) -> Vec<String> {
    let page = app.visitor().get("/").await;
    let mut files = page.attributes_of("[rel=\"stylesheet\"]", "href");
    files.extend(page.attributes_of("[rel=\"icon\"]", "href"));
    files.extend(page.attributes_of("img", "src"));
    assert!(files.len() > 12, "{files:?}");
    files
}

#[actix_web::test]
async fn a_static_file_is_cached_for_a_year_and_sets_no_cookie() {
    let app = TestApp::start().await;
    let member = app.member().await;
    for file in files(&app).await {
        assert!(file.starts_with("/static/"), "{file}");
        let response = member.get(&file).await;
        assert_eq!(response.status, 200, "{file}");
        assert_eq!(response.header("cache-control"), Some("public, max-age=31536000, immutable"), "{file}");
        assert_eq!(response.set_cookie_headers().count(), 0, "{file}");
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"), "{file}");
        assert_ne!(response.header("vary"), Some("Cookie"), "{file} is the same for all visitors");
        let kind = response.header("content-type").unwrap();
        assert!(kind.starts_with(if file.ends_with("css") { "text/css" } else { "image/svg+xml" }), "{kind}");
    }
}

#[actix_web::test]
async fn a_cached_file_gives_304() {
    let app = TestApp::start().await;
    let file = &files(&app).await[0];
    let first = app.visitor().get(file).await;
    let etag = first.header("etag").unwrap();
    let again = app.visitor().with_header("if-none-match", etag).get(file).await;
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    let other = app.visitor().with_header("if-none-match", "\"another\"").get(file).await;
    assert_eq!((other.status, other.body == first.body), (200, true));
}

/// A strong entity tag stands for the same bytes (RFC 9110, section 8.8.3.3).
#[actix_web::test]
async fn each_coding_of_a_file_has_its_own_entity_tag() {
    let app = TestApp::start().await;
    let file = &files(&app).await[0];
    let mut tags = Vec::new();
    let mut sizes = Vec::new();
    for coding in ["identity", "gzip", "br"] {
        let visitor = app.visitor().with_header("accept-encoding", coding);
        let response = visitor.get(file).await;
        assert_eq!(response.header("content-encoding"), Some(coding).filter(|name| *name != "identity"));
        assert_eq!(response.header("vary"), Some("Accept-Encoding"), "{coding}");
        sizes.push(response.header("content-length").unwrap().parse::<usize>().unwrap());
        let tag = response.header("etag").unwrap().to_owned();
        let again = visitor.with_header("if-none-match", &tag).get(file).await;
        assert_eq!((again.status, again.header("etag")), (304, Some(tag.as_str())), "{coding}");
        assert!(!tags.contains(&tag), "{tags:?} {tag}");
        tags.push(tag);
    }
    assert!(sizes[0] > 2 * sizes[1] && sizes[1] > sizes[2], "{sizes:?}");
    let other = app.visitor().with_header("accept-encoding", "br").with_header("if-none-match", &tags[1]);
    assert_eq!(other.get(file).await.status, 200, "the tag of gzip is not that of br");
}

#[actix_web::test]
async fn only_the_static_files_are_served() {
    let app = TestApp::start().await;
    let base = files(&app).await[0].split('/').take(3).collect::<Vec<_>>().join("/");
    for path in ["", "/", "/css", "/nothing.css", "/../Cargo.toml", "/..%2fCargo.toml", "/%2e%2e/Cargo.toml"]
    {
        let response = app.visitor().get(&format!("{base}{path}")).await;
        assert!([400, 404].contains(&response.status), "{path}: {}", response.status);
        assert!(!response.contains("session-shop\""), "{path}");
        assert_ne!(response.header("cache-control"), Some("public, max-age=31536000, immutable"), "{path}");
    }
    for base in ["/static", "/static/0", "/static/000000000000000g", "/static/00000000000000000"] {
        assert_eq!(app.visitor().get(&format!("{base}/css/shop.css")).await.status, 404, "{base}");
    }
}

/// During an upgrade, a page of one version can request its files from a process of
/// another one.
#[actix_web::test]
async fn a_file_under_the_hash_of_another_version_is_revalidated_at_each_use() {
    let app = TestApp::start().await;
    for file in files(&app).await {
        let path = file.splitn(4, '/').nth(3).unwrap();
        let other = app.visitor().get(&format!("/static/0123456789abcdef/{path}")).await;
        let own = app.visitor().get(&file).await;
        assert_eq!((other.status, other.body == own.body), (200, true), "{path}");
        assert_eq!(other.header("cache-control"), Some("no-cache"), "{path}");
        assert_eq!(other.header("etag"), own.header("etag"), "{path}");
    }
    assert_eq!(app.visitor().get("/static/0123456789abcdef/css/of-the-other.css").await.status, 404);
}
