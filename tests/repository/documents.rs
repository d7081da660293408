//! Every code item that `docs/own-engine.md` names is in the source.

use std::{collections::BTreeSet, fs};

use super::{files, root};

/// What a document shows in backticks.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Returns the names in a code item such as `Record::version_after`. A span with another
/// character is a value, a command or a word of another language.
fn names_in(span: &str) -> Vec<&str> {
    let names: Vec<&str> = span.split("::").collect();
    let is_name =
        |name: &&str| name.len() > 3 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if names.iter().all(is_name) && !is_upper(span) { names } else { Vec::new() }
}

/// An SQL keyword.
fn is_upper(span: &str) -> bool {
    span.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[test]
fn every_code_item_in_the_engine_guide_exists() {
    let guide = fs::read_to_string(root().join("docs/own-engine.md")).unwrap();
    let source: String = ["src", "tests", "examples"]
        .into_iter()
        .flat_map(|folder| files(folder, "rs"))
        .filter(|(path, _)| !path.ends_with("documents.rs"))
        .map(|(_, text)| text)
        .collect();
    let words: BTreeSet<&str> =
        source.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').collect();
    let named: BTreeSet<&str> = spans(&guide).flat_map(names_in).collect();
    assert!(named.len() > 20, "{named:?}");
    let missing: Vec<&&str> = named.iter().filter(|name| !words.contains(**name)).collect();
    assert!(missing.is_empty(), "docs/own-engine.md names {missing:?}");
}

#[test]
fn a_code_item_is_told_from_other_spans() {
    assert_eq!(names_in("Record::version_after"), ["Record", "version_after"]);
    assert_eq!((names_in("UPDATE"), names_in("expire_date <= now")), (vec![], vec![]));
}
