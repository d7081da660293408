//! The controls of lessons D do what the lessons say.

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

/// The part of a page that is about one of the two engines.
fn side<'a>(page: &'a Page, engine: &str) -> &'a str {
    let part = page.body.split(&format!("data-engine=\"{engine}\"")).nth(1).unwrap();
    part.split("</section>").next().unwrap()
}

/// Presses the buttons one after the other; the page that comes of it.
async fn press(visitor: &Visitor, buttons: &[&str]) -> Page {
    for button in buttons {
        assert_eq!(visitor.post(&format!("{LOST}/do"), &[("do", button)]).await.status, 303, "{button}");
    }
    visitor.get(LOST).await
}

/// What the page says of the session in `cache`, and of the one in `cached_db`.
fn are_there(page: &Page) -> [bool; 2] {
    ["cache", "cached_db"].map(|engine| {
        let side = side(page, engine);
        assert_ne!(side.contains("there, with "), side.contains("lost: "), "{side}");
        side.contains("there, with ")
    })
}

#[actix_web::test]
async fn a_cache_that_is_restarted_or_full_loses_the_session_and_cached_db_keeps_it() {
    let app = TestApp::start().await;
    for mishap in ["restart", "fill"] {
        let visitor = app.visitor();
        assert_eq!(are_there(&press(&visitor, &["write", "read"]).await), [true, true]);
        let page = press(&visitor, &[mishap, "read"]).await;
        assert_eq!(are_there(&page), [false, true], "{mishap}");
        assert!(side(&page, "cached_db").contains("<code>db</code> <code>load</code>"));
        let page = press(&visitor, &["write"]).await;
        assert!(side(&page, "cache").contains("with 1 note<"), "a fresh one after {mishap}");
        assert!(side(&page, "cached_db").contains("with 2 notes"), "after {mishap}");
    }
}

#[actix_web::test]
async fn a_cache_that_is_away_stops_cache_and_not_cached_db() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = press(&visitor, &["write", "away", "read"]).await;
    assert!(page.contains("Your cache can’t be reached."));
    assert!(side(&page, "cache").contains("503") && side(&page, "cached_db").contains("with 1 note<"));
    let page = press(&visitor, &["write", "back", "read"]).await;
    assert!(side(&page, "cache").contains("with 1 note<"), "it came back with what was in it");
    assert!(side(&page, "cached_db").contains("with 2 notes"), "what was written meanwhile is read");
}

#[actix_web::test]
async fn what_happens_to_one_browsers_cache_happens_to_nobody_elses() {
    let app = TestApp::with(&[("session.engine", "cache")]).await;
    let (visitor, other) = (app.visitor(), app.visitor());
    other.add_to_cart("keemun-black", 1).await;
    press(&other, &["write"]).await;
    press(&visitor, &["write", "fill", "fill", "restart", "away"]).await;
    assert_eq!(are_there(&press(&other, &["read"]).await), [true, true]);
    assert_eq!(other.get("/cart").await.cart_count(), 1);
    let answer = visitor.post(&format!("{LOST}/do"), &[("do", "explode")]).await;
    assert_eq!(answer.status, 400);
}

#[actix_web::test]
async fn cached_db_writes_to_both_and_reads_the_cache_first() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let calls = async |button: &str| {
        let fields = [("do", button), ("lesson", "d11")];
        let answer = visitor.post(&format!("{LOST}/do"), &fields).await;
        assert_eq!(answer.location(), Some("/lab/lessons/d11-cached-db#try"));
        calls_of(side(&visitor.get(CACHED_DB).await, "cached_db"))
    };
    let written = calls("write").await;
    assert_eq!(written[..2], ["cached_db create", "db create"]);
    assert!(written[2..].iter().all(|call| call.starts_with("memory ")) && written.len() > 2, "{written:?}");
    assert_eq!(calls("read").await, ["cached_db load", "memory get"]);
    calls("restart").await;
    let read = calls("read").await;
    assert_eq!(read[..3], ["cached_db load", "memory get", "db load"]);
    assert!(read.last().unwrap().starts_with("memory "), "a copy is put back: {read:?}");
    assert_eq!(calls("read").await, ["cached_db load", "memory get"]);
}

fn calls_of(side: &str) -> Vec<String> {
    let cells = side.split("<td><code>").skip(1).map(|rest| rest.split("</code></td>").next().unwrap());
    cells.map(|cell| cell.replace("</code> <code>", " ")).collect()
}

#[actix_web::test]
async fn the_row_and_the_file_are_shown_to_whose_they_are() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    assert!(visitor.get(ROW).await.contains("You have no session yet"));
    visitor.add_to_cart("keemun-black", 2).await;
    let page = visitor.get(ROW).await;
    assert!(page.contains("keemun-black"), "the data");
    assert!(page.contains(&app.sqlite().text("session_key", "sessions")), "the key");
    assert!(page.contains("CREATE TABLE sessions"));
    assert!(visitor.get(FILE).await.contains("kept by db"));
    assert!(!app.visitor().get(ROW).await.contains("keemun-black"));
    let app = TestApp::on("file").await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 2).await;
    let page = visitor.get(FILE).await;
    assert!(page.contains("keemun-black") && page.contains("0600"));
    assert!(page.contains("/sessions/session_"));
    assert!(visitor.get(ROW).await.contains("kept by file"));
}

#[actix_web::test]
async fn each_cache_says_whether_it_answers() {
    let app = TestApp::with(&[
        ("caches.redis.url", "redis://127.0.0.1:1/0"),
        ("caches.memcached.url", "memcache://127.0.0.1:1"),
    ])
    .await;
    let page = app.visitor().get(CACHES).await;
    let answers = |alias: &str| {
        let row = page.body.split(&format!("<th scope=\"row\"><code>{alias}</code>")).nth(1).unwrap();
        !row.split("</tr>").next().unwrap().contains("does not answer")
    };
    assert_eq!([answers("default"), answers("redis"), answers("memcached")], [true, false, false]);
}

#[actix_web::test]
async fn a_count_made_in_two_processes_is_one_session_if_they_share_the_store() {
    let app = TestApp::start().await;
    let beside = app.beside(&[]).await;
    let visitor = app.visitor();
    for tab in [visitor.clone(), visitor.at(beside.address())] {
        assert_eq!(tab.post(&format!("{PROCESSES}/count"), &[]).await.status, 303);
    }
    let page = visitor.get(PROCESSES).await;
    assert!(page.contains(&format!("{}</code>: <strong>2</strong>", std::process::id())), "{}", page.body);
    assert!(page.contains(&format!("<code>{}</code>", app.address().port())));
}

#[actix_web::test]
async fn a_signed_cookie_is_readable_and_refused_once_a_letter_is_changed() {
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
    assert!(page.contains("The signature holds.") && page.contains("guest"));
    for _ in 0..8 {
        assert!(send("change", &cookie).await.contains("Refused: the signature does not hold."));
    }
    for text in ["", "=", "sessionid=", "no cookie", "é".repeat(9_000).as_str()] {
        assert!(send("change", text).await.contains("Refused: the signature does not hold."), "{text:.20}");
    }
}

#[actix_web::test]
async fn a_session_that_no_cookie_can_hold_is_refused_and_its_old_data_stays() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let grow = async |more: &str| visitor.post(&format!("{SIGNED}/grow"), &[("more", more)]).await;
    assert_eq!(grow("1000").await.status, 303);
    let kept = visitor.cookie("lab_signed").unwrap();
    let answer = grow("5000").await;
    assert_eq!((answer.status, answer.set_cookie("lab_signed")), (413, None));
    assert!(answer.contains("What was in it before is still there"));
    assert_eq!(visitor.cookie("lab_signed"), Some(kept));
    assert!(visitor.get(SIGNED).await.contains("Letters in the session of this lesson: 1000."));
    let mut presses = 0;
    while grow("1000").await.status == 303 {
        presses += 1;
    }
    assert_eq!(presses, 1, "2,000 letters fit, 3,000 don't: base64 twice over the edge");
    assert!(grow("0").await.removes_cookie("lab_signed"));
}

#[actix_web::test]
async fn what_is_put_in_the_session_shows_in_its_bytes_and_past_the_bound_is_refused() {
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
async fn a_forged_session_is_believed_where_the_key_leaked_and_nowhere_else() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    assert!(!visitor.get(FORGED).await.contains("believes it"));
    let page = visitor.get(&format!("{FORGED}?name=mallory")).await;
    let rows: Vec<&str> = page.body.split("<th scope=\"row\"><code>").skip(1).collect();
    let says = |row: &str, words: &str| row.split("</tr>").next().unwrap().contains(words);
    assert!(says(rows[0], "believes it") && says(rows[0], "mallory") && says(rows[1], "refuses it"));
    let forged = page.text_of(".lab-long[data-cookie]").unwrap();
    let (_, value) = forged.split_once('=').unwrap();
    let thief = app.visitor();
    thief.insert_cookie("sessionid", value);
    assert!(!thief.is_logged_in().await, "the site's own key is another one");
    let typed = format!("{FORGED}?name=%3Cb%3E{}%00", "x".repeat(500));
    let page = visitor.get(&typed).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.field("name"), Some(format!("<b>{}", "x".repeat(37))), "a name of 40 letters");
    assert!(!page.contains("<b>x"));
}
