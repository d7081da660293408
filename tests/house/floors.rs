//! Imports go downward only. Inside one crate the compiler lets every module
//! use every other, so this test reads the sources.

use std::path::Path;

use super::{files, root};

/// The rooms from the top floor down. Rooms of one floor don't use each other.
const FLOORS: &[&[&str]] = &[
    &["main"],
    &["cli"],
    &["app"],
    &["lab", "preferences", "shop"],
    &["accounts"],
    &["web"],
    &["sessions"],
    &["databases", "caches"],
    &["i18n", "settings"],
    &["platform"],
];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The room that a source file lies in.
fn room_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The rooms that a source names: `crate::room`, also inside `crate::{…}`.
fn rooms_used(source: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for part in source.split("crate::").skip(1).chain(source.split("session_shop::").skip(1)) {
        match part.strip_prefix('{') {
            None => rooms.push(first_word(part)),
            Some(group) => rooms.extend(top_level_words(group)),
        }
    }
    rooms
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The first word of each entry of a `{…}` group, nested groups aside.
fn top_level_words(group: &str) -> Vec<String> {
    let (mut words, mut depth, mut entry) = (Vec::new(), 1, String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => words.push(std::mem::take(&mut entry)),
            _ if depth == 1 => entry.push(c),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    words.push(entry);
    words.iter().map(|entry| first_word(entry.trim())).filter(|word| !word.is_empty()).collect()
}

#[test]
fn imports_go_downward_only() {
    let mut wrong = Vec::new();
    for (path, source) in files("src", "rs") {
        let room = room_of(&path);
        if room == "lib" {
            continue;
        }
        let here = floor(&room).unwrap_or_else(|| panic!("{room} is on no floor"));
        for used in rooms_used(&source).into_iter().filter(|used| *used != room) {
            match floor(&used) {
                Some(there) if there > here => {}
                Some(_) => wrong.push(format!("{} uses {used}", path.display())),
                // A macro or a function at the crate's root.
                None => wrong.push(format!("{} uses crate::{used}, which is no room", path.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_reader_of_imports_sees_them_all() {
    let source = "use crate::web;\nuse crate::{\n    shop::{cart::Cart, web_like},\n    sessions::Session,\n};\ncrate::i18n::x()";
    assert_eq!(rooms_used(source), ["web", "shop", "sessions", "i18n"]);
}
