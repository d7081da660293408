//! A Memcached server.

use std::{path::Path, sync::LazyLock};

use super::{Kind, Server};

static KIND: Kind = Kind { name: "memcached", signal: "KILL", user: Some("nobody"), command };

fn command(_: &Path, port: u16) -> Vec<String> {
    let port = port.to_string();
    ["memcached", "-l", "127.0.0.1", "-p", &port, "-U", "0", "-m", "1024"].map(ToOwned::to_owned).into()
}

/// A Memcached server of a test's own.
pub struct Memcached(pub Server);

impl Memcached {
    pub fn start() -> Self {
        Self(Server::start(&KIND, |_| {}))
    }

    pub fn url(&self) -> String {
        format!("memcache://127.0.0.1:{}", self.0.port())
    }
}

/// The one that all tests share; each has a key prefix of its own.
pub fn memcached() -> &'static Memcached {
    static MEMCACHED: LazyLock<Memcached> = LazyLock::new(Memcached::start);
    &MEMCACHED
}
