//! H3: a browser sees only its own exchanges, the list has a limit, and the
//! inspector does not change the session.

use std::time::Duration;

use serde_json::Value;

use super::inspector::{exchanges, latest, panel};
use crate::support::{TestApp, visitor::Visitor};

const TEA: &str = "keemun-black";
const UNKNOWN: &str = "There is no such exchange of this browser.";

/// Returns the three URLs of one exchange.
fn urls(id: &str) -> [String; 3] {
    ["", "/panel", ".json"].map(|kind| format!("/lab/inspector{kind}?exchange={id}"))
}

async fn id_of_latest(visitor: &Visitor) -> String {
    latest(visitor).await["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn the_page_lists_the_exchanges_and_opens_the_requested_one() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    assert!(visitor.get("/lab/inspector").await.contains("Nothing is here yet."));
    visitor.add_to_cart(TEA, 1).await;
    visitor.get("/cart").await;
    let page = visitor.get("/lab/inspector").await;
    assert_eq!((page.status, page.attributes_of(".exchange", "data-fill").len()), (200, 2));
    for words in ["GET /cart", "POST /cart/add", "session created", "changed: cart, flashes"] {
        assert!(page.contains(words), "{words}: {}", page.body);
    }
    assert!(
        !page.contains("class=\"lab-panel\""),
        "requests of the inspector are not recorded, so it has no panel"
    );
    let id = exchanges(&visitor).await[1]["id"].as_str().unwrap().to_owned();
    let page = visitor.get(&format!("/lab/inspector?exchange={id}")).await;
    assert_eq!(page.attributes_of("[open]", "id"), [format!("x{id}")]);
    assert!(page.contains("so a session began under a new key"));
}

#[actix_web::test]
async fn another_browser_does_not_see_the_exchange() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    let id = id_of_latest(&visitor).await;
    let other = app.visitor();
    other.get("/").await;
    assert_eq!(exchanges(&other).await.len(), 1);
    for url in urls(&id) {
        let page = other.get(&url).await;
        assert_eq!(page.status, 404, "{url}");
        assert!(!page.contains(&visitor.session_key()) && !page.contains(TEA), "{}", page.body);
        assert_eq!(visitor.get(&url).await.status, 200, "{url}");
    }
}

#[actix_web::test]
async fn an_unknown_exchange_is_not_found() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let [page, panel, json] = urls("0123456789abcdef");
    assert!(visitor.get(&page).await.contains(UNKNOWN));
    assert!(visitor.get(&panel).await.contains(UNKNOWN));
    let response = visitor.get(&json).await;
    assert_eq!(
        serde_json::from_str::<Value>(&response.body).unwrap()["error"],
        "this browser has no such exchange"
    );
    assert_eq!(visitor.get("/lab/inspector/panel").await.status, 404);
}

#[actix_web::test]
async fn the_last_fifty_exchanges_are_listed() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.get("/").await;
    for number in 0..60 {
        visitor.get(&format!("/account/login?number={number}")).await;
    }
    let exchanges = exchanges(&visitor).await;
    assert_eq!(exchanges.len(), 50);
    assert_eq!(exchanges[0]["path"], "/account/login?number=59");
    assert_eq!(exchanges[49]["path"], "/account/login?number=10");
}

#[actix_web::test]
async fn the_list_can_be_emptied() {
    let app = TestApp::start().await;
    let (visitor, other) = (app.visitor(), app.visitor());
    visitor.get("/").await;
    other.get("/").await;
    let response = visitor.post("/lab/inspector/empty", &[]).await;
    assert_eq!((response.status, response.location()), (303, Some("/lab/inspector")));
    assert_eq!((exchanges(&visitor).await.len(), exchanges(&other).await.len()), (0, 1));
    assert_eq!(visitor.post_as_is("/lab/inspector/empty", &[]).await.status, 403, "the form needs its token");
}

#[actix_web::test]
async fn the_inspector_neither_extends_nor_changes_the_session() {
    let app = TestApp::with(&[("session.save_every_request", "true")]).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    let (cookie, expiry) = (visitor.cookie("sessionid"), app.sqlite().text("expire_date", "sessions"));
    let data = app.sqlite().text("session_data", "sessions");
    let id = id_of_latest(&visitor).await;
    app.clock.advance(Duration::from_secs(60));
    for url in urls(&id) {
        let page = visitor.get(&url).await;
        assert!(page.set_cookie("sessionid").is_none(), "{url}");
        assert!(!page.contains("class=\"flash flash--success\""), "{url} shows a message for another page");
    }
    visitor.post("/lab/inspector/empty", &[]).await;
    assert_eq!(app.sqlite().text("expire_date", "sessions"), expiry);
    assert_eq!((app.sqlite().text("session_data", "sessions"), visitor.cookie("sessionid")), (data, cookie));
    assert!(visitor.get("/cart").await.contains("class=\"flash flash--success\""), "the message still waits");
}

#[actix_web::test]
async fn the_panel_is_in_the_visitors_language() {
    let app = TestApp::start().await;
    let visitor = app.visitor().with_header("accept-language", "zh-TW");
    visitor.add_to_cart(TEA, 1).await;
    assert!(panel(&visitor, &latest(&visitor).await).await.contains("檢查簽章"));
    let visitor = app.visitor().with_header("accept-language", "zh-CN");
    visitor.add_to_cart(TEA, 1).await;
    assert!(panel(&visitor, &latest(&visitor).await).await.contains("检查签名"));
}

#[actix_web::test]
async fn the_inspector_shows_that_sessions_are_switched_off() {
    let app = TestApp::with(&[("session.enabled", "false")]).await;
    let visitor = app.visitor();
    visitor.get("/").await;
    let page = panel(&visitor, &latest(&visitor).await).await;
    assert!(page.contains("Sessions are switched off (session.enabled = false)"), "{}", page.body);
}

#[actix_web::test]
async fn the_json_is_a_download() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    for url in urls(&id_of_latest(&visitor).await).iter().filter(|url| url.contains(".json")) {
        let page = visitor.get(url).await;
        assert_eq!((page.status, page.header("content-disposition")), (200, Some("attachment")), "{url}");
    }
    let all = visitor.get("/lab/inspector.json").await;
    assert_eq!(all.header("content-disposition"), Some("attachment"));
}
