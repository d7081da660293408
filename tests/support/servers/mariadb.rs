//! A MariaDB server. The tests use it for MySQL as well.

use std::{path::Path, sync::LazyLock};

use diesel::{Connection, MysqlConnection, connection::SimpleConnection};

use super::{
    Server, ServerKind,
    borrowed::{BorrowedDatabase, DatabasePool},
    run_as,
};

/// The user under whom the server runs when root runs the tests, because it refuses
/// to run as root.
const USER: &str = "mysql";

static KIND: ServerKind = ServerKind { name: "mariadb", signal: "KILL", user: Some(USER), command };

fn command(folder: &Path, port: u16) -> Vec<String> {
    let at = |name: &str| folder.join(name).display().to_string();
    let location = [
        format!("--datadir={}", at("data")),
        format!("--socket={}", at("socket")),
        format!("--pid-file={}", at("pid")),
        format!("--port={port}"),
    ];
    let options = ["--bind-address=127.0.0.1", "--skip-name-resolve", "--max-connections=400"];
    // The data of a test need not survive a power failure, only a restart of the server.
    let fast = ["--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync", "--sync-binlog=0"];
    let program = ["/usr/sbin/mariadbd", "--no-defaults"];
    program.iter().chain(&options).chain(&fast).map(|&word| word.to_owned()).chain(location).collect()
}

/// A MariaDB server.
pub struct MariaDb {
    pub server: Server,
    pool: DatabasePool,
}

impl MariaDb {
    pub fn start() -> Self {
        let server = Server::start(&KIND, |folder| {
            let data = format!("--datadir={}", folder.join("data").display());
            // Two installations disturb each other in a shared temporary folder.
            let temporary = format!("--tmpdir={}", folder.display());
            let options = [&temporary, "--auth-root-authentication-method=normal", "--skip-test-db"];
            run_as(USER, &[&["mariadb-install-db", "--no-defaults", &data][..], &options].concat());
        });
        Self { server, pool: DatabasePool::default() }
    }

    /// Borrows a database that only one test uses. Its table `sessions` is empty.
    pub fn borrow(&'static self) -> BorrowedDatabase {
        self.pool.borrow(|name| self.url(name), run, &self.url("mysql"))
    }

    /// Creates a database and returns its URL.
    pub fn new_database(&self) -> String {
        let name = self.pool.create(|name| run(&self.url("mysql"), &format!("CREATE DATABASE {name}")));
        self.url(&name)
    }

    /// Runs statements as root.
    pub fn run(&self, sql: &str) {
        run(&self.url("mysql"), sql);
    }

    fn url(&self, name: &str) -> String {
        format!("mysql://root@127.0.0.1:{}/{name}", self.server.port())
    }
}

fn run(url: &str, sql: &str) {
    MysqlConnection::establish(url).unwrap().batch_execute(sql).unwrap();
}

/// Returns the server that all tests of this binary share.
pub fn mariadb() -> &'static MariaDb {
    static MARIADB: LazyLock<MariaDb> = LazyLock::new(MariaDb::start);
    &MARIADB
}
