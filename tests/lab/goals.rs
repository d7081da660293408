//! The goals of the lab and their judge. `tests/browser/goals.rs` reaches each goal in a
//! real browser; these tests show what does not reach one, and that the mark stays.

use crate::support::{TestApp, page::Page, visitor::Visitor};

const TEA: &str = "keemun-black";

/// Returns the slugs of all goals.
async fn goals(visitor: &Visitor) -> Vec<String> {
    visitor.get("/lab/goals").await.attributes_of("[data-goal]", "data-goal")
}

async fn open(visitor: &Visitor, goal: &str) -> Page {
    let page = visitor.get(&format!("/lab/goals/{goal}")).await;
    assert_eq!(page.status, 200, "{goal}");
    page
}

async fn is_solved(visitor: &Visitor, goal: &str) -> bool {
    open(visitor, goal).await.attribute("data-is-solved").as_deref() == Some("true")
}

/// Reaches the goal “The first session”.
async fn start_session(visitor: &Visitor) {
    visitor.get("/").await;
    visitor.add_to_cart(TEA, 1).await;
    visitor.get("/cart").await;
}

#[actix_web::test]
async fn reading_the_goals_reaches_none_and_changes_no_session() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let goals = goals(&visitor).await;
    assert!(goals.len() >= 15, "{goals:?}");
    for goal in &goals {
        assert!(!is_solved(&visitor, goal).await, "{goal}");
    }
    assert_eq!(visitor.get("/lab/goals").await.attribute("data-solved").as_deref(), Some("0"));
    assert_eq!((visitor.cookie("sessionid"), visitor.cookie("lab_progress")), (None, None));
}

#[actix_web::test]
async fn every_goal_is_there_in_every_language_with_hints_and_a_solution() {
    let app = TestApp::start().await;
    let goals = goals(&app.visitor()).await;
    for language in ["en", "zh-TW", "zh-CN"] {
        let visitor = app.visitor().with_header("accept-language", language);
        for goal in &goals {
            let page = open(&visitor, goal).await;
            assert!(page.count("details.lab-goal__hint") >= 3, "{goal} in {language}");
            assert!(page.count("[data-is-done=\"false\"]") >= 1, "{goal} in {language}");
        }
    }
    assert_eq!(app.visitor().get("/lab/goals/no-such-goal").await.status, 404);
}

#[actix_web::test]
async fn a_reached_goal_shows_its_exchanges_and_stays_reached_without_them() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    start_session(&visitor).await;
    let page = open(&visitor, "first-session").await;
    assert_eq!(page.attribute("data-is-solved").as_deref(), Some("true"), "{}", page.body);
    let proofs = page.attributes_of(".lab-proof-line a", "href");
    assert_eq!(proofs.len(), 3);
    for proof in proofs {
        assert_eq!(visitor.get(proof.split('#').next().unwrap()).await.status, 200, "{proof}");
    }
    visitor.post("/lab/inspector/empty", &[]).await;
    visitor.remove_cookie("sessionid");
    assert!(is_solved(&visitor, "first-session").await);
    assert_eq!(visitor.get("/lab/goals").await.attribute("data-solved").as_deref(), Some("1"));
}

#[actix_web::test]
async fn the_exchanges_of_another_browser_and_a_forged_mark_reach_nothing() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    start_session(&visitor).await;
    let stranger = app.visitor();
    stranger.get("/").await;
    assert!(!is_solved(&stranger, "first-session").await);
    open(&visitor, "first-session").await;
    let mark = visitor.cookie("lab_progress").unwrap();
    stranger.insert_cookie("lab_progress", &mark.replace("first-session", "lost-update"));
    assert!(!is_solved(&stranger, "lost-update").await);
}

#[actix_web::test]
async fn a_cookie_that_was_never_accepted_or_was_deleted_is_not_refused() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.insert_cookie("sessionid", "made-up");
    visitor.get("/cart").await;
    assert!(!is_solved(&visitor, "refused-cookie").await, "no session was found before");
    visitor.add_to_cart(TEA, 1).await;
    visitor.get("/cart").await;
    visitor.remove_cookie("sessionid");
    visitor.get("/cart").await;
    assert!(!is_solved(&visitor, "refused-cookie").await, "it was deleted, not refused");
}

#[actix_web::test]
async fn a_pass_in_another_name_or_of_another_key_does_not_reach_the_goal() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let goal = "leaked-key";
    let shown = open(&visitor, goal).await.text_of("[data-pass]").unwrap();
    send_pass(&visitor, &shown).await;
    assert_eq!(done(&open(&visitor, goal).await), 0, "the guest's own pass is not one of the staff");
    let forged = visitor.get("/lab/lessons/d19-forged?name=nobody").await.text_of("[data-cookie]").unwrap();
    send_pass(&visitor, &forged).await;
    assert_eq!(done(&open(&visitor, goal).await), 1, "another name");
    send_pass(&visitor, &format!("x{forged}")).await;
    assert!(!is_solved(&visitor, goal).await);
}

async fn send_pass(visitor: &Visitor, pass: &str) {
    let response = visitor.post("/lab/goals/leaked-key/pass", &[("pass", pass)]).await;
    assert_eq!(response.status, 303, "{}", response.body);
}

/// Returns the number of steps that are done.
fn done(page: &Page) -> usize {
    page.count("[data-is-done=\"true\"]")
}

#[actix_web::test]
async fn points_that_the_visitor_gave_away_are_not_taken_by_another_site() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.post("/lab/lessons/f3-samesite/points", &[]).await;
    visitor.post("/lab/guarded", &[]).await;
    visitor.get("/cart").await;
    assert_eq!(done(&open(&visitor, "forged-form").await), 1);
}
