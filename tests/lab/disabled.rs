//! A disabled lab: no page of it exists, no other page mentions it, and it sets no
//! cookie.

use super::support::TestApp;

const PAGES: [&str; 11] = [
    "/lab",
    "/lab/attack",
    "/lab/engines",
    "/lab/inspector",
    "/lab/inspector/panel",
    "/lab/inspector.json",
    "/lab/lessons/f1-secure",
    "/lab/lessons/h1-lost-update",
    "/lab/session",
    "/lab/settings",
    "/lab/target",
];

const FORMS: [&str; 4] = ["/lab/engines", "/lab/guarded", "/lab/lessons/f5-tampered/count", "/lab/tamper"];

#[actix_web::test]
async fn a_disabled_lab_is_not_found_and_no_page_mentions_it() {
    let app = TestApp::with(&[("lab.enabled", "false")]).await;
    let visitor = app.visitor();
    for path in PAGES {
        assert_eq!(visitor.get(path).await.status, 404, "{path}");
    }
    for path in FORMS {
        assert_eq!(visitor.post(path, &[]).await.status, 404, "{path}");
    }
    let page = visitor.get("/").await;
    for text in ["\"/lab", "lab.js", "lab-panel"] {
        assert!(!page.contains(text), "{text}: {}", page.body);
    }
    assert_eq!(visitor.cookie("lab_browser"), None);
}

#[actix_web::test]
async fn the_lab_is_disabled_on_a_public_address_unless_the_settings_enable_it() {
    let app = TestApp::with(&[("server.bind", "0.0.0.0:0")]).await;
    assert_eq!(app.visitor().get("/lab").await.status, 404);
    let app = TestApp::with(&[("server.bind", "0.0.0.0:0"), ("lab.enabled", "true")]).await;
    assert_eq!(app.visitor().get("/lab").await.status, 200);
}
