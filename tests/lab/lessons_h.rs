//! The controls of lessons H do what the lessons say.

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
const AWAY: &str = "/lab/lessons/h5-store-away";
const LIMITS: &str = "/lab/lessons/h7-two-limits";
const FAILED: &str = "/lab/lessons/h9-failed-request";
const PASSIVE: &str = "/lab/lessons/h10-passive-request";

async fn press(visitor: &Visitor, lesson: &str, action: &str, fields: &[(&str, &str)]) -> Page {
    visitor.post(&format!("{lesson}/{action}"), fields).await
}

/// What the session has counted after twenty requests, each of which had loaded
/// it before the first of them changed it.
async fn count_twenty(app: &TestApp, visitor: &Visitor) -> u32 {
    press(visitor, LOST_UPDATE, "reset", &[]).await;
    let (mut requests, path) = (Vec::new(), format!("{LOST_UPDATE}/add"));
    for _ in 0..20 {
        requests.push(SlowForm::begin(app.address(), visitor, &path, &[]).await);
    }
    requests.iter_mut().for_each(SlowForm::send_rest);
    assert!(requests.into_iter().all(|request| request.response().status == 303));
    let page = visitor.get(LOST_UPDATE).await;
    let count = page.body.split("The session has counted ").nth(1).unwrap();
    count.split('.').next().unwrap().parse().unwrap()
}

#[actix_web::test]
async fn twenty_at_once_all_count_and_without_the_care_they_do_not() {
    let app = TestApp::with(&[ONE_WORKER]).await;
    let visitor = app.visitor();
    assert_eq!(count_twenty(&app, &visitor).await, 20);
    press(&visitor, LOST_UPDATE, "replay", &[("replay", "off")]).await;
    assert_eq!(count_twenty(&app, &visitor).await, 1);
    assert_eq!(count_twenty(&app, &app.visitor()).await, 20, "another browser");
    press(&visitor, LOST_UPDATE, "replay", &[("replay", "on")]).await;
    assert_eq!(count_twenty(&app, &visitor).await, 20);
}

/// A slow request, and the end of the session while it is under way.
async fn end_meanwhile(app: &TestApp, visitor: &Visitor) -> u16 {
    press(visitor, LOST_UPDATE, "reset", &[]).await;
    let mut slow = SlowForm::begin(app.address(), visitor, &format!("{RESURRECTION}/slow"), &[]).await;
    press(visitor, RESURRECTION, "end", &[]).await;
    slow.send_rest();
    let answer = slow.response();
    answer.set_cookie_headers().for_each(|line| visitor.receive_cookie(line));
    let page = visitor.get(&format!("{RESURRECTION}?slow={}", answer.status)).await;
    assert_eq!(
        page.contains("The session that you had ended is back."),
        answer.status == 303,
        "{}",
        answer.status
    );
    answer.status
}

#[actix_web::test]
async fn an_ended_session_stays_ended_and_without_the_care_it_comes_back() {
    let app = TestApp::with(&[ONE_WORKER]).await;
    let visitor = app.visitor();
    assert_eq!(end_meanwhile(&app, &visitor).await, 409);
    press(&visitor, LOST_UPDATE, "replay", &[("replay", "off"), ("lesson", "h2")]).await;
    assert_eq!(end_meanwhile(&app, &visitor).await, 303);
}

#[actix_web::test]
async fn the_store_is_away_for_one_browser_and_comes_back_with_everything() {
    let app = TestApp::start().await;
    let (visitor, other) = (app.visitor(), app.visitor());
    visitor.add_to_cart("keemun-black", 2).await;
    for outage in ["refuses", "hangs"] {
        assert_eq!(press(&visitor, AWAY, "outage", &[("outage", outage)]).await.status, 303);
        let asked = Instant::now();
        let page = visitor.get("/cart").await;
        assert_eq!(page.status, 503, "{outage}");
        assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
        assert!(page.header("retry-after").is_some());
        assert!(page.contains("lab.outage"), "the banner says why");
        assert_eq!(visitor.get("/").await.status, 200, "{outage}");
        assert_eq!(visitor.get(AWAY).await.status, 200, "{outage}");
        assert_eq!(other.get("/cart").await.status, 200, "another browser");
    }
    press(&visitor, AWAY, "outage", &[("outage", "none")]).await;
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line("keemun-black", 2)]);
    assert_eq!(visitor.cookie("lab_settings"), None, "nothing is toggled any more");
}

#[actix_web::test]
async fn both_limits_hold_and_the_earlier_end_counts() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    press(&visitor, LIMITS, "limits", &[("limits", "short")]).await;
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
async fn a_failed_request_leaves_the_note_and_a_passive_one_too() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    press(&visitor, FAILED, "keep", &[]).await;
    assert_eq!(press(&visitor, FAILED, "fail", &[]).await.status, 500);
    assert!(visitor.get(FAILED).await.contains("lab_note = \"kept\""));
    let answer = press(&visitor, PASSIVE, "look-on", &[]).await;
    assert_eq!(answer.status, 303);
    assert!(answer.set_cookie("sessionid").is_none());
    assert!(visitor.get(PASSIVE).await.contains("lab_note = \"kept\""));
}

#[actix_web::test]
async fn an_old_key_holds_only_as_a_fallback() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/lab/lessons/h8-key-rotation").await;
    let rows: Vec<&str> = page.body.split("<td><code>[").skip(1).collect();
    let holds = |row: &str| row.split("</tr>").next().unwrap().contains("holds");
    assert_eq!(rows.into_iter().map(holds).collect::<Vec<_>>(), [true, false, true]);
}
