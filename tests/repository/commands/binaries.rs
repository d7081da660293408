//! The built test programs, their tests, and how many pass.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{root, suite};

/// The cargo features that this test was compiled with.
pub fn enabled_features() -> Vec<&'static str> {
    suite::FEATURES.iter().filter(|(_, is_on)| *is_on).map(|(feature, _)| *feature).collect()
}

/// Returns the test programs by name.
pub fn built() -> BTreeMap<String, PathBuf> {
    let named = suite::built_binaries().into_iter().filter_map(|(folder, binary)| {
        let name = folder.strip_prefix("tests/")?.to_owned();
        Some((name, binary))
    });
    named.collect()
}

/// Returns the full names of a program's tests.
pub fn names(program: &Path) -> Vec<String> {
    let output = Command::new(program).args(["--list", "--format=terse"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect()
}

/// Runs the tests whose names contain `filter` and returns how many passed.
pub fn passed(program: &Path, filter: &str) -> usize {
    let output = Command::new(program).arg(filter).current_dir(root()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{filter}: {text}");
    let (_, rest) = text.split_once("test result: ok. ").unwrap_or_else(|| panic!("{filter}: {text}"));
    rest.split(' ').next().unwrap().parse().unwrap()
}
