//! The rows of `docs/behaviours.md`, embedded at build time: which tests prove a
//! behaviour, and which file implements it.

use std::{collections::BTreeMap, sync::LazyLock};

/// A row of the table.
#[derive(Debug)]
pub struct Behaviour {
    /// Its id, such as `C9`.
    pub id: &'static str,
    pub tests: Vec<Test>,
    /// The file that implements it.
    pub source: &'static str,
}

/// A test and the command that runs it alone.
#[derive(Debug)]
pub struct Test {
    pub file: &'static str,
    /// The name of its function.
    pub name: &'static str,
    /// The command that runs the test.
    pub command: String,
}

/// The test files that are compiled with a cargo feature only, by the start of
/// their path. Without the feature, cargo runs no test of them and still
/// succeeds. `tests/repository/commands/mod.rs` checks each command.
const FEATURES: [(&str, &str); 7] = [
    ("tests/browser/", "browser-tests"),
    ("tests/faults/", "server-tests"),
    ("tests/scenarios/d_cache_unavailable.rs", "server-tests"),
    ("tests/scenarios/d_caches.rs", "server-tests"),
    ("tests/scenarios/d_databases.rs", "server-tests"),
    ("tests/scenarios/d_stored_on_servers.rs", "server-tests"),
    ("tests/scenarios/h_store_unavailable.rs", "server-tests"),
];

static ROWS: LazyLock<BTreeMap<&'static str, Behaviour>> = LazyLock::new(|| {
    let table = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/behaviours.md"));
    table.lines().filter_map(row).map(|row| (row.id, row)).collect()
});

/// The behaviours that one test proves, and the command that runs it.
#[derive(Debug)]
pub struct Proof {
    pub behaviours: Vec<&'static str>,
    pub command: &'static str,
}

/// Returns what the table has of a test, such as
/// `tests/scenarios/a_state.rs::the_id_is_random_and_the_data_is_not_in_it`.
pub fn proof(name: &str) -> Option<Proof> {
    let (file, function) = name.split_once("::")?;
    let is_named = |test: &&Test| test.file == file && test.name == function;
    let rows = ROWS.values().filter_map(|row| Some((row.id, row.tests.iter().find(is_named)?)));
    let (behaviours, tests): (Vec<_>, Vec<_>) = rows.unzip();
    Some(Proof { behaviours, command: &tests.first()?.command })
}

/// Returns the row of an id.
pub fn behaviour(id: &str) -> Option<&'static Behaviour> {
    ROWS.get(id)
}

fn row(line: &'static str) -> Option<Behaviour> {
    let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
    let [id, _, _, _, tests, source] = cells[..] else { return None };
    let tests = tests.split(", ").filter_map(|test| self::test(test.trim_matches('`')));
    Some(Behaviour { id, tests: tests.collect(), source: source.trim_matches('`') })
}

/// Reads a test such as `tests/scenarios/c_dictionary.rs::a_key_…`. The first
/// folder is the name of the test binary.
pub fn test(text: &'static str) -> Option<Test> {
    let (file, name) = text.split_once("::")?;
    let binary = file.strip_prefix("tests/")?.split(['/', '.']).next()?;
    let feature = FEATURES.iter().find(|(start, _)| file.starts_with(start)).map(|(_, feature)| *feature);
    let features = feature.map(|feature| format!(" --features {feature}")).unwrap_or_default();
    Some(Test { file, name, command: format!("cargo test{features} --test {binary} {name}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_commands_that_run_its_tests() {
        let row = behaviour("C9").unwrap();
        assert!(row.source.starts_with("src/sessions/"));
        let first = &row.tests[0];
        assert!(first.command.starts_with("cargo test --test scenarios after_flush"), "{}", first.command);
    }

    #[test]
    fn a_test_that_proves_two_behaviours_is_found_with_both() {
        let proof =
            proof("tests/scenarios/c_dictionary.rs::a_missing_key_is_an_error_or_none_or_the_default");
        let proof = proof.unwrap();
        assert_eq!(proof.behaviours, ["C2", "C3"]);
        assert!(proof.command.ends_with("a_missing_key_is_an_error_or_none_or_the_default"), "{proof:?}");
        assert!(super::proof("tests/scenarios/c_dictionary.rs::no_such_test").is_none());
    }

    /// D7, D9
    #[test]
    fn a_test_that_needs_servers_is_run_with_its_feature() {
        for id in ["D7", "D9", "D13"] {
            let tests = behaviour(id).unwrap().tests.iter();
            for test in tests.filter(|test| FEATURES.iter().any(|(start, _)| test.file.starts_with(start))) {
                assert!(test.command.starts_with("cargo test --features server-tests --test "), "{test:?}");
            }
        }
    }

    #[test]
    fn every_behaviour_of_a_lesson_is_in_the_table() {
        for lesson in super::super::table::LESSONS {
            for id in lesson.behaviours {
                assert!(behaviour(id).is_some(), "{}: {id}", lesson.slug);
            }
        }
    }
}
