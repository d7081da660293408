//! Runs the real binary in a folder of its own, without the caller's environment.

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

/// A free port, and password hashes that are fast to compute.
const TEST_SETTINGS: [(&str, &str); 5] = [
    ("SHOP_BIND", "127.0.0.1:0"),
    ("SHOP_WORKERS", "2"),
    ("PASSWORD_MEMORY_KIB", "64"),
    ("PASSWORD_ITERATIONS", "1"),
    ("PASSWORD_PARALLELISM", "1"),
];

/// The variables that set the time (`tests/awkward_times`). The program gets those of
/// the test.
const TIME_VARIABLES: [&str; 5] =
    ["LD_PRELOAD", "FAKETIME", "FAKETIME_SHARED", "FAKETIME_DONT_FAKE_MONOTONIC", "TZ"];

/// The program, as cargo has built it.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_session-shop");

/// Mounts an empty folder over the first argument, and becomes the program of the others.
const HIDE_SOURCE: &str = r#"mount -t tmpfs none "$1" && shift && exec "$@""#;

/// The program with its working directory and its environment variables.
pub struct Program {
    folder: TempDir,
    working_directory: PathBuf,
    variables: Vec<(&'static str, String)>,
}

impl Program {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let working_directory = folder.path().to_owned();
        Self {
            folder,
            working_directory,
            variables: TEST_SETTINGS.map(|(name, value)| (name, value.to_owned())).into(),
        }
    }

    /// Sets an environment variable.
    pub fn with(mut self, variable: &'static str, value: &str) -> Self {
        self.variables.push((variable, value.to_owned()));
        self
    }

    /// Writes a `settings.toml` into the folder.
    pub fn with_file(self, text: &str) -> Self {
        fs::write(self.folder.path().join("settings.toml"), text).unwrap();
        self
    }

    /// Sets the working directory.
    pub fn in_directory(mut self, path: &str) -> Self {
        self.working_directory = path.into();
        self
    }

    /// Returns the folder of this test.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the default data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("var")
    }

    /// Opens the shop's database.
    pub fn database(&self) -> Sqlite {
        Sqlite::open(&self.data().join("shop.sqlite3"))
    }

    /// Runs the program and returns when it has ended.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with_input(arguments, "")
    }

    /// Runs the program with `input` as its standard input, and returns when it has
    /// ended.
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Outcome {
        let mut process = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        // The program may end before it has read everything.
        let _ = process.stdin.take().unwrap().write_all(input.as_bytes());
        Running::new(process).wait()
    }

    /// Starts the program as a server, and returns when the shop is open.
    pub fn serve(&self, arguments: &[&str]) -> Running {
        let process = self.command(arguments).stdin(Stdio::null()).spawn().unwrap();
        Running::new(process).wait_until_open()
    }

    /// Starts a copy of the program as a server, from its folder, in a mount namespace where
    /// the folder of the source is empty. Returns when the shop is open.
    pub fn serve_without_source(&self, arguments: &[&str]) -> Running {
        let copy = self.folder().join("session-shop");
        fs::copy(PROGRAM, &copy).unwrap();
        let mut command = self.bare_command("unshare");
        command.args([
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            HIDE_SOURCE,
            "sh",
            env!("CARGO_MANIFEST_DIR"),
        ]);
        let process = command.arg(copy).args(arguments).stdin(Stdio::null()).spawn().unwrap();
        Running::new(process).wait_until_open()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare_command(PROGRAM);
        command.args(arguments);
        command
    }

    fn bare_command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.working_directory).env_clear();
        command.envs(TIME_VARIABLES.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}
