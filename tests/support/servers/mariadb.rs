//! A MariaDB server. The tests use it for MySQL as well.

use std::{fs, path::Path, sync::LazyLock};

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
    let fixed = program.iter().chain(&options).chain(&fast).map(|&word| word.to_owned());
    let tls = fs::read_to_string(folder.join(TLS_OPTIONS)).unwrap_or_default();
    fixed.chain(location).chain(tls.lines().map(ToOwned::to_owned)).collect()
}

/// A file in the folder of a server with TLS, which has an option on each line.
const TLS_OPTIONS: &str = "tls-options";

/// A MariaDB server.
pub struct MariaDb {
    pub server: Server,
    pool: DatabasePool,
}

impl MariaDb {
    pub fn start() -> Self {
        Self::start_with(|_| Vec::new())
    }

    /// Starts a server with TLS. Its certificate and private key are PEM.
    pub fn start_with_tls(certificate: &str, private_key: &str) -> Self {
        Self::start_with(|folder| {
            let files = [("ssl-cert", certificate), ("ssl-key", private_key)];
            let write = |(option, text): (&str, &str)| {
                let file = folder.join(option);
                fs::write(&file, text).unwrap();
                format!("--{option}={}", file.display())
            };
            files.map(write).into()
        })
    }

    fn start_with(options: impl Fn(&Path) -> Vec<String>) -> Self {
        let server = Server::start(&KIND, |folder| {
            fs::write(folder.join(TLS_OPTIONS), options(folder).join("\n")).unwrap();
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
