//! A module imports only modules of lower layers. Inside one crate the compiler
//! lets every module use every other, so this test reads the sources.

use std::path::Path;

use super::{files, root};

/// The crate's modules, from the top layer down. Modules of one layer don't use
/// each other.
const LAYERS: &[&[&str]] = &[
    &["main"],
    &["fuzzing"],
    &["cli"],
    &["app"],
    &["lab", "preferences", "shop"],
    &["accounts"],
    &["web"],
    &["sessions"],
    &["databases", "caches"],
    &["i18n", "settings"],
    &["monitoring", "platform"],
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// Returns the crate's module that a source file belongs to.
fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// Returns the crate's modules that a source file names, as `crate::module` or
/// inside `crate::{…}`.
fn modules_used(source: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for part in source.split("crate::").skip(1).chain(source.split("session_shop::").skip(1)) {
        match part.strip_prefix('{') {
            None => modules.push(first_word(part)),
            Some(group) => modules.extend(top_level_words(group)),
        }
    }
    modules
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Returns the first word of each entry of a `{…}` group, without nested groups.
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
        let module = module_of(&path);
        if module == "lib" {
            continue;
        }
        let here = layer(&module).unwrap_or_else(|| panic!("{module} is in no layer"));
        for used in modules_used(&source).into_iter().filter(|used| *used != module) {
            match layer(&used) {
                Some(there) if there > here => {}
                Some(_) => wrong.push(format!("{} uses {used}", path.display())),
                // A macro or a function of the crate's root.
                None => wrong.push(format!("{} uses crate::{used}, which is no module", path.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_form_of_import_is_found() {
    let source = "use crate::web;\nuse crate::{\n    shop::{cart::Cart, web_like},\n    sessions::Session,\n};\ncrate::i18n::x()";
    assert_eq!(modules_used(source), ["web", "shop", "sessions", "i18n"]);
}
