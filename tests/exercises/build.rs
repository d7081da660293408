//! Builds the copy of the project with the dependencies that this test was built with,
//! and runs single tests of it.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{
    cargo,
    copy::{self, Switch, VARIABLE},
};

/// A test with a change that runs longer than this hangs, and counts as failed.
const TEST_TIMEOUT: Duration = Duration::from_secs(60);

/// All tests without a change take seconds; a busy machine may need more.
const UNCHANGED_TIMEOUT: Duration = Duration::from_secs(600);

/// The tests over servers are left out: the change is the same for every store.
const SKIPPED: [&str; 4] = ["postgres", "mysql", "redis", "memcached"];

/// The test programs of the copy, by the name of their target.
pub struct Programs {
    folder: PathBuf,
    programs: BTreeMap<String, PathBuf>,
}

impl Programs {
    /// Writes the copy with these switches, and builds its programs of those names.
    ///
    /// # Panics
    /// If the copy can't be written or does not compile.
    pub fn build(switches: &[Switch], names: &[&str]) -> Self {
        let (target, profile) = cargo::target_and_profile();
        let (folder, own_target) = (target.join("exercises/source"), target.join("exercises/target"));
        copy::write(&folder, switches).unwrap();
        let to = own_target.join(profile.file_name().unwrap());
        copy::link_dependencies(&profile, &to).unwrap();
        let mut build = cargo::build_tests(&folder, &own_target);
        for name in names {
            build.args(["--test", name]);
        }
        let output = build.stderr(Stdio::inherit()).output().unwrap();
        assert!(output.status.success(), "the copy with all changes does not compile");
        let artifacts = String::from_utf8(output.stdout).unwrap();
        let artifacts = artifacts.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let program = |artifact: Value| {
            let is_test = artifact["target"]["kind"][0] == "test";
            let executable = artifact["executable"].as_str().filter(|_| is_test)?;
            Some((artifact["target"]["name"].as_str()?.to_owned(), PathBuf::from(executable)))
        };
        Self { folder, programs: artifacts.filter_map(program).collect() }
    }

    /// Runs the tests of a program whose names contain one of `filters`, with a change or
    /// without one. Returns whether all passed, how many ran, and the output.
    pub fn run(&self, program: &str, filters: &[&str], change: Option<&str>) -> Outcome {
        let mut command = Command::new(&self.programs[program]);
        command.current_dir(&self.folder).args(filters).env_remove(VARIABLE);
        for name in SKIPPED {
            command.args(["--skip", name]);
        }
        if let Some(change) = change {
            command.env(VARIABLE, change);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let reader = std::thread::spawn(move || std::io::read_to_string(&mut stdout).unwrap_or_default());
        let timeout = if change.is_some() { TEST_TIMEOUT } else { UNCHANGED_TIMEOUT };
        let deadline = Instant::now() + timeout;
        let status = loop {
            match child.try_wait().unwrap() {
                Some(status) => break Some(status),
                None if Instant::now() > deadline => break None,
                None => std::thread::sleep(Duration::from_millis(10)),
            }
        };
        if status.is_none() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let output = reader.join().unwrap();
        let count = output.lines().filter(|line| line.starts_with("test ") && line.contains(" ... ")).count();
        Outcome { passed: status.is_some_and(|status| status.success()), count, output }
    }
}

/// The result of a run.
pub struct Outcome {
    pub passed: bool,
    /// The number of tests that ran to their end.
    pub count: usize,
    pub output: String,
}
