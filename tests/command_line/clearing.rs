//! `clearsessions` (E11): removes the expired sessions and only them, and says
//! how many there were.

use crate::{program::Program, support::customer::line};

fn insert(program: &Program, key: &str, expires: &str) {
    let values = format!("('{key}', '{{}}', '{expires}', 1)");
    program
        .sqlite()
        .run(&format!("INSERT INTO sessions (session_key, session_data, expire_date, version) VALUES {values}"));
}

fn clear(program: &Program) -> String {
    let ended = program.run(&["clearsessions"]);
    assert!(ended.status.success(), "{ended:?}");
    ended.stdout
}

/// E11
#[actix_web::test]
async fn clearsessions_removes_expired_sessions_and_only_them_and_says_how_many() {
    let program = Program::new();
    let serving = program.serve(&[]);
    let visitor = serving.visitor();
    visitor.add_to_cart("keemun-black", 2).await;
    assert_eq!(clear(&program), "0 expired sessions were removed\n");
    insert(&program, "of-long-ago", "2001-02-03 04:05:06");
    insert(&program, "of-days-to-come", "2999-01-01 00:00:00");
    assert_eq!(clear(&program), "1 expired session was removed\n");
    for key in ["one", "two", "three"] {
        insert(&program, key, "2020-01-01 00:00:00.123456");
    }
    assert_eq!(clear(&program), "3 expired sessions were removed\n");
    assert_eq!(program.sqlite().texts("session_key", "sessions").len(), 2);
    assert_eq!(program.sqlite().count("sessions WHERE session_key = 'of-days-to-come'"), 1);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line("keemun-black", 2)]);
}

/// E11
#[test]
fn clearsessions_says_when_the_store_needs_none() {
    let program = Program::new().set("SESSION_ENGINE", "signed_cookies");
    assert_eq!(clear(&program), "not needed: this store forgets expired sessions by itself\n");
}
