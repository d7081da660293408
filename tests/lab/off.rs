//! Where the lab is off, none of it is there.

use super::support::TestApp;

#[actix_web::test]
async fn switched_off_every_address_of_the_lab_is_not_found_and_no_page_speaks_of_it() {
    let app = TestApp::with(&[("lab.enabled", "false")]).await;
    let visitor = app.visitor();
    for path in ["/lab", "/lab/lessons/h1-lost-update", "/lab/engines", "/lab/settings", "/lab/inspector"] {
        assert_eq!(visitor.get(path).await.status, 404, "{path}");
    }
    assert_eq!(visitor.post("/lab/engines", &[("size", "200")]).await.status, 404);
    let page = visitor.get("/").await;
    assert!(!page.contains("\"/lab") && !page.contains("lab.js"), "{}", page.body);
    assert_eq!(visitor.cookie("lab_browser"), None);
}

#[actix_web::test]
async fn it_is_off_by_itself_where_others_can_reach_the_shop() {
    let app = TestApp::with(&[("server.bind", "0.0.0.0:0")]).await;
    assert_eq!(app.visitor().get("/lab").await.status, 404);
    let app = TestApp::with(&[("server.bind", "0.0.0.0:0"), ("lab.enabled", "true")]).await;
    assert_eq!(app.visitor().get("/lab").await.status, 200);
}
