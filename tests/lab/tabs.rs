//! `/lab/tabs`: two requests of one session, step by step (H1: no update is lost; C10:
//! nested values).

use crate::support::{TestApp, app::ENGINES, customer::line, page::Page, visitor::Visitor};

const ADDRESS: &str = "/lab/tabs";

/// Starts the bench with an engine.
async fn start(visitor: &Visitor, work: &str, write: &str, engine: &str) {
    let fields = [("work", work), ("write", write), ("engine", engine)];
    let response = visitor.post("/lab/tabs/start", &fields).await;
    assert_eq!((response.status, response.location()), (303, Some("/lab/tabs#bench")), "{}", response.body);
}

/// Lets the requests take their steps in this order, and returns the page.
async fn steps(visitor: &Visitor, order: &str) -> Page {
    for tab in order.split(' ') {
        assert_eq!(visitor.post("/lab/tabs/step", &[("tab", tab)]).await.status, 303, "{tab}");
    }
    visitor.get(ADDRESS).await
}

/// Returns what the next request would load, and whether both changes are there.
fn result(page: &Page) -> (String, Option<String>) {
    (page.text_of("[data-stored]").unwrap(), page.attribute_of("[data-verdict]", "data-verdict"))
}

const ONE_AFTER_THE_OTHER: &str = "A A A B B B";

const BOTH_FIELDS: &str = r#"{"order":{"gift":true,"quantity":2,"tea":"oolong"}}"#;

/// Each kind of work with what is left: with replay, and with the last write.
const RESULTS: [(&str, [&str; 2]); 5] = [
    ("count", [r#"{"count":3}"#, r#"{"count":2}"#]),
    ("keys", [r#"{"language":"zh-Hant","theme":"dark"}"#, r#"{"language":"en","theme":"dark"}"#]),
    ("nested", [BOTH_FIELDS, r#"{"order":{"gift":true,"quantity":1,"tea":"oolong"}}"#]),
    ("whole", [r#"{"order":{"gift":true,"quantity":1,"tea":"oolong"}}"#; 2]),
    ("unmarked", [r#"{"order":{"quantity":1,"tea":"oolong"}}"#; 2]),
];

#[actix_web::test]
async fn what_is_left_of_two_changes_depends_on_how_they_are_written() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for engine in ENGINES {
        for (work, results) in RESULTS {
            for (write, mut expected) in ["replay", "last"].into_iter().zip(results) {
                if engine == "signed_cookies" {
                    // Each response has the whole session, so the last one wins.
                    expected = results[1];
                }
                start(&visitor, work, write, engine).await;
                let (stored, verdict) = result(&steps(&visitor, "both").await);
                assert_eq!(stored, expected, "{engine}: {work}, {write}");
                let has_both = matches!((work, write), ("count" | "keys" | "nested", "replay"));
                let verdict_here = if has_both && engine != "signed_cookies" { "kept" } else { "lost" };
                assert_eq!(verdict.as_deref(), Some(verdict_here), "{engine}: {work}, {write}");
            }
        }
    }
}

#[actix_web::test]
async fn nothing_is_lost_if_one_request_ends_before_the_other_begins() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for engine in ["db", "signed_cookies"] {
        for (work, results) in RESULTS {
            start(&visitor, work, "last", engine).await;
            let (stored, verdict) = result(&steps(&visitor, ONE_AFTER_THE_OTHER).await);
            if work == "unmarked" {
                assert_eq!((stored.as_str(), verdict.as_deref()), (results[0], Some("lost")), "never saved");
            } else {
                assert_eq!(verdict.as_deref(), Some("kept"), "{engine}: {work}: {stored}");
            }
        }
    }
}

#[actix_web::test]
async fn each_step_shows_what_the_request_sees_and_what_it_calls() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    start(&visitor, "count", "replay", "db").await;
    let page = steps(&visitor, "A A B").await;
    assert_eq!(
        page.texts_of("[data-step] td:nth-child(2) code"),
        [r#"{"count":1}"#, r#"{"count":2}"#, r#"{"count":1}"#]
    );
    assert_eq!(result(&page), (r#"{"count":1}"#.to_owned(), None), "nothing is written yet");
    let page = steps(&visitor, "A both").await;
    let saved = |row: usize| page.text_of(&format!("[data-step]:nth-child({row}) td:nth-child(3)")).unwrap();
    let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words(saved(4)), "db.load hit version 1 db.replace stored version 1 → 2");
    let second = "db.load hit version 1 db.replace conflict version 1 → 2 db.replace stored version 2 → 3";
    assert_eq!(words(saved(6)), second);
    assert_eq!(result(&page), (r#"{"count":3}"#.to_owned(), Some("kept".to_owned())));
    assert_eq!(page.count("[data-tab] button"), 0, "both have ended");
}

/// A step of a request that has ended, a bench that was replaced, and another browser.
#[actix_web::test]
async fn a_bench_belongs_to_its_browser_and_leaves_its_cart_alone() {
    let app = TestApp::start().await;
    let (visitor, other) = (app.visitor(), app.visitor());
    visitor.add_to_cart("keemun-black", 2).await;
    let cookie = visitor.cookie("sessionid");
    start(&visitor, "count", "last", "db").await;
    let sessions = app.sessions_with_data("%");
    let page = steps(&visitor, "A A A A").await;
    assert_eq!(page.count("[data-step]"), 3, "a request that has ended takes no step");
    assert!(!other.get(ADDRESS).await.has("#bench"));
    assert_eq!(other.post("/lab/tabs/step", &[("tab", "A")]).await.status, 303);
    steps(&visitor, "B").await;
    start(&visitor, "keys", "replay", "db").await;
    let page = visitor.get(ADDRESS).await;
    assert_eq!((page.count("[data-step]"), page.count("[data-tab] button")), (0, 2));
    assert_eq!((sessions, app.sessions_with_data("%")), (2, 2), "the session before has ended");
    assert_eq!(visitor.cookie("sessionid"), cookie);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line("keemun-black", 2)]);
}

#[actix_web::test]
async fn a_request_fails_without_its_store_and_unknown_choices_are_refused() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for fields in [
        [("work", "nothing"), ("write", "replay"), ("engine", "db")],
        [("work", "count"), ("write", "never"), ("engine", "db")],
        [("work", "count"), ("write", "replay"), ("engine", "paper")],
    ] {
        assert_eq!(visitor.post("/lab/tabs/start", &fields).await.status, 400, "{fields:?}");
    }
    visitor.post("/lab/lessons/h5-store-away/settings", &[("lab.outage", "refuses")]).await;
    start(&visitor, "count", "replay", "db").await;
    let page = steps(&visitor, "both").await;
    let outcomes = page.texts_of("[data-step] td:nth-child(2) small");
    assert_eq!(outcomes.iter().filter(|outcome| outcome.contains("Status 503")).count(), 2, "{outcomes:?}");
    assert_eq!(result(&page).0, "no session");
}
