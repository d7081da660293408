//! A Memcached server.

use std::{path::Path, sync::LazyLock};

use super::{Server, ServerKind};

static KIND: ServerKind = ServerKind { name: "memcached", signal: "KILL", user: Some("nobody"), command };

fn command(_: &Path, port: u16) -> Vec<String> {
    let port = port.to_string();
    ["memcached", "-l", "127.0.0.1", "-p", &port, "-U", "0", "-m", "1024"].map(ToOwned::to_owned).into()
}

/// A Memcached server.
pub struct Memcached(pub Server);

impl Memcached {
    pub fn start() -> Self {
        Self(Server::start(&KIND, |_| {}))
    }

    pub fn url(&self) -> String {
        format!("memcache://127.0.0.1:{}", self.0.port())
    }
}

/// Returns the server that all tests of this binary share. Each test uses its own key
/// prefix.
pub fn memcached() -> &'static Memcached {
    static MEMCACHED: LazyLock<Memcached> = LazyLock::new(Memcached::start);
    &MEMCACHED
}
