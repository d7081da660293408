//! A disabled lab: no page of it exists, no other page mentions it, and it sets no
//! cookie.

use super::support::{TestApp, lab_pages::LAB_PAGES};

/// Pages that no link of another page of the lab leads to, and two lessons.
const OTHER_PAGES: &[&str] = &[
    "/lab/attack",
    "/lab/inspector/panel",
    "/lab/inspector.json",
    "/lab/lessons/f1-secure",
    "/lab/lessons/h1-lost-update",
    "/lab/target",
];

const FORMS: &[&str] = &[
    "/lab/engines",
    "/lab/guarded",
    "/lab/lessons/f5-tampered/compare",
    "/lab/lessons/f5-tampered/count",
    "/lab/lessons/f5-tampered/predict",
    "/lab/progress/reset",
    "/lab/tabs/start",
    "/lab/tabs/step",
    "/lab/tamper",
];

#[actix_web::test]
async fn a_disabled_lab_is_not_found_and_no_page_mentions_it() {
    let app = TestApp::with(&[("lab.enabled", "false")]).await;
    let visitor = app.visitor();
    for path in LAB_PAGES.iter().chain(OTHER_PAGES) {
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
    let public = [("server.bind", "0.0.0.0:0"), ("server.allowed_hosts", "*")];
    let app = TestApp::with(&public).await;
    assert_eq!(app.visitor().get("/lab").await.status, 404);
    let app = TestApp::with(&[&public[..], &[("lab.enabled", "true")]].concat()).await;
    assert_eq!(app.visitor().get("/lab").await.status, 200);
}

/// A proxy on the same machine passes on the requests of other machines.
#[actix_web::test]
async fn the_automatic_lab_is_not_found_through_a_proxy() {
    let app = TestApp::start().await;
    assert_eq!(app.visitor().get("/lab").await.status, 200);
    for header in
        ["forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip", "via"]
    {
        let visitor = app.visitor().with_header(header, "192.0.2.1");
        for path in LAB_PAGES.iter().chain(OTHER_PAGES) {
            assert_eq!(visitor.get(path).await.status, 404, "{path} with {header}");
        }
        for path in FORMS {
            assert_eq!(visitor.post(path, &[]).await.status, 404, "{path} with {header}");
        }
        let page = visitor.get("/").await;
        assert!(page.status == 200 && !page.contains("\"/lab"), "{header}: {}", page.body);
        assert_eq!(visitor.cookie("lab_browser"), None, "{header}");
    }
    let app = TestApp::with(&[("lab.enabled", "true")]).await;
    assert_eq!(app.visitor().with_header("via", "1.1 proxy").get("/lab").await.status, 200);
}
