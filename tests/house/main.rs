//! What holds the house together and no compiler checks: imports go downward,
//! the languages are complete, the settings file is true, and so is the table
//! of behaviours.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on should stop")]

mod behaviours;
mod commands;
mod documents;
mod floors;
mod glossary;
mod messages;
mod settings_file;
mod suite;
mod table;
mod wrong_tables;

#[path = "../support/mod.rs"]
mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The project's folder.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder of the project with that ending, with their text.
fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no .{ending} below {folder}");
    found
}
