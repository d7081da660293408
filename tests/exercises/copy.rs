//! A copy of the project in which each change of the exercises can be made at run time:
//! where a change replaces `old` by `new`, the copy has
//! `if crate::is_broken("NAME") { new } else { old }`. So one build tests them all.

use std::{
    collections::BTreeMap,
    fs, io,
    ops::Range,
    path::{Path, PathBuf},
};

use super::root;

/// The environment variable with the name of the change to make.
pub const VARIABLE: &str = "BROKEN";

/// What the copy's library has in addition.
const IS_BROKEN: &str = r#"
/// Returns whether the change of that name is made.
pub fn is_broken(name: &str) -> bool {
    static BROKEN: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    BROKEN.get_or_init(|| std::env::var("BROKEN").ok()).as_deref() == Some(name)
}
"#;

/// A change that can be made at run time.
#[derive(Clone, Debug)]
pub struct Switch {
    pub name: String,
    /// The source file's path in the project.
    pub path: String,
    /// Where the replaced code is in the file.
    pub place: Range<usize>,
    pub new: String,
}

/// Returns a source file with its switches. The code of a switch is one expression, or
/// statements that end with a semicolon.
///
/// # Panics
/// If two switches overlap.
pub fn with_switches(source: &str, switches: &[&Switch]) -> String {
    let mut switches = switches.to_vec();
    switches.sort_by_key(|switch| switch.place.start);
    let (mut text, mut end) = (String::new(), 0);
    for Switch { name, place, new, .. } in switches {
        assert!(place.start >= end, "{name} overlaps another change");
        let old = &source[place.clone()];
        let choice = format!("if crate::is_broken(\"{name}\") {{ {new} }} else {{ {old} }}");
        let (open, close) = if old.ends_with(';') { ("", "") } else { ("(", ")") };
        text.extend([&source[end..place.start], open, &choice, close]);
        end = place.end;
    }
    text + &source[end..]
}

/// Writes the copy to `folder`. Files that have not changed since the last run keep their
/// time, so that cargo does not compile them again.
pub fn write(folder: &Path, switches: &[Switch]) -> io::Result<()> {
    let mut by_path = BTreeMap::<&str, Vec<&Switch>>::new();
    for switch in switches {
        by_path.entry(&switch.path).or_default().push(switch);
    }
    for name in ["Cargo.toml", "Cargo.lock"] {
        write_if_changed(&folder.join(name), &fs::read(root().join(name))?)?;
    }
    for path in files(&root().join("src"))? {
        let relative = path.strip_prefix(root()).map_err(io::Error::other)?;
        let mut bytes = fs::read(&path)?;
        if let Some(switches) = by_path.get(relative.to_string_lossy().as_ref()) {
            bytes = with_switches(&String::from_utf8_lossy(&bytes), switches).into_bytes();
        }
        if relative == Path::new("src/lib.rs") {
            bytes.extend_from_slice(IS_BROKEN.as_bytes());
        }
        write_if_changed(&folder.join(relative), &bytes)?;
    }
    link_other_folders(folder)
}

/// Links the folders of the project that have no changes.
fn link_other_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(root())? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        let is_linked = !["src", "target", "var", ".git"].iter().any(|other| name == *other);
        let link = folder.join(name);
        if is_linked && !link.exists() {
            link_to(&path, &link)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link_to(original: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(original, link)
}

#[cfg(not(unix))]
fn link_to(original: &Path, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(original, link)
}

/// Links the compiled dependencies in `from`, a profile's folder of Cargo, to `to`, so that
/// the copy does not compile them again. What is there already stays.
pub fn link_dependencies(from: &Path, to: &Path) -> io::Result<()> {
    for part in ["deps", "build", ".fingerprint"] {
        for file in files(&from.join(part))? {
            let relative = file.strip_prefix(from).map_err(io::Error::other)?;
            let text = relative.to_string_lossy();
            let is_own = text.contains("session_shop") || text.contains("session-shop");
            let (link, is_program) = (to.join(relative), part == "deps" && is_program(&file));
            if is_own || is_program || link.exists() {
                continue;
            }
            fs::create_dir_all(link.parent().unwrap_or(to))?;
            fs::hard_link(&file, &link).or_else(|_| fs::copy(&file, &link).map(drop))?;
        }
    }
    Ok(())
}

/// Returns whether a file in `deps` is a program: only the package's own tests are.
fn is_program(file: &Path) -> bool {
    file.extension().is_none()
}

fn write_if_changed(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, bytes)
}

/// Returns all files below a folder.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

#[test]
fn a_file_with_switches_has_both_codes() {
    let switch = |name: &str, place, new: &str| Switch {
        name: name.to_owned(),
        path: String::new(),
        place,
        new: new.to_owned(),
    };
    let (one, other) = (switch("two", 6..10, ""), switch("one", 0..5, "false"));
    let text = with_switches("a < b\nc();\n", &[&one, &other]);
    let expected = "(if crate::is_broken(\"one\") { false } else { a < b })\n\
                    if crate::is_broken(\"two\") {  } else { c(); }\n";
    assert_eq!(text, expected);
}
