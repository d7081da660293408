//! `docs/security.md` is complete: it has a row for each requirement of OWASP ASVS 4.0.3
//! at level 1 or 2 of its chapters, each with a verdict, and with tests that exist or with
//! a reason.

use std::fs;

use super::root;

/// The requirements: a section, and the last number in it. The numbers that follow have
/// level 3 or are deleted.
const SECTIONS: [(&str, usize, &[usize]); 37] = [
    ("2.1", 12, &[]),
    ("2.2", 3, &[]),
    ("2.3", 3, &[]),
    ("2.4", 6, &[]),
    ("2.5", 7, &[]),
    ("2.6", 3, &[]),
    ("2.7", 6, &[]),
    ("2.8", 7, &[]),
    ("2.9", 3, &[]),
    ("2.10", 4, &[]),
    ("3.1", 1, &[]),
    ("3.2", 4, &[]),
    ("3.3", 4, &[]),
    ("3.4", 5, &[]),
    ("3.5", 3, &[]),
    ("3.7", 1, &[]),
    ("4.1", 5, &[4]),
    ("4.2", 2, &[]),
    ("4.3", 3, &[]),
    ("5.1", 5, &[]),
    ("5.2", 8, &[]),
    ("5.3", 10, &[]),
    ("5.4", 3, &[]),
    ("5.5", 4, &[]),
    ("7.1", 4, &[]),
    ("7.2", 2, &[]),
    ("7.3", 4, &[2]),
    ("7.4", 3, &[]),
    ("13.1", 5, &[2]),
    ("13.2", 6, &[4]),
    ("13.3", 2, &[]),
    ("13.4", 2, &[]),
    ("14.1", 4, &[]),
    ("14.2", 6, &[]),
    ("14.3", 3, &[1]),
    ("14.4", 7, &[]),
    ("14.5", 4, &[]),
];

/// A row: number, requirement, verdict, and tests or reason.
type Row = [String; 4];

fn rows(document: &str) -> Vec<Row> {
    let lines = document.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| number"));
    let cells = lines.map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()));
    cells.map(|cells| cells.collect::<Vec<_>>().try_into().expect("a row has four cells")).collect()
}

fn document() -> Vec<Row> {
    rows(&fs::read_to_string(root().join("docs/security.md")).unwrap())
}

#[test]
fn every_requirement_has_its_row() {
    let expected: Vec<String> = SECTIONS
        .iter()
        .flat_map(|(section, last, deleted)| {
            let numbers = (1..=*last).filter(|number| !deleted.contains(number));
            numbers.map(move |number| format!("{section}.{number}"))
        })
        .collect();
    let numbers: Vec<String> = document().into_iter().map(|[number, ..]| number).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn every_requirement_has_tests_that_exist_or_a_reason() {
    let errors: Vec<String> = document().iter().filter_map(error).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn a_wrong_row_is_reported() {
    for (row, expected) in [
        ("| 1.1.1 | x | nearly met | A reason of some length. |", "no verdict"),
        ("| 1.1.1 | x | not met | - |", "no reason"),
        ("| 1.1.1 | x | met | Somebody looked at it. |", "no test"),
        ("| 1.1.1 | x | met | `tests/none.rs::a_test` |", "tests/none.rs::a_test"),
        ("| 1.1.1 | x | met | `tests/repository/requirements.rs::no_such` |", "requirements.rs::no_such"),
        ("| 1.1.1 | x | met | `tests/repository/requirements.rs::rows` |", "requirements.rs::rows"),
    ] {
        let found = error(&rows(row)[0]).unwrap_or_default();
        assert!(found.contains(expected), "{row}: {found}");
    }
}

/// Returns what is wrong with a row.
fn error([number, _, verdict, place]: &Row) -> Option<String> {
    let tests: Vec<&str> =
        place.split('`').skip(1).step_by(2).filter(|span| span.contains(".rs::")).collect();
    match verdict.as_str() {
        "met" if tests.is_empty() => Some(format!("{number} names no test")),
        "met" => {
            let missing = tests.iter().find(|test| !is_test(test))?;
            Some(format!("{number}: {missing} is no test"))
        }
        "not met" | "does not apply" if place.len() < 10 => Some(format!("{number} has no reason")),
        "not met" | "does not apply" => None,
        _ => Some(format!("{number}: {verdict:?} is no verdict")),
    }
}

/// Returns whether the source has a test of that name: a function after a test's
/// attribute, or a name that is given to a macro which writes the tests.
fn is_test(test: &str) -> bool {
    let Some((file, name)) = test.split_once("::") else { return false };
    let source = fs::read_to_string(root().join(file)).unwrap_or_default();
    let function = format!("fn {name}(");
    let is_function = source.split(&function).collect::<Vec<_>>().windows(2).any(|parts| {
        let attributes = parts[0].rsplit("\n\n").next().unwrap_or_default();
        attributes.contains("test]") || source.contains(concat!("over_every_", "store!"))
    });
    is_function || source.contains(&format!("\n    {name}: \""))
}
