//! The message catalogue is complete. Each language has each message with the same
//! variables, no message is missing, and no message is unused.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;

use super::files;

const LANGUAGES: [&str; 3] = ["en", "zh-Hant", "zh-Hans"];

/// Returns the variables of each message, by its id.
fn catalogue(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::new();
    for (path, text) in files(&format!("locales/{language}"), "ftl") {
        let parsed = FluentResource::try_new(text.clone());
        assert!(parsed.is_ok(), "{}: {:?}", path.display(), parsed.err().map(|(_, errors)| errors));
        for (id, body) in entries(&text) {
            let twice = messages.insert(id.clone(), variables(&body));
            assert!(twice.is_none(), "{}: {id} is there twice", path.display());
        }
    }
    messages
}

/// Returns the id and the text of each entry. An entry begins at a line's start
/// with `id =`, and continues while lines are indented.
fn entries(text: &str) -> Vec<(String, String)> {
    let mut entries: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let starts = line.starts_with(|c: char| c.is_ascii_alphabetic());
        match line.split_once('=') {
            Some((id, body)) if starts => entries.push((id.trim().to_owned(), body.to_owned())),
            _ => {
                if let Some((_, body)) = entries.last_mut().filter(|_| line.starts_with([' ', '}'])) {
                    body.push_str(line);
                }
            }
        }
    }
    entries
}

fn variables(body: &str) -> BTreeSet<String> {
    let names = body.split('$').skip(1);
    names
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || "_-".contains(*c)).collect())
        .collect()
}

/// Returns the text of all sources and templates, without the tests.
fn sources() -> String {
    let rust = files("src", "rs").into_iter().map(|(_, text)| text);
    let templates = files("templates", "html").into_iter().map(|(_, text)| text);
    rust.chain(templates).collect()
}

/// Returns the ids that the sources pass as a literal.
fn used_ids(sources: &str) -> BTreeSet<&str> {
    let calls = [".t(\"", ".t1(\"", "Message::new(\"", ".text(\"", ".text_with(\"", ".text_with_one(\""];
    let parts = calls.iter().flat_map(|call| sources.split(call).skip(1));
    parts.filter_map(|rest| rest.split_once('"')).map(|(id, _)| id).collect()
}

#[test]
fn every_language_has_every_message_with_the_same_variables() {
    let english = catalogue("en");
    for language in LANGUAGES {
        let other = catalogue(language);
        let ids: BTreeSet<_> = english.keys().chain(other.keys()).collect();
        for id in ids {
            assert_eq!(english.get(id), other.get(id), "{id} in en and in {language}");
        }
    }
}

#[test]
fn no_message_is_missing() {
    let sources = sources();
    let english = catalogue("en");
    let missing: Vec<_> = used_ids(&sources).into_iter().filter(|id| !english.contains_key(*id)).collect();
    assert!(missing.is_empty(), "not in the catalogue: {missing:?}");
}

#[test]
fn no_message_is_unused() {
    let sources = sources();
    let unused: Vec<_> =
        catalogue("en").into_keys().filter(|id| !sources.contains(&format!("\"{id}\""))).collect();
    assert!(unused.is_empty(), "used nowhere: {unused:?}");
}

#[test]
fn templates_contain_no_text() {
    for (path, template) in files("templates", "html") {
        let text = without_code(&template);
        let words: Vec<&str> =
            text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).collect();
        assert!(
            words.is_empty(),
            "{} contains {words:?}, which belongs into the message catalogue",
            path.display()
        );
    }
}

/// Returns a template without its tags, expressions and statements, and without
/// names of the code, which are the same in every language.
fn without_code(template: &str) -> String {
    let mut text = template.to_owned();
    for (open, close) in [("{#", "#}"), ("<code", "</code>"), ("{{", "}}"), ("{%", "%}"), ("<", ">")] {
        let mut rest = text.as_str();
        let mut kept = String::new();
        while let Some((before, after)) = rest.split_once(open) {
            kept.push_str(before);
            kept.push(' ');
            rest = after.split_once(close).map_or("", |(_, after)| after);
        }
        kept.push_str(rest);
        text = kept;
    }
    text.replace("&nbsp;", " ").replace("&middot;", " ").replace("&times;", " ")
}
