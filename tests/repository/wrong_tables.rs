//! Tests of the check of `docs/behaviours.md`. Each error that the table can have
//! is put into a small table, and the check must report it.

use super::{
    suite::Suite,
    table::{self, STORES},
};

const LISTED: &str = "d::over_files::file: test\nd::skipped: test\nd::single: test\n";
const IGNORED: &str = "d::skipped: test\n";

/// Returns a suite with four tests: one over every store, one over files, one over
/// no store, and one that is ignored.
fn suite(is_complete: bool) -> Suite {
    let mut suite = Suite::new(is_complete);
    let mut listed = LISTED.to_owned();
    let stores = STORES.iter().filter(|(_, _, needs_server)| is_complete || !needs_server);
    for (store, ..) in stores {
        listed.extend(["c::over_all::", store, ": test\n"]);
    }
    suite.add("tests/scenarios", &listed, IGNORED);
    suite.add("tests", "", "");
    suite
}

fn line(stores: &str, tests: &str) -> String {
    format!("| C1 | A sentence that is long enough. | {stores} | `/lab` | {tests} | `src/lib.rs` |\n")
}

/// Returns the errors of a table with one row.
fn errors(suite: &Suite, stores: &str, tests: &[&str]) -> String {
    let tests: Vec<String> = tests.iter().map(|test| format!("`tests/scenarios/{test}`")).collect();
    match table::read(&line(stores, &tests.join(", "))) {
        Ok(rows) => table::errors(&rows, suite).join("; "),
        Err(error) => error,
    }
}

#[test]
fn a_correct_table_is_accepted() {
    for (stores, tests) in [
        ("all", &["c.rs::over_all"][..]),
        ("all", &["c.rs::over_all", "d.rs::single", "d.rs::over_files"]),
        ("file", &["d.rs::over_files", "d.rs::single"]),
        ("-", &["d.rs::single"]),
    ] {
        assert_eq!(errors(&suite(true), stores, tests), "", "{stores} {tests:?}");
    }
}

#[test]
fn a_wrong_table_is_refused() {
    for (stores, test, error) in [
        ("-", "d.rs::no_such_test", "d.rs::no_such_test is Missing"),
        ("-", "d.rs::sing", "d.rs::sing is Missing"),
        ("-", "c.rs::single", "c.rs::single is Missing"),
        ("-", "d.rs::skipped", "d.rs::skipped is Ignored"),
        ("all", "d.rs::single", "claims db_mysql"),
        ("server-side", "d.rs::over_files", "claims cache_redis"),
        ("file, db_sqlite", "d.rs::over_files", "claims db_sqlite"),
        ("server-side", "c.rs::over_all", "run over signed_cookies_private, which it does not claim"),
        ("-", "d.rs::over_files", "run over file, which it does not claim"),
        ("some", "d.rs::single", "\"some\" is neither an engine nor a store"),
        ("", "d.rs::single", "\"\" is neither an engine nor a store"),
        ("-", "d.rs", "a test is a file, two colons and a name"),
        ("- | -", "d.rs::single", "a row has six cells"),
    ] {
        let found = errors(&suite(true), stores, &[test]);
        assert!(found.contains(error), "{stores} {test}: {found}");
    }
}

#[test]
fn a_build_without_servers_checks_the_stores_that_need_none() {
    let plain = suite(false);
    assert_eq!(errors(&plain, "all", &["c.rs::over_all"]), "");
    assert_eq!(errors(&plain, "db", &["d.rs::over_files"]).matches("claims").count(), 1, "SQLite only");
    assert!(errors(&plain, "-", &["d.rs::skipped"]).contains("Ignored"));
    let rows = table::read(&line("-", "`tests/browser/a.rs::b`, `tests/scenarios/d.rs::single`")).unwrap();
    assert_eq!(table::unchecked(&rows, &plain).into_iter().collect::<Vec<_>>(), ["tests/browser/a.rs::b"]);
}
