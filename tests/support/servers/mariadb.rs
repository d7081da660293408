//! A MariaDB server, which stands for MySQL too.

use std::{path::Path, sync::LazyLock};

use diesel::{Connection, MysqlConnection, connection::SimpleConnection};

use super::{
    Kind, Server,
    borrowed::{Borrowed, Shelf},
    run_as,
};

/// It refuses to be root.
const USER: &str = "mysql";

static KIND: Kind = Kind { name: "mariadb", signal: "KILL", user: Some(USER), command };

fn command(folder: &Path, port: u16) -> Vec<String> {
    let at = |name: &str| folder.join(name).display().to_string();
    let place = [
        format!("--datadir={}", at("data")),
        format!("--socket={}", at("socket")),
        format!("--pid-file={}", at("pid")),
        format!("--port={port}"),
    ];
    let options = ["--bind-address=127.0.0.1", "--skip-name-resolve", "--max-connections=400"];
    // A test's data need not survive a power failure, only the server's end.
    let fast = ["--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync", "--sync-binlog=0"];
    let program = ["/usr/sbin/mariadbd", "--no-defaults"];
    program.iter().chain(&options).chain(&fast).map(|&word| word.to_owned()).chain(place).collect()
}

/// A MariaDB server.
pub struct MariaDb {
    pub server: Server,
    shelf: Shelf,
}

impl MariaDb {
    pub fn start() -> Self {
        let server = Server::start(&KIND, |folder| {
            let data = format!("--datadir={}", folder.join("data").display());
            // In a shared folder two of them get in each other's way.
            let temporary = format!("--tmpdir={}", folder.display());
            let options = [&temporary, "--auth-root-authentication-method=normal", "--skip-test-db"];
            run_as(USER, &[&["mariadb-install-db", "--no-defaults", &data][..], &options].concat());
        });
        Self { server, shelf: Shelf::default() }
    }

    /// A database of a test's own, with nothing in its `sessions`.
    pub fn borrow(&'static self) -> Borrowed {
        self.shelf.borrow(|name| self.url(name), run, &self.url("mysql"))
    }

    /// The address of a new database.
    pub fn new_database(&self) -> String {
        let name = self.shelf.make(|name| run(&self.url("mysql"), &format!("CREATE DATABASE {name}")));
        self.url(&name)
    }

    fn url(&self, name: &str) -> String {
        format!("mysql://root@127.0.0.1:{}/{name}", self.server.port())
    }
}

fn run(url: &str, sql: &str) {
    MysqlConnection::establish(url).unwrap().batch_execute(sql).unwrap();
}

/// The one that all tests share.
pub fn mariadb() -> &'static MariaDb {
    static MARIADB: LazyLock<MariaDb> = LazyLock::new(MariaDb::start);
    &MARIADB
}
