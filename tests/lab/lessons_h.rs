//! Lessons H: their controls have the effects that the lessons describe.

use std::time::{Duration, Instant};

use super::support::{
    TestApp,
    customer::line,
    page::Page,
    slow_form::{ONE_WORKER, SlowForm},
    visitor::Visitor,
};

const LOST_UPDATE: &str = "/lab/lessons/h1-lost-update";
const RESURRECTION: &str = "/lab/lessons/h2-resurrection";
const UNAVAILABLE: &str = "/lab/lessons/h5-store-away";
const LIMITS: &str = "/lab/lessons/h7-two-limits";
const FAILED: &str = "/lab/lessons/h9-failed-request";
const PASSIVE: &str = "/lab/lessons/h10-passive-request";

async fn press(visitor: &Visitor, lesson: &str, action: &str, fields: &[(&str, &str)]) -> Page {
    visitor.post(&format!("{lesson}/{action}"), fields).await
}

/// Returns the count of the session after twenty requests, each of which had loaded
/// the session before the first of them changed it.
async fn count_twenty(app: &TestApp, visitor: &Visitor) -> u32 {
    press(visitor, LOST_UPDATE, "reset", &[]).await;
    let (mut requests, path) = (Vec::new(), format!("{LOST_UPDATE}/add"));
    for _ in 0..20 {
        requests.push(SlowForm::begin(app.address(), visitor, &path, &[]).await);
    }
    requests.iter_mut().for_each(SlowForm::send_rest);
    assert!(requests.into_iter().all(|request| request.response().status == 303));
    let page = visitor.get(LOST_UPDATE).await;
    let count = page.body.split("The counter of the session is ").nth(1).unwrap();
    count.split('.').next().unwrap().parse().unwrap()
}

#[actix_web::test]
async fn twenty_concurrent_requests_all_count_and_without_replay_they_do_not() {
    // Twenty requests that replay their changes take longer on a busy machine than a
    // request may by default.
    let app = TestApp::with(&[ONE_WORKER, ("session.store_timeout_ms", "60000")]).await;
    let visitor = app.visitor();
    assert_eq!(count_twenty(&app, &visitor).await, 20);
    press(&visitor, LOST_UPDATE, "settings", &[("lab.replay", "false")]).await;
    assert_eq!(count_twenty(&app, &visitor).await, 1);
    assert_eq!(count_twenty(&app, &app.visitor()).await, 20, "another browser");
    press(&visitor, LOST_UPDATE, "settings", &[("lab.replay", "true")]).await;
    assert_eq!(count_twenty(&app, &visitor).await, 20);
}

/// Ends the session during a slow request, and returns the status of that request.
async fn end_during_a_slow_request(app: &TestApp, visitor: &Visitor) -> u16 {
    press(visitor, LOST_UPDATE, "reset", &[]).await;
    let mut slow = SlowForm::begin(app.address(), visitor, &format!("{RESURRECTION}/slow"), &[]).await;
    press(visitor, RESURRECTION, "end", &[]).await;
    slow.send_rest();
    let response = slow.response();
    response.set_cookie_headers().for_each(|line| visitor.receive_cookie(line));
    let page = visitor.get(&format!("{RESURRECTION}?slow={}", response.status)).await;
    assert_eq!(page.contains("The ended session is back."), response.status == 303, "{}", response.status);
    response.status
}

#[actix_web::test]
async fn an_ended_session_stays_ended_and_without_replay_it_is_restored() {
    let app = TestApp::with(&[ONE_WORKER]).await;
    let visitor = app.visitor();
    assert_eq!(end_during_a_slow_request(&app, &visitor).await, 409);
    press(&visitor, RESURRECTION, "settings", &[("lab.replay", "false")]).await;
    assert_eq!(end_during_a_slow_request(&app, &visitor).await, 303);
}

#[actix_web::test]
async fn the_store_is_unavailable_for_one_browser_and_keeps_its_data() {
    let app = TestApp::start().await;
    let (visitor, other) = (app.visitor(), app.visitor());
    visitor.add_to_cart("keemun-black", 2).await;
    for outage in ["refuses", "hangs"] {
        assert_eq!(press(&visitor, UNAVAILABLE, "settings", &[("lab.outage", outage)]).await.status, 303);
        let sent = Instant::now();
        let page = visitor.get("/cart").await;
        assert_eq!(page.status, 503, "{outage}");
        assert!(sent.elapsed() < Duration::from_millis(1_500), "{:?}", sent.elapsed());
        assert!(page.header("retry-after").is_some());
        assert!(page.contains("lab.outage"), "the banner shows the reason");
        assert_eq!(visitor.get("/").await.status, 200, "{outage}");
        assert_eq!(visitor.get(UNAVAILABLE).await.status, 200, "{outage}");
        assert_eq!(other.get("/cart").await.status, 200, "another browser");
    }
    press(&visitor, UNAVAILABLE, "settings", &[("lab.outage", "none")]).await;
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line("keemun-black", 2)]);
    assert_eq!(visitor.cookie("lab_settings"), None, "no setting is overridden");
}

#[actix_web::test]
async fn the_earlier_of_both_limits_applies() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let short = [("session.cookie_age", "60"), ("session.absolute_age", "120"), ("start", "yes")];
    let response = press(&visitor, LIMITS, "settings", &short).await;
    assert_eq!((response.status, response.location()), (307, Some("/lab/lessons/h7-two-limits/start")));
    assert_eq!(press(&visitor, LIMITS, "start", &short).await.status, 303);
    visitor.add_to_cart("keemun-black", 1).await;
    app.clock.advance(Duration::from_secs(50));
    visitor.add_to_cart("keemun-black", 1).await;
    app.clock.advance(Duration::from_secs(50));
    visitor.add_to_cart("keemun-black", 1).await;
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line("keemun-black", 3)]);
    app.clock.advance(Duration::from_secs(25));
    assert_eq!(visitor.get("/cart").await.cart_lines(), [], "two minutes in all");
}

#[actix_web::test]
async fn neither_a_failed_nor_a_passive_request_changes_the_note() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    press(&visitor, FAILED, "keep", &[]).await;
    assert_eq!(press(&visitor, FAILED, "fail", &[]).await.status, 500);
    assert!(visitor.get(FAILED).await.contains("lab_note = \"kept\""));
    let response = press(&visitor, PASSIVE, "look-on", &[]).await;
    assert_eq!(response.status, 303);
    assert!(response.set_cookie("sessionid").is_none());
    assert!(visitor.get(PASSIVE).await.contains("lab_note = \"kept\""));
}

#[actix_web::test]
async fn an_old_key_is_valid_only_as_a_fallback() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/lab/lessons/h8-key-rotation").await;
    let rows: Vec<&str> = page.body.split("<td><code>[").skip(1).collect();
    let holds = |row: &str| row.split("</tr>").next().unwrap().contains("valid");
    assert_eq!(rows.into_iter().map(holds).collect::<Vec<_>>(), [true, false, true]);
}
