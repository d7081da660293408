//! A Redis server that keeps everything in memory.

use std::{path::Path, sync::LazyLock};

use super::{Kind, Server};

static KIND: Kind = Kind { name: "redis", signal: "KILL", user: None, command };

fn command(folder: &Path, port: u16) -> Vec<String> {
    let (folder, port) = (folder.display().to_string(), port.to_string());
    let place = ["redis-server", "--bind", "127.0.0.1", "--port", &port, "--dir", &folder];
    let nothing_on_disk = ["--save", "", "--appendonly", "no"];
    place.iter().chain(&nothing_on_disk).map(|&word| word.to_owned()).collect()
}

/// A Redis server of a test's own.
pub struct Redis(pub Server);

impl Redis {
    pub fn start() -> Self {
        Self(Server::start(&KIND, |_| {}))
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.0.port())
    }
}

/// The one that all tests share; each has a key prefix of its own.
pub fn redis() -> &'static Redis {
    static REDIS: LazyLock<Redis> = LazyLock::new(Redis::start);
    &REDIS
}
