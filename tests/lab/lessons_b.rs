//! Lessons B: each has its controls, and shows the cookie that it sent.

use crate::support::TestApp;

const LESSONS: [(&str, &str, usize); 6] = [
    ("b1-set-a-cookie", "/lab/cookies/set", 2),
    ("b2-max-age-and-expires", "/lab/cookies/set", 2),
    ("b3-path-and-domain", "/lab/cookies/set", 4),
    ("b4-read-and-delete", "/lab/cookies/set", 2),
    ("b6-four-kilobytes", "/lab/cookies/size", 4),
    ("b7-never-trust-a-cookie", "/lab/cookies/plan", 1),
];

#[actix_web::test]
async fn every_lesson_b_has_controls_code_and_a_test_command_in_three_languages() {
    let app = TestApp::start().await;
    for language in ["en", "zh-TW", "zh-CN"] {
        let visitor = app.visitor().with_header("accept-language", language);
        for (slug, action, forms) in LESSONS {
            let page = visitor.get(&format!("/lab/lessons/{slug}")).await;
            assert_eq!(page.status, 200, "{slug}");
            assert_eq!(page.body.matches(&format!("action=\"{action}\"")).count(), forms, "{slug}");
            assert!(page.contains("class=\"lab-code\"") && page.contains("cargo test"), "{slug}");
        }
    }
}

/// B1 to B3: the sent cookie is shown in the lesson and on the page about cookies.
#[actix_web::test]
async fn a_sent_cookie_is_shown_in_the_lesson_and_on_the_cookies_page() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let address = "/lab/lessons/b1-set-a-cookie";
    visitor.get(address).await;
    let fields = [("key", "open"), ("value", "oolong"), ("path", "/lab"), ("back", address)];
    assert_eq!(
        visitor.post("/lab/cookies/set", &fields).await.location(),
        Some("/lab/lessons/b1-set-a-cookie#sent")
    );
    for path in [address, "/lab/cookies"] {
        let page = visitor.get(path).await;
        assert!(page.contains("Set-Cookie: lab_demo_open=oolong; Path=/lab"), "{path}");
        assert!(page.contains("Cookie: lab_demo_open=oolong"), "{path}");
    }
}
