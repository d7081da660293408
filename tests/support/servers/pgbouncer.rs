//! A pgbouncer in transaction mode in front of a PostgreSQL server.

use std::{fs, path::Path};

use super::{Postgres, Server, ServerKind};

/// pgbouncer refuses to run as root.
static KIND: ServerKind = ServerKind { name: "pgbouncer", signal: "KILL", user: Some("postgres"), command };

/// The next transaction of a client gets another connection to the server than the last
/// one, so that nothing that was left on a connection can be found again by luck.
const CONFIGURATION: &str = "\
[pgbouncer]
listen_addr = 127.0.0.1
unix_socket_dir =
auth_type = any
pool_mode = transaction
server_round_robin = 1
min_pool_size = 3
default_pool_size = 3
max_client_conn = 400
";

fn command(folder: &Path, port: u16) -> Vec<String> {
    let file = folder.join("pgbouncer.ini");
    let server = fs::read_to_string(folder.join("server")).unwrap();
    let text = format!("{CONFIGURATION}listen_port = {port}\n[databases]\n* = {server}\n");
    fs::write(&file, text).unwrap();
    ["pgbouncer".to_owned(), file.display().to_string()].into()
}

/// A pgbouncer.
pub struct PgBouncer(Server);

impl PgBouncer {
    pub fn start(postgres: &Postgres) -> Self {
        let server = format!("host=127.0.0.1 port={} user=shop", postgres.server.port());
        Self(Server::start(&KIND, |folder| fs::write(folder.join("server"), &server).unwrap()))
    }

    /// Returns the URL of a database through pgbouncer. `url` is its URL on the server.
    pub fn url(&self, url: &str) -> String {
        let (_, name) = url.rsplit_once('/').unwrap();
        format!("postgres://shop@127.0.0.1:{}/{name}", self.0.port())
    }
}
