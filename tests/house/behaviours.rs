//! `docs/behaviours.md` tells the truth: every id has its row, every page
//! answers, every test and source file exists.

use std::{collections::BTreeMap, fs};

use super::{root, support::TestApp};

/// How many behaviours each letter has.
const LETTERS: [(char, usize); 8] =
    [('A', 10), ('B', 7), ('C', 10), ('D', 22), ('E', 11), ('F', 6), ('G', 9), ('H', 10)];

/// A row: id, sentence, page, tests, source.
struct Row {
    id: String,
    page: String,
    tests: Vec<String>,
    sources: Vec<String>,
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(root().join("docs/behaviours.md")).unwrap();
    let lines = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| id"));
    lines.map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
    let [id, sentence, page, tests, sources] = cells[..] else { panic!("five cells, please: {line}") };
    assert!(sentence.len() > 20, "a sentence, please: {line}");
    let list = |cell: &str| cell.split(',').map(|item| item.trim().trim_matches('`').to_owned()).collect();
    Row {
        id: id.to_owned(),
        page: page.trim_matches('`').to_owned(),
        tests: list(tests),
        sources: list(sources),
    }
}

#[test]
fn every_behaviour_has_its_row() {
    let rows = rows();
    let mut ids = rows.iter().map(|row| row.id.clone());
    for (letter, count) in LETTERS {
        for number in 1..=count {
            assert_eq!(ids.next(), Some(format!("{letter}{number}")));
        }
    }
    assert_eq!(ids.next(), None);
}

#[test]
fn every_test_and_source_of_the_table_exists() {
    let mut texts = BTreeMap::new();
    let mut text_of = |path: &str| {
        let read = || fs::read_to_string(root().join(path)).unwrap_or_else(|_| panic!("there is no {path}"));
        texts.entry(path.to_owned()).or_insert_with(read).clone()
    };
    for row in rows() {
        for test in &row.tests {
            let (file, name) = test.split_once("::").unwrap_or_else(|| panic!("{}: {test}", row.id));
            assert!(text_of(file).contains(&format!("fn {name}(")), "{}: no test {name} in {file}", row.id);
        }
        for source in &row.sources {
            text_of(source);
        }
    }
}

#[actix_web::test]
async fn every_page_of_the_table_answers() {
    let app = TestApp::start().await;
    let (stranger, member) = (app.visitor(), app.member().await);
    for row in &rows() {
        let mut answer = stranger.get(&row.page).await;
        if answer.status == 303 {
            answer = member.get(&row.page).await;
        }
        assert_eq!(answer.status, 200, "{}: {}", row.id, row.page);
    }
}

/// The tests that the README names, as `file.rs::name`, with the folder that
/// was named last before them.
#[test]
fn every_test_that_the_readme_names_exists() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let mut folder = String::new();
    let mut found = 0;
    for piece in text.split('`').skip(1).step_by(2) {
        if piece.starts_with("tests/") && piece.ends_with('/') {
            folder = piece.to_owned();
        }
        let Some((file, name)) = piece.split_once(".rs::") else { continue };
        let path = format!("{folder}{file}.rs");
        let source = fs::read_to_string(root().join(&path)).unwrap_or_else(|_| panic!("there is no {path}"));
        assert!(source.contains(&format!("fn {name}(")), "no test {name} in {path}");
        found += 1;
    }
    assert!(found > 20, "{found} found");
}
