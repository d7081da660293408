//! Lessons D: their controls have the effects that the lessons describe.

use super::support::{TestApp, page::Page, visitor::Visitor};

const ROW: &str = "/lab/lessons/d2-db";
const FILE: &str = "/lab/lessons/d4-file";
const CACHES: &str = "/lab/lessons/d6-caches";
const LOST: &str = "/lab/lessons/d8-cache-full-and-restarted";
const PROCESSES: &str = "/lab/lessons/d10-two-processes";
const CACHED_DB: &str = "/lab/lessons/d11-cached-db";
const SIGNED: &str = "/lab/lessons/d14-signed-cookies";
const BYTES: &str = "/lab/lessons/d18-bytes";
const FORGED: &str = "/lab/lessons/d19-forged";

/// Returns the part of the page about one of the two engines.
fn side<'a>(page: &'a Page, engine: &str) -> &'a str {
    let part = page.body.split(&format!("data-engine=\"{engine}\"")).nth(1).unwrap();
    part.split("</section>").next().unwrap()
}

/// Presses the buttons in turn and returns the page afterwards.
async fn press(visitor: &Visitor, buttons: &[&str]) -> Page {
    for button in buttons {
        assert_eq!(visitor.post(&format!("{LOST}/do"), &[("do", button)]).await.status, 303, "{button}");
    }
    visitor.get(LOST).await
}

/// Returns whether the sessions of `cache` and of `cached_db` exist, as the page
/// shows it.
fn exist(page: &Page) -> [bool; 2] {
    ["cache", "cached_db"].map(|engine| {
        let side = side(page, engine);
        assert_ne!(side.contains("found, with "), side.contains("lost: "), "{side}");
        side.contains("found, with ")
    })
}

#[actix_web::test]
async fn a_restarted_or_full_cache_loses_the_session_of_cache_and_not_of_cached_db() {
    let app = TestApp::start().await;
    for fault in ["restart", "fill"] {
        let visitor = app.visitor();
        assert_eq!(exist(&press(&visitor, &["write", "read"]).await), [true, true]);
        let page = press(&visitor, &[fault, "read"]).await;
        assert_eq!(exist(&page), [false, true], "{fault}");
        assert!(side(&page, "cached_db").contains("<code>db</code> <code>load</code>"));
        let page = press(&visitor, &["write"]).await;
        assert!(side(&page, "cache").contains("with 1 note<"), "a new session after {fault}");
        assert!(side(&page, "cached_db").contains("with 2 notes"), "after {fault}");
    }
}

#[actix_web::test]
async fn an_unavailable_cache_fails_cache_and_not_cached_db() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = press(&visitor, &["write", "away", "read"]).await;
    assert!(page.contains("Your cache can’t be reached."));
    assert!(side(&page, "cache").contains("503") && side(&page, "cached_db").contains("with 1 note<"));
    let page = press(&visitor, &["write", "back", "read"]).await;
    assert!(side(&page, "cache").contains("with 1 note<"), "the cache still has its data");
    assert!(side(&page, "cached_db").contains("with 2 notes"), "the notes of both writes are read");
}

#[actix_web::test]
async fn the_cache_of_one_browser_is_no_other_browsers() {
    let app = TestApp::with(&[("session.engine", "cache")]).await;
    let (visitor, other) = (app.visitor(), app.visitor());
    other.add_to_cart("keemun-black", 1).await;
    press(&other, &["write"]).await;
    press(&visitor, &["write", "fill", "fill", "restart", "away"]).await;
    assert_eq!(exist(&press(&other, &["read"]).await), [true, true]);
    assert_eq!(other.get("/cart").await.cart_count(), 1);
    let response = visitor.post(&format!("{LOST}/do"), &[("do", "explode")]).await;
    assert_eq!(response.status, 400);
}

#[actix_web::test]
async fn cached_db_writes_to_both_and_reads_the_cache_first() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let calls = async |button: &str| {
        let fields = [("do", button), ("lesson", "d11")];
        let response = visitor.post(&format!("{LOST}/do"), &fields).await;
        assert_eq!(response.location(), Some("/lab/lessons/d11-cached-db#try"));
        calls_of(side(&visitor.get(CACHED_DB).await, "cached_db"))
    };
    let written = calls("write").await;
    assert_eq!(written[..2], ["cached_db create", "db create"]);
    assert!(written[2..].iter().all(|call| call.starts_with("memory ")) && written.len() > 2, "{written:?}");
    assert_eq!(calls("read").await, ["cached_db load", "memory get"]);
    calls("restart").await;
    let read = calls("read").await;
    assert_eq!(read[..3], ["cached_db load", "memory get", "db load"]);
    assert!(read.last().unwrap().starts_with("memory "), "no copy is written: {read:?}");
    assert_eq!(calls("read").await, ["cached_db load", "memory get"]);
}

fn calls_of(side: &str) -> Vec<String> {
    let cells = side.split("<td><code>").skip(1).map(|rest| rest.split("</code></td>").next().unwrap());
    cells.map(|cell| cell.replace("</code> <code>", " ")).collect()
}

#[actix_web::test]
async fn the_row_and_the_file_are_shown_to_their_own_visitor_only() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    assert!(visitor.get(ROW).await.contains("You have no session yet"));
    visitor.add_to_cart("keemun-black", 2).await;
    let page = visitor.get(ROW).await;
    assert!(page.contains("keemun-black"), "the data");
    assert!(page.contains(&app.sqlite().text("session_key", "sessions")), "the key");
    assert!(page.contains("CREATE TABLE sessions"));
    assert!(visitor.get(FILE).await.contains("The engine of your session is db"));
    assert!(!app.visitor().get(ROW).await.contains("keemun-black"));
    let app = TestApp::on("file").await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 2).await;
    let page = visitor.get(FILE).await;
    assert!(page.contains("keemun-black") && page.contains("0600"));
    assert!(page.contains("/sessions/session_"));
    assert!(visitor.get(ROW).await.contains("The engine of your session is file"));
}

#[actix_web::test]
async fn the_page_shows_whether_each_cache_responds() {
    let app = TestApp::with(&[
        ("caches.redis.url", "redis://127.0.0.1:1/0"),
        ("caches.memcached.url", "memcache://127.0.0.1:1"),
    ])
    .await;
    let page = app.visitor().get(CACHES).await;
    let responds = |alias: &str| {
        let row = page.body.split(&format!("<th scope=\"row\"><code>{alias}</code>")).nth(1).unwrap();
        !row.split("</tr>").next().unwrap().contains("not reachable")
    };
    assert_eq!([responds("default"), responds("redis"), responds("memcached")], [true, false, false]);
}

#[actix_web::test]
async fn two_processes_on_one_store_count_in_one_session() {
    let app = TestApp::start().await;
    let other_process = app.beside(&[]).await;
    let visitor = app.visitor();
    for tab in [visitor.clone(), visitor.at(other_process.address())] {
        assert_eq!(tab.post(&format!("{PROCESSES}/count"), &[]).await.status, 303);
    }
    let page = visitor.get(PROCESSES).await;
    assert!(page.contains(&format!("{}</code>: <strong>2</strong>", std::process::id())), "{}", page.body);
    assert!(page.contains(&format!("<code>{}</code>", app.address().port())));
}

#[actix_web::test]
async fn a_signed_cookie_is_readable_and_is_refused_when_it_is_changed() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 1).await;
    let page = visitor.get(SIGNED).await;
    let kind = |name: &str| {
        let part = page.body.split(&format!("data-content=\"{name}\"")).nth(1).unwrap();
        part.split("</section>").next().unwrap().to_owned()
    };
    assert!(kind("signed").contains("keemun-black") && !kind("private").contains("keemun-black"));
    let cookie = page.text_of("#cookie").unwrap();
    let send = async |how: &str, cookie: &str| {
        visitor.post(&format!("{SIGNED}/send"), &[("do", how), ("cookie", cookie)]).await;
        visitor.get(SIGNED).await
    };
    let page = send("send", &cookie).await;
    assert!(page.contains("The signature is valid.") && page.contains("guest"));
    for _ in 0..8 {
        assert!(send("change", &cookie).await.contains("Refused: the signature is not valid."));
    }
    for text in ["", "=", "sessionid=", "no cookie", "é".repeat(9_000).as_str()] {
        assert!(send("change", text).await.contains("Refused: the signature is not valid."), "{text:.20}");
    }
}

#[actix_web::test]
async fn a_session_that_is_too_large_for_a_cookie_is_refused_and_its_old_data_stays() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let grow = async |more: &str| visitor.post(&format!("{SIGNED}/grow"), &[("more", more)]).await;
    assert_eq!(grow("1000").await.status, 303);
    let cookie = visitor.cookie("lab_signed").unwrap();
    let response = grow("5000").await;
    assert_eq!((response.status, response.set_cookie("lab_signed")), (413, None));
    assert!(response.contains("What was in it before is still there"));
    assert_eq!(visitor.cookie("lab_signed"), Some(cookie));
    assert!(visitor.get(SIGNED).await.contains("Letters in the session of this lesson: 1000."));
    let mut presses = 0;
    while grow("1000").await.status == 303 {
        presses += 1;
    }
    assert_eq!(
        presses, 1,
        "2,000 characters fit and 3,000 do not, because the data is encoded in base64 twice"
    );
    assert!(grow("0").await.removes_cookie("lab_signed"));
}

#[actix_web::test]
async fn the_size_of_the_session_is_shown_and_limited() {
    let app = TestApp::with(&[("session.max_bytes", "1500")]).await;
    let visitor = app.visitor();
    let ballast = async |what: &str| visitor.post(&format!("{BYTES}/ballast"), &[("do", what)]).await.status;
    assert_eq!(ballast("more").await, 303);
    let page = visitor.get(BYTES).await;
    assert!(page.contains("1018 bytes"), "{}", page.body);
    assert_eq!(ballast("more").await, 413);
    assert!(visitor.get(BYTES).await.contains("1018 bytes"));
    assert_eq!(ballast("none").await, 303);
    assert!(visitor.get(BYTES).await.contains("<dd>2 bytes"));
}

#[actix_web::test]
async fn a_forged_session_is_accepted_only_where_the_secret_key_leaked() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    assert!(!visitor.get(FORGED).await.has(".lab-long[data-cookie]"), "nothing is forged yet");
    let page = visitor.get(&format!("{FORGED}?name=mallory")).await;
    let rows: Vec<&str> = page.body.split("<th scope=\"row\"><code>").skip(1).collect();
    let says = |row: &str, words: &str| row.split("</tr>").next().unwrap().contains(words);
    assert!(says(rows[0], "accepts it") && says(rows[0], "mallory") && says(rows[1], "refuses it"));
    let forged = page.text_of(".lab-long[data-cookie]").unwrap();
    let (_, value) = forged.split_once('=').unwrap();
    let thief = app.visitor();
    thief.insert_cookie("sessionid", value);
    assert!(!thief.is_logged_in().await, "the site's own key did not leak");
    let typed = format!("{FORGED}?name=%3Cb%3E{}%00", "x".repeat(500));
    let page = visitor.get(&typed).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.field("name"), Some(format!("<b>{}", "x".repeat(37))), "a name of 40 letters");
    assert!(!page.contains("<b>x"));
}
