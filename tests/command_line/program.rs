//! The program's real binary, run in a folder of its own with nothing of the
//! caller's environment.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

use super::{
    running::{Outcome, Running},
    support::sqlite::Sqlite,
};

/// Serves on a free port, and hashes passwords fast.
const QUICK: [(&str, &str); 5] = [
    ("SHOP_BIND", "127.0.0.1:0"),
    ("SHOP_WORKERS", "2"),
    ("PASSWORD_MEMORY_KIB", "64"),
    ("PASSWORD_ITERATIONS", "1"),
    ("PASSWORD_PARALLELISM", "1"),
];

/// What sets the time (`tests/awkward_times`): the program has the test's own.
const TIME: [&str; 5] = ["LD_PRELOAD", "FAKETIME", "FAKETIME_SHARED", "FAKETIME_DONT_FAKE_MONOTONIC", "TZ"];

/// The program as somebody would start it: where, and with which variables.
pub struct Program {
    folder: TempDir,
    here: PathBuf,
    variables: Vec<(&'static str, String)>,
}

impl Program {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().to_owned();
        Self { folder, here, variables: QUICK.map(|(name, value)| (name, value.to_owned())).into() }
    }

    /// With a variable of the environment.
    pub fn with(mut self, variable: &'static str, value: &str) -> Self {
        self.variables.push((variable, value.to_owned()));
        self
    }

    /// With a `settings.toml` where it starts.
    pub fn with_file(self, text: &str) -> Self {
        fs::write(self.folder.path().join("settings.toml"), text).unwrap();
        self
    }

    /// Started from another working directory.
    pub fn from(mut self, here: &str) -> Self {
        self.here = here.into();
        self
    }

    /// The folder that is the test's own.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The data folder, if nothing else was said.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("var")
    }

    /// The shop's database, behind its back.
    pub fn database(&self) -> Sqlite {
        Sqlite::open(&self.data().join("shop.sqlite3"))
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with_input(arguments, "")
    }

    /// Runs it to its end, with `input` piped in.
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Outcome {
        let mut process = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        // It may have ended before it read all of it.
        let _ = process.stdin.take().unwrap().write_all(input.as_bytes());
        Running::new(process).end()
    }

    /// Starts it as a server, and returns when the shop is open.
    pub fn serve(&self, arguments: &[&str]) -> Running {
        let process = self.command(arguments).stdin(Stdio::null()).spawn().unwrap();
        Running::new(process).open()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_session-shop"));
        command.args(arguments).current_dir(&self.here).env_clear();
        command.envs(TIME.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}
