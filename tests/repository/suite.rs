//! The tests that the suite really runs. Cargo lists the test binaries of this
//! build, and each binary lists its tests and which of them it ignores. The source
//! text alone is not enough: a function may lack its `#[test]`, its module may not
//! be compiled, or a macro may run it over too few stores.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

use super::{root, support::cargo};

pub use cargo::FEATURES;

/// The tests of each binary, by the folder of the binary's `main.rs`.
pub struct Suite {
    binaries: BTreeMap<String, Tests>,
    /// Whether the build has all features, so that a test that is not listed
    /// does not exist.
    pub is_complete: bool,
}

/// The tests of one binary by their whole names, such as `a_state::name`.
#[derive(Default)]
struct Tests {
    run: BTreeSet<String>,
    ignored: BTreeSet<String>,
}

/// Whether the suite runs a test that a document names.
#[derive(Debug, PartialEq, Eq)]
pub enum TestStatus {
    /// It runs over each of these stores, or once if there are none.
    Runs(BTreeSet<String>),
    Ignored,
    /// No binary of this build has it.
    Missing,
}

impl Suite {
    /// Returns a suite without binaries.
    pub fn new(is_complete: bool) -> Self {
        Self { binaries: BTreeMap::new(), is_complete }
    }

    /// Returns the suite that this test belongs to.
    pub fn of_this_build() -> Self {
        let mut suite = Self::new(FEATURES.iter().all(|(_, is_on)| *is_on));
        let binaries = built_binaries();
        let this = env::current_exe().unwrap().canonicalize().unwrap();
        assert!(
            binaries.iter().any(|(_, binary)| binary.canonicalize().unwrap() == this),
            "cargo builds other binaries than the one that runs here; run the suite with cargo test"
        );
        for (folder, binary) in binaries {
            suite.add(&folder, &list_tests(&binary, &[]), &list_tests(&binary, &["--ignored"]));
        }
        suite
    }

    /// Adds a binary, given its output for `--list` and for `--list --ignored`.
    pub fn add(&mut self, folder: &str, all: &str, ignored: &str) {
        let names = |text: &str| -> BTreeSet<String> {
            text.lines().filter_map(|line| line.strip_suffix(": test")).map(ToOwned::to_owned).collect()
        };
        let (all, ignored) = (names(all), names(ignored));
        let run = all.difference(&ignored).cloned().collect();
        self.binaries.insert(folder.to_owned(), Tests { run, ignored });
    }

    /// Returns the status of a test, named as `tests/scenarios/a_state.rs` and `name`.
    pub fn status_of(&self, file: &str, name: &str) -> TestStatus {
        let in_folder = |(folder, tests)| {
            let path: &str = file.strip_prefix(folder)?.strip_prefix('/')?;
            Some((path.strip_suffix(".rs")?.replace('/', "::"), tests))
        };
        // `tests/scenarios` before `tests`.
        let mut binaries = self.binaries.iter().rev().map(|(folder, tests)| (folder.as_str(), tests));
        let Some((module, tests)) = binaries.find_map(in_folder) else { return TestStatus::Missing };
        let whole = if module == "main" { name.to_owned() } else { format!("{module}::{name}") };
        if tests.run.contains(&whole) {
            return TestStatus::Runs(BTreeSet::new());
        }
        let store_of = |test: &String| Some(test.strip_prefix(&whole)?.strip_prefix("::")?.to_owned());
        let stores: BTreeSet<String> = tests.run.iter().filter_map(store_of).collect();
        let is_ignored = |test: &String| *test == whole || store_of(test).is_some();
        match (stores.is_empty(), tests.ignored.iter().any(is_ignored)) {
            (_, true) => TestStatus::Ignored,
            (false, false) => TestStatus::Runs(stores),
            (true, false) => TestStatus::Missing,
        }
    }
}

/// Returns the binaries of `tests/` with their folders. Cargo builds those that are
/// out of date, so that none is left over from another build.
pub fn built_binaries() -> Vec<(String, PathBuf)> {
    let folder = |main: &Path| Some(main.parent()?.to_str()?.to_owned());
    built("test").into_iter().filter_map(|(main, binary)| Some((folder(&main)?, binary))).collect()
}

/// Returns the source file, relative to the root, and the binary of each test target of that
/// kind, `test` or `example`.
fn built(kind: &str) -> Vec<(PathBuf, PathBuf)> {
    let output = stdout_of(cargo_build().output().unwrap());
    let artifacts = output.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let tests = artifacts
        .filter(|artifact| artifact["target"]["kind"][0] == kind && artifact["profile"]["test"] == true);
    tests
        .filter_map(|artifact| {
            let main = Path::new(artifact["target"]["src_path"].as_str()?).strip_prefix(root()).ok()?;
            Some((main.to_owned(), PathBuf::from(artifact["executable"].as_str()?)))
        })
        .collect()
}

/// Returns the Cargo features that this test was compiled with.
pub fn enabled_features() -> Vec<&'static str> {
    FEATURES.iter().filter(|(_, is_on)| *is_on).map(|(feature, _)| *feature).collect()
}

/// Returns the test programs of `tests/`, and the examples that have tests, by name.
pub fn test_programs() -> BTreeMap<String, PathBuf> {
    let tests = built_binaries().into_iter().filter_map(|(folder, binary)| {
        let name = folder.strip_prefix("tests/")?.to_owned();
        Some((name, binary))
    });
    let examples = built("example").into_iter().filter_map(|(main, binary)| {
        let name = main.file_stem()?.to_str()?.to_owned();
        Some((name, binary))
    });
    tests.chain(examples).collect()
}

/// Returns the full names of a program's tests.
pub fn test_names(program: &Path) -> Vec<String> {
    let text = list_tests(program, &[]);
    text.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect()
}

/// Runs the tests whose names contain `filter` and returns how many passed.
///
/// # Panics
/// If one of them fails.
pub fn passing_tests(program: &Path, filter: &str) -> usize {
    let output = Command::new(program).arg(filter).current_dir(root()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{filter}: {text}");
    let (_, rest) = text.split_once("test result: ok. ").unwrap_or_else(|| panic!("{filter}: {text}"));
    rest.split(' ').next().unwrap().parse().unwrap()
}

/// Returns the command that built this test, with `--no-run`.
fn cargo_build() -> Command {
    let mut build = cargo::build_tests(root(), &cargo::target_and_profile().0);
    build.arg("--tests");
    build
}

fn list_tests(binary: &Path, options: &[&str]) -> String {
    let mut command = Command::new(binary);
    command.current_dir(root()).args(["--list", "--format", "terse"]).args(options);
    stdout_of(command.output().unwrap())
}

fn stdout_of(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
