//! F3: what another site, or another host of the same domain, can make a browser send:
//! the headers of a foreign page, and cookies that somebody has planted.

use crate::support::{TestApp, page::Page, visitor::Visitor};

const TEA: [(&str, &str); 2] = [("product", "keemun-black"), ("quantity", "1")];

async fn add_with(visitor: &Visitor, token: &str) -> Page {
    visitor.post_as_is("/cart/add", &[TEA[0], TEA[1], ("csrf_token", token)]).await
}

async fn token_of(visitor: &Visitor) -> String {
    visitor.get("/").await.field("csrf_token").unwrap()
}

#[actix_web::test]
async fn a_form_of_another_site_is_refused_also_with_a_valid_token() {
    let app = TestApp::start().await;
    let member = app.member().await;
    let own = format!("http://{}", app.address());
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://localhost:1"),
        ("referer", "https://evil.example/page"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        for (language, words) in [
            ("en", "A page of another site"),
            ("zh-TW", "從其他網站的頁面送出"),
            ("zh-CN", "从其他网站的页面提交"),
        ] {
            let tab = member.with_header(name, value).with_header("accept-language", language);
            let response = tab.post("/cart/add", &TEA).await;
            assert!(response.status == 403 && response.contains(words), "{name} {value}: {}", response.body);
        }
        assert_eq!(member.with_header(name, value).get("/cart").await.cart_count(), 0, "a page is served");
    }
    let referer = format!("{own}/products/keemun-black");
    for (name, value) in [
        ("origin", own.as_str()),
        ("referer", &referer),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
    ] {
        assert_eq!(
            member.with_header(name, value).post("/cart/add", &TEA).await.status,
            303,
            "{name} {value}"
        );
    }
}

#[actix_web::test]
async fn a_made_up_cookie_with_the_same_text_in_the_field_is_refused() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for size in [16, 32, 80] {
        let made_up = "A".repeat((size * 8_usize).div_ceil(6));
        visitor.insert_cookie("csrftoken", &made_up);
        for token in [made_up.clone(), "A".repeat(43)] {
            assert_eq!(add_with(&visitor, &token).await.status, 403, "{size} bytes");
        }
    }
    assert_eq!(add_with(&visitor, &token_of(&visitor).await).await.status, 303, "a page sets a valid cookie");
}

#[actix_web::test]
async fn a_cookie_that_an_attacker_got_is_refused_in_the_browser_of_a_member() {
    let app = TestApp::start().await;
    for attacker in [app.visitor(), app.member().await] {
        let token = token_of(&attacker).await;
        let planted = attacker.cookie("csrftoken").unwrap();
        assert_eq!(add_with(&attacker, &token).await.status, 303);
        let member = app.member().await;
        let (own, own_token) = (member.cookie("csrftoken").unwrap(), token_of(&member).await);
        member.insert_cookie("csrftoken", &planted);
        assert_eq!(add_with(&member, &token).await.status, 403);
        // A browser sends both cookies if their paths differ.
        member.insert_cookie("csrftoken", &own);
        member.receive_cookie(&format!("csrftoken={planted}; Path=/cart"));
        assert_eq!(add_with(&member, &token).await.status, 403);
        assert_eq!(add_with(&member, &own_token).await.status, 303);
    }
}

#[actix_web::test]
async fn a_form_from_before_the_session_expired_leads_to_the_login() {
    let app = TestApp::start().await;
    let member = app.member().await;
    let token = token_of(&member).await;
    member.remove_cookie("sessionid");
    let response = member.post_as_is("/checkout/place", &[("csrf_token", token.as_str())]).await;
    assert_eq!(response.status, 303, "{}", response.body);
}

#[actix_web::test]
async fn the_cookies_have_the_names_of_the_settings_and_the_prefix_over_https() {
    for (settings, session, csrf) in [
        (&[("csrf.cookie_name", "xsrf")][..], "sessionid", "xsrf"),
        (&[("session.cookie_secure", "true")], "__Host-sessionid", "__Host-csrftoken"),
        (&[("session.cookie_secure", "true"), ("session.cookie_name", "tea")], "tea", "__Host-csrftoken"),
    ] {
        let app = TestApp::with(settings).await;
        let visitor = app.visitor();
        assert!(visitor.get("/").await.set_cookie(csrf).is_some(), "{settings:?}");
        let response = visitor.post("/cart/add", &TEA).await;
        let cookie = response.set_cookie(session).unwrap_or_else(|| panic!("{settings:?}"));
        assert_eq!((cookie.path(), cookie.domain()), (Some("/"), None));
        assert_eq!(visitor.get("/cart").await.cart_count(), 1, "{settings:?}");
    }
}
