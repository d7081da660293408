//! The built test programs, as cargo itself names them. An older one that lies
//! beside them is never taken for the present one.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::root;

/// How the variables begin that cargo sets for the test of a package. A build
/// script that looks at them would run again, and cargo would then build anew
/// whatever depends on it.
const OF_THE_PACKAGE: [&str; 3] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"];

/// The cargo features that this test was compiled with.
pub fn enabled_features() -> Vec<&'static str> {
    let features = [
        (cfg!(feature = "postgres"), "postgres"),
        (cfg!(feature = "mysql"), "mysql"),
        (cfg!(feature = "browser-tests"), "browser-tests"),
        (cfg!(feature = "server-tests"), "server-tests"),
    ];
    features.into_iter().filter(|(is_on, _)| *is_on).map(|(_, feature)| feature).collect()
}

/// Returns the test programs by name. Cargo has built them before this test
/// runs, or builds those that are missing.
pub fn built() -> BTreeMap<String, PathBuf> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--no-run", "--offline", "--message-format=json"]).current_dir(root());
    cargo.args(["--features", &enabled_features().join(",")]);
    for (name, _) in std::env::vars() {
        if OF_THE_PACKAGE.iter().any(|start| name.starts_with(start)) {
            cargo.env_remove(name);
        }
    }
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let output = cargo.stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "cargo can't build the tests");
    let text = String::from_utf8(output.stdout).unwrap();
    let messages = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let programs = messages.filter_map(|message| {
        let is_test = message["target"]["kind"][0] == "test";
        let (name, path) = (message["target"]["name"].as_str()?, message["executable"].as_str()?);
        is_test.then(|| (name.to_owned(), PathBuf::from(path)))
    });
    programs.collect()
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
