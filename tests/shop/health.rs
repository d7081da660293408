//! The health checks while a table is missing, what keeps working then, and the request id
//! on error pages.

use std::time::Duration;

use crate::support::TestApp;

#[actix_web::test]
async fn without_the_sessions_table_files_are_served_and_readyz_reports_the_failure() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 1).await;
    let style = visitor.get("/").await.attributes_of("[rel=\"stylesheet\"]", "href").remove(0);
    app.sqlite().run("ALTER TABLE sessions RENAME TO elsewhere");
    for path in [style.as_str(), "/healthz"] {
        let response = visitor.get(path).await;
        assert_eq!(
            (response.status, response.set_cookie_headers().count()),
            (200, 0),
            "{path} needs no session"
        );
    }
    assert_eq!(visitor.get("/").await.status, 200, "the catalogue needs no session");
    let cart = visitor.get("/cart").await;
    assert_eq!((cart.status, cart.set_cookie("sessionid")), (503, None));
    let ready = visitor.get("/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (503, "database: ok\nsessions (db): failed\n"));
    app.sqlite().run("ALTER TABLE elsewhere RENAME TO sessions");
    assert_eq!(visitor.get("/").await.cart_count(), 1, "nothing was lost");
    // A result is used for a second.
    while visitor.get("/readyz").await.status != 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[actix_web::test]
async fn every_error_page_shows_its_request_id() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 1).await;
    let fields = [("product", "keemun-black"), ("quantity", "1")];
    let huge = "x".repeat(70_000);
    for (status, page) in [
        (403, visitor.post_as_is("/cart/add", &fields).await),
        (404, visitor.get("/no-such-page").await),
        (405, visitor.get("/cart/add").await),
        (413, visitor.post("/preferences", &[("theme", &huge)]).await),
    ] {
        let request_id = page.header("x-request-id").unwrap();
        assert_eq!((page.status, request_id.len()), (status, 16));
        assert!(page.texts_of("code").contains(&request_id.to_owned()), "{status}: {}", page.body);
    }
}
