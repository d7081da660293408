//! `docs/behaviours.md` is correct. It has a row for each id that its head names,
//! every page responds, every source file exists, and every test runs over the
//! stores that its row claims. `wrong_tables.rs` tests the check itself.

use std::{
    collections::BTreeSet,
    fs,
    io::{Write, stderr},
    sync::LazyLock,
};

use super::{
    root,
    suite::{Suite, TestStatus},
    support::TestApp,
    table::{self, Row},
};

/// The number of behaviours of each letter.
const LETTERS: [(char, usize); 8] =
    [('A', 10), ('B', 7), ('C', 12), ('D', 22), ('E', 12), ('F', 6), ('G', 9), ('H', 13)];

static SUITE: LazyLock<Suite> = LazyLock::new(Suite::of_this_build);

fn document() -> String {
    fs::read_to_string(root().join("docs/behaviours.md")).unwrap()
}

fn rows() -> Vec<Row> {
    table::read(&document()).unwrap()
}

#[test]
fn every_behaviour_has_its_row() {
    let ids = LETTERS.iter().flat_map(|(letter, count)| (1..=*count).map(move |n| format!("{letter}{n}")));
    let rows: Vec<String> = rows().into_iter().map(|row| row.id).collect();
    assert_eq!(rows, ids.collect::<Vec<_>>());
}

#[test]
fn the_head_of_the_table_names_the_same_ids() {
    let ranges: Vec<String> =
        LETTERS.iter().map(|(letter, count)| format!("{letter}1–{letter}{count}")).collect();
    let named = format!("The ids are {}.", ranges.join(", "));
    let document = document();
    let head = document.split("\n| id").next().unwrap().replace('\n', " ");
    assert!(head.contains(&named), "{named}\n{head}");
}

#[test]
fn every_source_of_the_table_exists() {
    for row in rows() {
        for source in &row.sources {
            assert!(root().join(source).is_file(), "{}: there is no {source}", row.id);
        }
    }
}

#[test]
fn every_test_of_the_table_runs_on_the_stores_that_its_row_claims() {
    let errors = table::errors(&rows(), &SUITE);
    assert!(errors.is_empty(), "docs/behaviours.md and the suite disagree:\n{}", errors.join("\n"));
    let unchecked = table::unchecked(&rows(), &SUITE);
    for test in &unchecked {
        let (file, name) = test.split_once("::").unwrap();
        assert!(has_function(file, name), "no test {name} in {file}");
    }
    if !SUITE.is_complete {
        report_unchecked(&unchecked);
    }
}

/// Writes to standard error directly: the test harness hides the output of a test
/// that passes.
fn report_unchecked(unchecked: &BTreeSet<String>) {
    let mut text = "not checked without --all-features: whether the tests of docs/behaviours.md over Redis, \
                    Memcached, PostgreSQL and MariaDB run, and these:\n"
        .to_owned();
    for test in unchecked {
        text.extend(["  ", test, "\n"]);
    }
    stderr().write_all(text.as_bytes()).unwrap();
}

fn has_function(file: &str, name: &str) -> bool {
    let text = fs::read_to_string(root().join(file)).unwrap_or_else(|_| panic!("there is no {file}"));
    text.contains(&format!("fn {name}("))
}

#[actix_web::test]
async fn every_page_of_the_table_responds() {
    let app = TestApp::start().await;
    let (stranger, member) = (app.visitor(), app.member().await);
    for row in &rows() {
        let mut response = stranger.get(&row.page).await;
        if response.status == 303 {
            response = member.get(&row.page).await;
        }
        assert_eq!(response.status, 200, "{}: {}", row.id, row.page);
    }
}

/// Checks the tests that the table of `/lab/engines` names.
#[actix_web::test]
async fn every_test_that_the_engines_page_names_runs() {
    let page = TestApp::start().await.visitor().get("/lab/engines").await;
    let named: Vec<String> =
        page.texts_of("code").into_iter().filter(|text| text.contains(".rs::")).collect();
    assert!(named.len() > 10, "{named:?}");
    for test in named {
        let (file, name) = test.split_once("::").unwrap();
        assert!(runs_or_needs_a_feature(file, name), "{test}: {:?}", SUITE.status_of(file, name));
    }
}

/// Returns whether the test runs. In a build without all features it suffices that
/// the source has it.
fn runs_or_needs_a_feature(file: &str, name: &str) -> bool {
    match SUITE.status_of(file, name) {
        TestStatus::Runs(_) => true,
        TestStatus::Missing => !SUITE.is_complete && has_function(file, name),
        TestStatus::Ignored => false,
    }
}

/// The tests that the document on engines names, as `file.rs::name`, with the
/// folder that was named last before them.
#[test]
fn every_test_that_the_engines_document_names_runs() {
    let text = fs::read_to_string(root().join("docs/ENGINES.md")).unwrap();
    let mut folder = String::new();
    let mut found = 0;
    for piece in text.split('`').skip(1).step_by(2) {
        if piece.starts_with("tests/") && piece.ends_with('/') {
            folder = piece.to_owned();
        }
        let Some((file, name)) = piece.split_once(".rs::") else { continue };
        let path = format!("{folder}{file}.rs");
        assert!(runs_or_needs_a_feature(&path, name), "{path}::{name}: {:?}", SUITE.status_of(&path, name));
        found += 1;
    }
    assert!(found > 20, "{found} found");
}
