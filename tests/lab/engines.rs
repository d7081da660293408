//! The engines compared.

use super::support::TestApp;

#[actix_web::test]
async fn every_engine_that_is_here_is_measured_and_the_others_say_why_not() {
    let app = TestApp::with(&[("caches.redis.url", "redis://127.0.0.1:1/0")]).await;
    let visitor = app.visitor();
    assert!(!visitor.get("/lab/engines").await.contains("id=\"measured\""));
    let answer = visitor.post("/lab/engines", &[("size", "2000")]).await;
    let page = visitor.follow(answer).await;
    for engine in ["db", "file", "cache", "cached_db", "signed_cookies"] {
        let rows = rows(&page.body, engine);
        assert!(rows.iter().any(|row| row.contains("µs")), "{engine}: {rows:?}");
    }
    let redis = rows(&page.body, "cache").into_iter().find(|row| row.contains("Redis")).unwrap();
    assert!(redis.contains("Not to be had here") && redis.contains("refused"), "{redis}");
    // The data travels with each request: base64 makes four letters of three bytes.
    let bytes = cookie_bytes(&rows(&page.body, "signed_cookies")[0]);
    assert!((2_700..2_900).contains(&bytes), "{bytes}");
    assert!(cookie_bytes(&rows(&page.body, "db")[0]) < 100);
}

#[actix_web::test]
async fn a_session_that_no_cookie_can_hold_is_marked() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let answer = visitor.post("/lab/engines", &[("size", "20000")]).await;
    let page = visitor.follow(answer).await;
    assert!(rows(&page.body, "signed_cookies")[0].contains("browsers drop it"));
    assert!(!rows(&page.body, "db")[0].contains("browsers drop it"));
}

#[actix_web::test]
async fn what_one_browser_measured_is_not_shown_to_another_and_leaves_no_session_behind() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.post("/lab/engines", &[("size", "200")]).await;
    assert!(visitor.get("/lab/engines").await.contains("id=\"measured\""));
    assert!(!app.visitor().get("/lab/engines").await.contains("id=\"measured\""));
    assert_eq!(app.sqlite().count("sessions"), 0);
}

#[actix_web::test]
async fn a_size_that_is_not_on_offer_is_refused() {
    let app = TestApp::start().await;
    for size in ["", "0", "many", "99999999999999999999"] {
        let page = app.visitor().post("/lab/engines", &[("size", size)]).await;
        assert_eq!(page.status, 422, "{size:?}");
        assert!(page.contains("200, 2000, 20000"), "{size:?}");
    }
}

/// The rows of an engine in the table of figures.
fn rows(html: &str, engine: &str) -> Vec<String> {
    let mark = format!("<tr data-engine=\"{engine}\">");
    html.split(&mark).skip(1).map(|rest| rest.split("</tr>").next().unwrap().to_owned()).collect()
}

/// The last cell of a row.
fn cookie_bytes(row: &str) -> usize {
    let text = row.rsplit("<td>").next().unwrap().split(" bytes").next().unwrap();
    text.replace(',', "").parse().unwrap()
}
