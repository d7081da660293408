//! `createuser`, `migrate` and `clearsessions`, as they are typed.

use super::program::Program;

const PASSWORD: &str = "oolong and osmanthus";

// H9
#[actix_web::test]
async fn a_user_created_from_a_pipe_can_log_in() {
    let program = Program::new();
    let outcome = program.run_with_input(&["createuser", "Mei"], &format!("{PASSWORD}\n"));
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(0), "the user Mei was created\n"));
    assert!(!outcome.stderr.contains(PASSWORD));
    let running = program.serve(&[]);
    let visitor = running.visitor();
    let answer = visitor.post("/account/login", &[("username", "mei"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 303);
    assert!(visitor.get("/account").await.contains("Mei"));
}

#[test]
fn a_user_that_cannot_be_created_is_refused_in_one_line() {
    let program = Program::new();
    assert_eq!(program.run_with_input(&["createuser", "Mei"], PASSWORD).status, Some(0));
    for (name, password, words) in [
        ("MEI", PASSWORD, "already"),
        ("Lin", "short", "password: "),
        ("Lin", "", "password: "),
        ("", PASSWORD, "name: "),
    ] {
        let outcome = program.run_with_input(&["createuser", name], password);
        assert_eq!((outcome.status, outcome.complaints().len()), (Some(2), 1), "{outcome:?}");
        assert!(outcome.stderr.contains(words), "{outcome:?}");
    }
    assert_eq!(program.database().texts("username", "users"), ["Mei"]);
}

#[test]
fn migrate_makes_the_database_and_does_nothing_the_second_time() {
    let program = Program::new();
    let first = program.run(&["migrate"]);
    assert_eq!((first.status, first.stdout.as_str()), (Some(0), "the database is up to date\n"));
    let teas = program.database().count("products");
    assert!(teas > 0, "there are teas on the shelves");
    let second = program.run(&["migrate"]);
    assert_eq!((second.status, second.stdout, second.stderr), (Some(0), first.stdout, String::new()));
    assert_eq!(program.database().count("products"), teas);
}

// E11
#[test]
fn clearsessions_says_how_many_it_removed() {
    let program = Program::new();
    program.run(&["migrate"]);
    for (key, end) in [("old", "2001-01-01"), ("older", "2000-01-01"), ("good", "2999-01-01")] {
        let row = format!("('{key}', '{{}}', '{end} 00:00:00', 1)");
        program.database().run(&format!(
            "INSERT INTO sessions (session_key, session_data, expire_date, version) VALUES {row}"
        ));
    }
    let says = || program.run(&["clearsessions"]).stdout;
    assert_eq!(says(), "2 expired sessions were removed\n");
    assert_eq!(program.database().texts("session_key", "sessions"), ["good"]);
    assert_eq!(says(), "0 expired sessions were removed\n");
}

// E11
#[test]
fn clearsessions_says_when_there_is_nothing_to_do() {
    let outcome = Program::new().with("SESSION_ENGINE", "signed_cookies").run(&["clearsessions"]);
    assert_eq!(outcome.status, Some(0));
    assert!(outcome.stdout.starts_with("not needed: "), "{outcome:?}");
}

#[test]
fn an_unknown_command_is_refused() {
    let outcome = Program::new().run(&["clearsession"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(2), ""));
    assert!(outcome.stderr.contains("'clearsessions'"), "{outcome:?}");
}
