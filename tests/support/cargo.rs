//! Cargo, called by a test with the profile and the features of its own build, so that the
//! dependencies are compiled once.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

/// The features that add tests, and whether this build has them.
pub const FEATURES: [(&str, bool); 5] = [
    ("postgres", cfg!(feature = "postgres")),
    ("mysql", cfg!(feature = "mysql")),
    ("browser-tests", cfg!(feature = "browser-tests")),
    ("server-tests", cfg!(feature = "server-tests")),
    ("opentelemetry", cfg!(feature = "opentelemetry")),
];

/// The variables that Cargo sets for the tests that it runs. Some build scripts run again
/// when these change.
const SET_BY_CARGO: [&str; 4] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "OUT_DIR"];

/// Returns the folders TARGET and TARGET/PROFILE of this test, which is
/// TARGET/PROFILE/deps/NAME-0123456789abcdef.
pub fn target_and_profile() -> (PathBuf, PathBuf) {
    let this = env::current_exe().unwrap();
    let [profile, target] = [2, 3].map(|level| this.ancestors().nth(level).unwrap().to_owned());
    (target, profile)
}

/// Returns the command that builds the tests of the package in `folder`, and writes what it
/// has built to its output, a line of JSON each.
pub fn build_tests(folder: &Path, target: &Path) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    cargo.current_dir(folder).args(["test", "--no-run", "--offline", "--message-format=json"]);
    cargo.arg("--target-dir").arg(target);
    let (_, profile) = target_and_profile();
    let profile = profile.file_name().unwrap().to_str().unwrap();
    cargo.args(["--profile", if profile == "debug" { "dev" } else { profile }]);
    for (feature, _) in FEATURES.iter().filter(|(_, is_on)| *is_on) {
        cargo.args(["--features", feature]);
    }
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if SET_BY_CARGO.iter().any(|prefix| text.starts_with(prefix)) {
            cargo.env_remove(&name);
        }
    }
    cargo
}
