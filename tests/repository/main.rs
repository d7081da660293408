//! Checks of the repository that the compiler does not make. Imports go downward
//! only, every language has every message, `settings.toml` and the table of
//! behaviours are correct, and the documents name files and commands that exist.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on should stop")]

mod behaviours;
mod commands;
mod deploy;
mod documents;
mod glossary;
mod layers;
mod messages;
mod paths;
mod requirements;
mod settings_file;
mod suite;
mod supply_chain;
mod table;
mod wrong_tables;

#[path = "../support/mod.rs"]
mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Returns the root folder of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns all files below a folder of the repository with that extension, and
/// their text.
///
/// # Panics
/// If there are none.
fn files(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no .{extension} below {folder}");
    found
}
