//! What every page has: headers that tell the browser whom to trust and what
//! to keep, and a page for each error that says nothing of the inside.

use crate::support::{TestApp, page::Page, visitor::Visitor};

const STRANGERS_PAGES: [&str; 6] =
    ["/", "/products/keemun-black", "/cart", "/preferences", "/account/logged-out", "/no-such-page"];
const PASSWORD_PAGES: [&str; 2] = ["/account/login", "/account/register"];
const MEMBERS_PAGES: [&str; 9] = [
    "/",
    "/products/keemun-black",
    "/cart",
    "/preferences",
    "/account",
    "/account/password",
    "/orders",
    "/checkout/address",
    "/no-such-page",
];

/// Somebody with something in the cart.
async fn member(app: &TestApp) -> Visitor {
    let member = app.member().await;
    member.add_to_cart("keemun-black", 1).await;
    member
}

fn tells_the_browser_whom_to_trust(page: &Page, path: &str) {
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
async fn every_page_tells_the_browser_whom_to_trust() {
    let app = TestApp::start().await;
    let (stranger, member) = (app.visitor(), member(&app).await);
    for path in STRANGERS_PAGES.iter().chain(&PASSWORD_PAGES) {
        tells_the_browser_whom_to_trust(&stranger.get(path).await, path);
    }
    for path in MEMBERS_PAGES {
        tells_the_browser_whom_to_trust(&member.get(path).await, path);
    }
    tells_the_browser_whom_to_trust(&stranger.post_bare("/cart/add", &[]).await, "a refused form");
    tells_the_browser_whom_to_trust(&stranger.get("/cart/add").await, "a wrong method");
}

#[actix_web::test]
async fn no_cache_shows_one_visitors_page_to_another() {
    let app = TestApp::start().await;
    let (stranger, member) = (app.visitor(), member(&app).await);
    for path in STRANGERS_PAGES.into_iter().filter(|path| *path != "/no-such-page") {
        let page = stranger.get(path).await;
        assert_eq!(page.header("cache-control"), Some("private, no-cache"), "{path}");
        assert!(varies_with_the_cookie(&page), "{path}");
    }
    let mut kept_nowhere = Vec::new();
    for path in PASSWORD_PAGES {
        kept_nowhere.push((path, stranger.get(path).await));
    }
    for path in MEMBERS_PAGES {
        kept_nowhere.push((path, member.get(path).await));
    }
    kept_nowhere.push(("a stranger's error", stranger.get("/no-such-page").await));
    for (path, page) in kept_nowhere {
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
        assert!(varies_with_the_cookie(&page), "{path}");
    }
}

#[actix_web::test]
async fn a_page_is_packed_for_whoever_can_unpack_it() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    assert_eq!(visitor.get("/").await.header("content-encoding"), None);
    for packing in ["gzip", "br"] {
        let page = visitor.sending("accept-encoding", packing).get("/").await;
        assert_eq!(page.header("content-encoding"), Some(packing));
        assert!(varies_with_the_cookie(&page));
        let vary: Vec<_> = page.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(vary.join(",").to_lowercase().contains("accept-encoding"), "{vary:?}");
    }
}

#[actix_web::test]
async fn an_address_that_there_is_not_and_a_wrong_method_have_pages_of_the_shop() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 2).await;
    for path in ["/no-such-page", "/products/coffee", "/orders/", "/static/x", "/cart/"] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.contains("Page not found") && page.contains("class=\"site-header\""), "{path}");
    }
    for (path, allowed) in [("/cart/add", "POST"), ("/account/logout", "POST"), ("/checkout/place", "POST")] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, 405, "{path}");
        assert_eq!(page.header("allow"), Some(allowed), "RFC 9110, section 15.5.6");
        assert!(page.contains("Method not allowed") && page.contains("class=\"site-header\""), "{path}");
    }
    for path in ["/", "/orders", "/orders/x", "/checkout", "/checkout/review", "/products/keemun-black"] {
        let page = visitor.post(path, &[]).await;
        assert_eq!((page.status, page.header("allow")), (405, Some("GET")), "{path}");
        assert!(page.contains("class=\"site-header\""), "{path}");
    }
    let chinese = visitor.sending("accept-language", "zh-TW").get("/no-such-page").await;
    assert_eq!(chinese.attribute("lang").as_deref(), Some("zh-Hant"));
}

/// The number leads to the line in the log.
#[actix_web::test]
async fn the_page_of_a_fault_says_its_number_and_nothing_of_the_inside() {
    let app = TestApp::start().await;
    let member = member(&app).await;
    app.sqlite().run("DROP TABLE orders");
    let page = member.get("/orders").await;
    assert_eq!(page.status, 500);
    let number = page.header("x-request-id").unwrap();
    assert_eq!(number.len(), 16);
    assert!(page.contains(&format!("The error has been logged with the number {number}.")), "{}", page.body);
    let said = page.body.to_lowercase();
    for inside in ["no such table", "sql", "diesel", "panic", ".rs", "database"] {
        assert!(!said.contains(inside), "{inside}");
    }
    tells_the_browser_whom_to_trust(&page, "/orders");
    assert_ne!(member.get("/orders").await.header("x-request-id"), Some(number), "each has its own");
    assert_eq!(member.get("/cart").await.cart_count(), 1, "the rest goes on");
}

#[actix_web::test]
async fn head_is_answered_like_get_without_the_page() {
    let app = TestApp::start().await;
    let member = member(&app).await;
    let picture = member.get("/").await.attributes("src", "img").remove(0);
    for path in ["/", "/cart", "/account", "/no-such-page", "/healthz", "/cart/add", &picture] {
        let (get, head) = (member.get(path).await, member.request("HEAD", path).await);
        assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{path}");
        for name in ["content-type", "content-length", "cache-control", "content-security-policy"] {
            assert_eq!(head.header(name), get.header(name), "{path}: {name}");
        }
    }
}

#[actix_web::test]
async fn whoever_watches_the_shop_is_told_whether_its_stores_answer() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let (alive, ready) = (visitor.get("/healthz").await, visitor.get("/readyz").await);
    assert_eq!((alive.status, alive.body.as_str()), (200, "ok\n"));
    assert_eq!((ready.status, ready.body.as_str()), (200, "database: ok\nsessions (db): ok\n"));
    for answer in [&alive, &ready] {
        assert_eq!(answer.set_cookie_headers().count(), 0);
    }
}
