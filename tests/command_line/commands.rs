//! `createuser`, `migrate` and `clearsessions`, alone and while the shop is open. A
//! command on the data of an open shop disturbs no visitor.

use super::{
    program::Program,
    support::{
        customer::{PASSWORD, line},
        sqlite::Sqlite,
    },
};

const TEA: &str = "keemun-black";

// H9
#[actix_web::test]
async fn a_user_created_from_a_pipe_can_log_in() {
    let program = Program::new();
    let outcome = program.run_with_input(&["createuser", "Mei"], &format!("{PASSWORD}\n"));
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(0), "the user Mei was created\n"));
    assert!(!outcome.stderr.contains(PASSWORD));
    let running = program.serve(&[]);
    let visitor = running.visitor();
    let response = visitor.post("/account/login", &[("username", "mei"), ("password", PASSWORD)]).await;
    assert_eq!(response.status, 303);
    assert!(visitor.get("/account").await.contains("Mei"));
}

#[test]
fn a_user_that_cannot_be_created_is_refused_with_one_line() {
    let program = Program::new();
    assert_eq!(program.run_with_input(&["createuser", "Mei"], PASSWORD).status, Some(0));
    for (name, password, words) in [
        ("MEI", PASSWORD, "already"),
        ("Lin", "short", "password: "),
        ("Lin", "", "password: "),
        ("", PASSWORD, "name: "),
    ] {
        let outcome = program.run_with_input(&["createuser", name], password);
        assert_eq!((outcome.status, outcome.warnings_and_errors().len()), (Some(2), 1), "{outcome:?}");
        assert!(outcome.stderr.contains(words), "{outcome:?}");
    }
    assert_eq!(program.database().texts("username", "users"), ["Mei"]);
}

#[test]
fn migrate_creates_the_database_and_changes_nothing_the_second_time() {
    let program = Program::new();
    let first = program.run(&["migrate"]);
    assert_eq!((first.status, first.stdout.as_str()), (Some(0), "the database default is up to date\n"));
    let teas = program.database().count("products");
    assert!(teas > 0, "the catalogue has teas");
    let second = program.run(&["migrate"]);
    assert_eq!((second.status, second.stdout, second.stderr), (Some(0), first.stdout, String::new()));
    assert_eq!(program.database().count("products"), teas);
}

#[test]
fn migrate_covers_every_database_although_one_fails() {
    let program = Program::new()
        .with("SHOP_DATABASES_SESSIONS_URL", "sqlite:sessions.sqlite3")
        .with("SHOP_DATABASES_ELSEWHERE_URL", "sqlite:no-such-folder/x.sqlite3");
    let outcome = program.run(&["migrate"]);
    assert_eq!(outcome.status, Some(2), "{outcome:?}");
    let lines = "the database default is up to date\nthe database sessions is up to date\n";
    assert_eq!(outcome.stdout, lines);
    assert!(outcome.stderr.contains("session-shop: databases.elsewhere: "), "{outcome:?}");
    assert_eq!(Sqlite::open(&program.data().join("sessions.sqlite3")).count("sessions"), 0);
}

#[actix_web::test]
async fn serve_without_migrations_needs_a_database_that_is_up_to_date() {
    let program = Program::new();
    let refused = program.run(&["serve", "--no-migrate"]);
    assert_eq!((refused.status, refused.stdout.as_str()), (Some(2), ""));
    assert!(refused.stderr.contains("databases.default: the tables are not up to date"), "{refused:?}");
    assert!(refused.stderr.contains("session-shop migrate"), "{refused:?}");
    assert_eq!(program.database().count("sqlite_master"), 0);
    // The setting does not stop the command.
    let migrated = program.with("SHOP_MIGRATE", "false");
    assert_eq!(migrated.run(&["migrate"]).status, Some(0));
    let running = migrated.serve(&["serve", "--no-migrate"]);
    assert_eq!(running.visitor().get("/").await.status, 200);
}

// E11
#[test]
fn clearsessions_reports_how_many_it_removed() {
    let program = Program::new();
    program.run(&["migrate"]);
    for (key, expiry) in [("old", "2001-01-01"), ("older", "2000-01-01"), ("good", "2999-01-01")] {
        let row = format!("('{key}', '{{}}', '{expiry} 00:00:00', 1)");
        program.database().run(&format!(
            "INSERT INTO sessions (session_key, session_data, expire_date, version) VALUES {row}"
        ));
    }
    let clear = || program.run(&["clearsessions"]).stdout;
    assert_eq!(clear(), "2 expired sessions were removed\n");
    assert_eq!(program.database().texts("session_key", "sessions"), ["good"]);
    assert_eq!(clear(), "0 expired sessions were removed\n");
}

// E11
#[test]
fn clearsessions_reports_when_it_is_not_needed() {
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

#[actix_web::test]
async fn a_user_can_be_created_while_the_shop_is_open() {
    let program = Program::new();
    let running = program.serve(&[]);
    assert_eq!(program.run_with_input(&["createuser", "Mei"], PASSWORD).status, Some(0));
    running.visitor().log_in("Mei", PASSWORD).await;
}

/// E11
#[actix_web::test]
async fn clearing_expired_sessions_keeps_the_others() {
    let program = Program::new();
    let running = program.serve(&[]);
    let visitor = running.visitor();
    visitor.add_to_cart(TEA, 2).await;
    let row = "INSERT INTO sessions (session_key, session_data, expire_date, version)
        SELECT 'of-long-ago', session_data, '2001-02-03 04:05:06', version FROM sessions";
    program.database().run(row);
    assert_eq!(program.run(&["clearsessions"]).stdout, "1 expired session was removed\n");
    assert_eq!(program.database().texts("session_key", "sessions"), [visitor.session_key()]);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 2)]);
}

#[actix_web::test]
async fn migrate_does_not_reset_the_stock() {
    let program = Program::new();
    let running = program.serve(&[]);
    program.database().run("UPDATE products SET stock = 3 WHERE slug = 'keemun-black'");
    assert_eq!(program.run(&["migrate"]).status, Some(0));
    assert_eq!(program.database().text("stock", "products WHERE slug = 'keemun-black'"), "3");
    assert_eq!(running.visitor().get("/").await.status, 200);
}

/// The columns of a later version are empty in a catalogue that an older version has filled.
#[actix_web::test]
async fn migrate_completes_an_older_catalogue_and_keeps_what_the_shop_has_added() {
    let program = Program::new();
    assert_eq!(program.run(&["migrate"]).status, Some(0));
    let mut database = program.database();
    database.run("UPDATE products SET celsius = NULL, seconds_from = NULL, seconds_to = NULL");
    database.run("UPDATE product_texts SET harvest = NULL");
    database.run(
        "INSERT INTO products (slug, category, price, grams, stock) VALUES ('own-tea', 'green', 100, 50, 9)",
    );
    let running = program.serve(&[]);
    let visitor = running.visitor().with_header("accept-language", "en");
    let facts = visitor.get("/products/wuyi-da-hong-pao").await.texts_of(".facts td");
    for fact in ["Late April to mid-May", "100 °C", "15–20 s"] {
        assert!(facts.iter().any(|text| text == fact), "{facts:?} has no {fact}");
    }
    assert_eq!(visitor.get("/products/own-tea").await.texts_of(".facts td").len(), 4);
    assert_eq!(program.database().text("COUNT(*)", "products WHERE celsius IS NULL"), "1");
}
