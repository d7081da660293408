//! A Redis server that keeps everything in memory, or writes snapshots or an
//! append-only file.

use std::{path::Path, process::Command, sync::LazyLock};

use super::{Server, ServerKind};

static KIND: ServerKind = ServerKind { name: "redis", signal: "KILL", user: None, command };

fn command(folder: &Path, port: u16) -> Vec<String> {
    let (folder, port) = (folder.display().to_string(), port.to_string());
    let location = ["redis-server", "--bind", "127.0.0.1", "--port", &port, "--dir", &folder];
    let nothing_on_disk = ["--save", "", "--appendonly", "no"];
    location.iter().chain(&nothing_on_disk).map(|&word| word.to_owned()).collect()
}

/// A server that writes a snapshot at the command `SAVE` and reads it at its start.
static WITH_SNAPSHOTS: ServerKind =
    ServerKind { name: "redis", signal: "KILL", user: None, command: command_with_snapshots };

fn command_with_snapshots(folder: &Path, port: u16) -> Vec<String> {
    let mut command = command(folder, port);
    let save = command.iter().position(String::is_empty).unwrap();
    "86400 1000000".clone_into(&mut command[save]);
    command
}

/// A server that writes each change to its append-only file before it responds.
static DURABLE: ServerKind =
    ServerKind { name: "redis", signal: "KILL", user: None, command: durable_command };

fn durable_command(folder: &Path, port: u16) -> Vec<String> {
    let mut command = command(folder, port);
    "yes".clone_into(command.last_mut().unwrap());
    command.extend(["--appendfsync", "always"].map(ToOwned::to_owned));
    command
}

/// A Redis server.
pub struct Redis(pub Server);

impl Redis {
    pub fn start() -> Self {
        Self(Server::start(&KIND, |_| {}))
    }

    /// Starts a server that reads its last snapshot when it is restarted.
    pub fn with_snapshots() -> Self {
        Self(Server::start(&WITH_SNAPSHOTS, |_| {}))
    }

    /// Starts a server that has all its data when it is restarted.
    pub fn durable() -> Self {
        Self(Server::start(&DURABLE, |_| {}))
    }

    /// Writes a snapshot.
    pub fn save(&self) {
        self.command(&["SAVE"]);
    }

    /// Runs a command and returns the response.
    pub fn command(&self, words: &[&str]) -> String {
        let port = self.0.port().to_string();
        let output = Command::new("redis-cli").args(["-p", &port]).args(words).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.0.port())
    }
}

/// Returns the server that all tests of this binary share. Each test uses its own key
/// prefix.
pub fn redis() -> &'static Redis {
    static REDIS: LazyLock<Redis> = LazyLock::new(Redis::start);
    &REDIS
}
