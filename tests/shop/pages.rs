//! What every page has: security headers, cache headers, and error pages that reveal
//! nothing about the server's internals.

use crate::support::{TestApp, page::Page, visitor::Visitor};

const PUBLIC_PAGES: [&str; 6] =
    ["/", "/products/keemun-black", "/cart", "/preferences", "/account/logged-out", "/no-such-page"];
const PASSWORD_PAGES: [&str; 2] = ["/account/login", "/account/register"];
const MEMBERS_PAGES: [&str; 11] = [
    "/",
    "/products/keemun-black",
    "/cart",
    "/preferences",
    "/account",
    "/account/password",
    "/account/devices",
    "/account/devices/end?which=all",
    "/orders",
    "/checkout/address",
    "/no-such-page",
];

/// Returns a member with a tea in the cart.
async fn member(app: &TestApp) -> Visitor {
    let member = app.member().await;
    member.add_to_cart("keemun-black", 1).await;
    member
}

fn has_security_headers(page: &Page, path: &str) {
    let policy = page.header("content-security-policy").unwrap();
    let directives: Vec<&str> = policy.split(';').map(str::trim).collect();
    for directive in ["default-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"]
    {
        assert!(directives.contains(&directive), "{path}: {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{path}: {policy}");
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"), "{path}");
    assert_eq!(page.header("x-frame-options"), Some("DENY"), "{path}");
    assert_eq!(page.header("referrer-policy"), Some("strict-origin-when-cross-origin"), "{path}");
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
    for inline in [" style=\"", "<style", "<script>", " onclick=", "javascript:"] {
        assert!(!page.contains(inline), "{path} has {inline}, which its policy forbids");
    }
}

fn varies_with_the_cookie(page: &Page) -> bool {
    let vary = page.headers.get_all("vary").iter().filter_map(|value| value.to_str().ok());
    vary.flat_map(|line| line.split(',')).any(|name| name.trim().eq_ignore_ascii_case("cookie"))
}

#[actix_web::test]
async fn every_page_has_the_security_headers() {
    let app = TestApp::start().await;
    let (stranger, member) = (app.visitor(), member(&app).await);
    for path in PUBLIC_PAGES.iter().chain(&PASSWORD_PAGES) {
        has_security_headers(&stranger.get(path).await, path);
    }
    for path in MEMBERS_PAGES {
        has_security_headers(&member.get(path).await, path);
    }
    has_security_headers(&stranger.post_as_is("/cart/add", &[]).await, "a refused form");
    has_security_headers(&stranger.get("/cart/add").await, "a wrong method");
}

#[actix_web::test]
async fn no_page_of_one_visitor_is_cached_for_another() {
    let app = TestApp::start().await;
    let (stranger, member) = (app.visitor(), member(&app).await);
    for path in PUBLIC_PAGES.into_iter().filter(|path| *path != "/no-such-page") {
        let page = stranger.get(path).await;
        assert_eq!(page.header("cache-control"), Some("private, no-cache"), "{path}");
        assert!(varies_with_the_cookie(&page), "{path}");
    }
    let mut not_stored = Vec::new();
    for path in PASSWORD_PAGES {
        not_stored.push((path, stranger.get(path).await));
    }
    for path in MEMBERS_PAGES {
        not_stored.push((path, member.get(path).await));
    }
    not_stored.push(("an error page without a login", stranger.get("/no-such-page").await));
    for (path, page) in not_stored {
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
        assert!(varies_with_the_cookie(&page), "{path}");
    }
}

#[actix_web::test]
async fn a_page_is_compressed_when_the_client_accepts_it() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    assert_eq!(visitor.get("/").await.header("content-encoding"), None);
    for encoding in ["gzip", "br"] {
        let page = visitor.with_header("accept-encoding", encoding).get("/").await;
        assert_eq!(page.header("content-encoding"), Some(encoding));
        assert_eq!(page.header("transfer-encoding"), None, "it is complete, so its length is known");
        assert!(varies_with_the_cookie(&page));
        let vary: Vec<_> = page.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        let vary = vary.join(",").to_lowercase();
        assert!(vary.contains("accept-encoding") && vary.contains("accept-language"), "{vary:?}");
    }
}

#[actix_web::test]
async fn unknown_urls_and_wrong_methods_have_error_pages() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 2).await;
    for path in ["/no-such-page", "/products/coffee", "/orders/", "/static/x", "/cart/"] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.contains("Page not found") && page.has(".site-header"), "{path}");
    }
    for (path, allowed) in [("/cart/add", "POST"), ("/account/logout", "POST"), ("/checkout/place", "POST")] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, 405, "{path}");
        assert_eq!(page.header("allow"), Some(allowed), "RFC 9110, section 15.5.6");
        assert!(page.contains("Method not allowed") && page.has(".site-header"), "{path}");
    }
    for path in ["/", "/orders", "/orders/x", "/checkout", "/checkout/review", "/products/keemun-black"] {
        let page = visitor.post(path, &[]).await;
        assert_eq!((page.status, page.header("allow")), (405, Some("GET")), "{path}");
        assert!(page.has(".site-header"), "{path}");
    }
    let chinese = visitor.with_header("accept-language", "zh-TW").get("/no-such-page").await;
    assert_eq!(chinese.attribute("lang").as_deref(), Some("zh-Hant"));
}

/// The request id leads to the line in the log.
#[actix_web::test]
async fn a_500_page_shows_its_request_id_and_no_internals() {
    let app = TestApp::start().await;
    let member = member(&app).await;
    app.sqlite().run("DROP TABLE orders");
    let page = member.get("/orders").await;
    assert_eq!(page.status, 500);
    let request_id = page.header("x-request-id").unwrap();
    assert_eq!(request_id.len(), 16);
    assert!(
        page.contains(&format!("The error has been logged with the number {request_id}.")),
        "{}",
        page.body
    );
    let text = page.body.to_lowercase();
    for internal in ["no such table", "sql", "diesel", "panic", ".rs", "database"] {
        assert!(!text.contains(internal), "{internal}");
    }
    has_security_headers(&page, "/orders");
    assert_ne!(
        member.get("/orders").await.header("x-request-id"),
        Some(request_id),
        "each request has its own id"
    );
    assert_eq!(member.get("/cart").await.cart_count(), 1, "the other pages still work");
}

#[actix_web::test]
async fn head_has_the_headers_of_get_and_no_body() {
    let app = TestApp::start().await;
    let member = member(&app).await;
    let picture = member.get("/").await.attributes_of("img", "src").remove(0);
    for path in ["/", "/cart", "/account", "/no-such-page", "/healthz", "/cart/add", &picture] {
        let (get, head) = (member.get(path).await, member.request("HEAD", path).await);
        assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{path}");
        for name in ["content-type", "content-length", "cache-control", "content-security-policy"] {
            assert_eq!(head.header(name), get.header(name), "{path}: {name}");
        }
    }
}

#[actix_web::test]
async fn healthz_and_readyz_report_the_state_of_the_stores() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let (healthz, readyz) = (visitor.get("/healthz").await, visitor.get("/readyz").await);
    assert_eq!((healthz.status, healthz.body.as_str()), (200, "ok\n"));
    assert_eq!((readyz.status, readyz.body.as_str()), (200, "database: ok\nsessions (db): ok\n"));
    for response in [&healthz, &readyz] {
        assert_eq!(response.set_cookie_headers().count(), 0);
    }
}
