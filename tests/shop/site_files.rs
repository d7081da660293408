//! What search engines and browsers request by a fixed address, and what they read of a page.

use crate::support::TestApp;

#[actix_web::test]
async fn the_files_of_the_site_are_there_and_set_no_cookie() {
    let app = TestApp::start().await;
    for path in ["/robots.txt", "/sitemap.xml", "/favicon.ico", "/apple-touch-icon.png"] {
        let page = app.visitor().get(path).await;
        assert_eq!(page.headers.get_all("set-cookie").iter().count(), 0, "{path}");
        let target = if page.status == 302 { app.visitor().follow(page).await } else { page };
        assert_eq!(target.status, 200, "{path}");
    }
    let robots = app.visitor().get("/robots.txt").await.body;
    assert!(robots.contains("Disallow: /checkout\n") && robots.contains("/sitemap.xml"), "{robots}");
    let sitemap = app.visitor().get("/sitemap.xml").await.body;
    let addresses: Vec<_> =
        sitemap.split("<loc>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    assert_eq!(addresses.len(), 27, "the catalogue and each tea");
    for address in addresses {
        let path = address.splitn(4, '/').nth(3).unwrap();
        assert_eq!(app.visitor().get(&format!("/{path}")).await.status, 200, "{address}");
    }
}

#[actix_web::test]
async fn an_unknown_address_sets_no_cookie() {
    let app = TestApp::start().await;
    for path in ["/wp-login.php", "/.env", "/apple-touch-icon-precomposed.png", "/static/x"] {
        let page = app.visitor().get(path).await;
        assert_eq!(page.status, 404);
        assert_eq!(page.headers.get_all("set-cookie").iter().count(), 0, "{path}");
        assert!(!page.has("form[method='post']"), "a form would need the cookie");
    }
}

#[actix_web::test]
async fn the_page_of_a_tea_describes_it_for_search_engines() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/products/keemun-black?from=mail").await;
    let canonical = page.attribute_of("link[rel='canonical']", "href").unwrap();
    assert!(canonical.ends_with("/products/keemun-black"), "{canonical}");
    let json = page.text_of("script[type='application/ld+json']").unwrap();
    let product: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&product["@type"], &product["name"]), (&"Product".into(), &"Keemun Black Tea".into()));
    assert_eq!((&product["offers"]["price"], &product["url"]), (&"13.50".into(), &canonical.as_str().into()));
    let description = page.attribute_of("meta[name='description']", "content");
    assert_eq!(description, page.attribute_of("meta[property='og:description']", "content"));
    assert_ne!(description, app.visitor().get("/").await.attribute_of("meta[name='description']", "content"));
}
