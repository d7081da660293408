//! What whoever watches the shop is told while a store is broken, and what
//! goes on all the same.

use crate::support::TestApp;

#[actix_web::test]
async fn without_the_table_of_sessions_the_files_are_served_and_the_shop_says_that_it_is_broken() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 1).await;
    let style = visitor.get("/").await.attributes("href", "rel=\"stylesheet\"").remove(0);
    app.sqlite().run("ALTER TABLE sessions RENAME TO elsewhere");
    for path in [style.as_str(), "/healthz"] {
        let answer = visitor.get(path).await;
        assert_eq!((answer.status, answer.set_cookie_headers().count()), (200, 0), "{path} needs no session");
    }
    assert_eq!(visitor.get("/").await.status, 200, "nor does the shelf");
    let cart = visitor.get("/cart").await;
    assert_eq!((cart.status, cart.set_cookie("sessionid")), (503, None));
    let ready = visitor.get("/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (503, "database: ok\nsessions (db): no answer\n"));
    app.sqlite().run("ALTER TABLE elsewhere RENAME TO sessions");
    assert_eq!(visitor.get("/readyz").await.status, 200);
    assert_eq!(visitor.get("/").await.cart_count(), 1, "and nothing was lost");
}

#[actix_web::test]
async fn every_error_page_says_the_number_of_its_request() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 1).await;
    let fields = [("product", "keemun-black"), ("quantity", "1")];
    let huge = "x".repeat(70_000);
    for (status, page) in [
        (403, visitor.post_bare("/cart/add", &fields).await),
        (404, visitor.get("/no-such-page").await),
        (405, visitor.get("/cart/add").await),
        (413, visitor.post("/preferences", &[("theme", &huge)]).await),
    ] {
        let number = page.header("x-request-id").unwrap();
        assert_eq!((page.status, number.len()), (status, 16));
        assert!(page.contains(&format!("<code>{number}</code>")), "{status}: {}", page.body);
    }
}
