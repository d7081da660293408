//! Every path of the repository that a document or a comment names exists, and
//! so does every item that is named with its file, as in
//! `tests/repository/paths.rs::every_named_path_exists`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{files, root};

/// A code span that begins with one of these is a path from the root folder.
const FOLDERS: [&str; 10] = [
    "benches/",
    "catalogue/",
    "docs/",
    "examples/",
    "lessons/",
    "locales/",
    "migrations/",
    "src/",
    "templates/",
    "tests/",
];

/// Returns the Markdown files of the root folder and of `docs/`, and their text.
fn documents() -> Vec<(PathBuf, String)> {
    let top = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    let top = top.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let top = top.map(|path| (path.clone(), fs::read_to_string(path).unwrap()));
    top.chain(files("docs", "md")).collect()
}

/// Returns the Rust files and the text of their documentation comments.
fn comments() -> Vec<(PathBuf, String)> {
    let sources = ["benches", "examples", "src", "tests"].into_iter().flat_map(|folder| files(folder, "rs"));
    sources.map(|(path, source)| (path, documentation(&source))).collect()
}

/// Returns the text of the documentation comments of a source file.
pub fn documentation(source: &str) -> String {
    let lines = source.lines().map(|line| {
        let line = line.trim_start();
        line.strip_prefix("//!").or_else(|| line.strip_prefix("///")).unwrap_or_default()
    });
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// Returns the code spans that are paths from the root folder. A command line is none,
/// and neither is a path with a placeholder (`locales/LANGUAGE/`,
/// `src/sessions/engines/yours.rs`, `tests/scenarios/c_dictionary.rs::a_key_…`).
fn paths(markdown: &str) -> Vec<String> {
    let spans = Parser::new_ext(markdown, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Code(code) => Some(code.into_string()),
        _ => None,
    });
    let is_placeholder = |part: &str| {
        let is_upper = part.chars().any(char::is_uppercase) && !part.chars().any(char::is_lowercase);
        is_upper || part.starts_with("your") || part.contains('…')
    };
    let has_placeholder = |code: &str| code.split('/').any(is_placeholder);
    let is_path = |code: &String| {
        FOLDERS.iter().any(|folder| code.starts_with(folder)) && !code.contains(char::is_whitespace)
    };
    spans.filter(is_path).filter(|code| !has_placeholder(code)).collect()
}

/// Returns the alternatives of a path with one `{a,b}` group.
fn alternatives(path: &str) -> Vec<String> {
    let Some((before, (group, after))) =
        path.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    else {
        return vec![path.to_owned()];
    };
    group.split(',').map(|part| format!("{before}{}{after}", part.trim())).collect()
}

/// Returns what is wrong with a path, which may end with `::` and an item's name.
/// Of a path with a `*` the part before it is checked.
fn error(path: &str) -> Option<String> {
    let (file, item) = path.split_once("::").map_or((path, None), |(file, item)| (file, Some(item)));
    let fixed =
        file.split_once('*').map_or(file, |(before, _)| before.rsplit_once('/').map_or("", |it| it.0));
    if !root().join(fixed).exists() {
        return Some(format!("{fixed} does not exist"));
    }
    let name = item?.rsplit("::").next()?.trim_end_matches("()");
    let source = fs::read_to_string(root().join(file)).unwrap_or_default();
    let mut words = source.split(|c: char| !c.is_alphanumeric() && c != '_');
    (!words.any(|word| word == name)).then(|| format!("{file} has no {name}"))
}

#[test]
fn every_named_path_exists() {
    let (mut errors, mut checked) = (Vec::new(), 0);
    for (document, text) in documents().into_iter().chain(comments()) {
        for path in paths(&text).iter().flat_map(|path| alternatives(path)) {
            checked += 1;
            errors.extend(error(&path).map(|error| format!("{}: {error}", document.display())));
        }
    }
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert!(checked > 300, "{checked} paths");
}

/// Links and images with a relative destination.
#[test]
fn every_linked_file_exists() {
    for (document, text) in documents() {
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
            let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event else {
                continue;
            };
            let target = dest_url.split('#').next().unwrap_or_default();
            if !target.is_empty() && !target.contains(':') {
                let folder = document.parent().unwrap_or(Path::new(""));
                assert!(folder.join(target).exists(), "{}: {target} does not exist", document.display());
            }
        }
    }
}

#[test]
fn a_wrong_path_is_reported() {
    let text = "`src/none.rs`, `src/{lib,none}.rs`, `src/lib.rs::no_such_item`, `tests/none/*.rs`, `src/lib.rs`, \
                `tests/scenarios/*.rs`, `locales/LANGUAGE/`, `src/yours.rs`, `cargo test` and `tests/repository/paths.rs::error`";
    let errors = paths(text).into_iter().flat_map(|path| alternatives(&path)).filter_map(|path| error(&path));
    let expected = [
        "src/none.rs does not exist",
        "src/none.rs does not exist",
        "src/lib.rs has no no_such_item",
        "tests/none does not exist",
    ];
    assert_eq!(errors.collect::<Vec<_>>(), expected);
}
