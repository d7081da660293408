//! A PostgreSQL server, of the version that Debian has.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
    thread::sleep,
    time::Duration,
};

use diesel::{Connection, PgConnection, connection::SimpleConnection};

use super::{
    Server, ServerKind,
    borrowed::{BorrowedDatabase, DatabasePool},
    run_as,
};

/// The user under whom the server runs when root runs the tests, because it refuses
/// to run as root.
const USER: &str = "postgres";

static KIND: ServerKind = ServerKind { name: "postgres", signal: "QUIT", user: Some(USER), command };

fn command(folder: &Path, port: u16) -> Vec<String> {
    let data = folder.join("data").display().to_string();
    let port = port.to_string();
    let location = [program("postgres").display().to_string(), "-D".into(), data, "-p".into(), port];
    let options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=400"];
    // The data of a test need not survive a power failure, only a restart of the server.
    let fast = ["fsync=off", "full_page_writes=off", "autovacuum=off"];
    let options = options.iter().chain(&fast).flat_map(|&option| ["-c".to_owned(), option.to_owned()]);
    location.into_iter().chain(options).collect()
}

/// Returns the path of a program of PostgreSQL. Debian installs them in a folder per
/// version, outside the search path.
fn program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut found: Vec<_> = versions.map(|version| version.unwrap().path().join("bin").join(name)).collect();
    found.retain(|program| program.exists());
    found.sort();
    found.pop().unwrap_or_else(|| name.into())
}

/// A PostgreSQL server.
pub struct Postgres {
    pub server: Server,
    pool: DatabasePool,
}

impl Postgres {
    pub fn start() -> Self {
        let server = Server::start(&KIND, |folder| {
            let (program, data) = (program("initdb"), folder.join("data"));
            let words = [program.to_str().unwrap(), "-D", data.to_str().unwrap(), "-U", "shop"];
            let options = ["--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"];
            run_as(USER, &[&words[..], &options].concat());
        });
        let postgres = Self { server, pool: DatabasePool::default() };
        postgres.wait_until_ready();
        postgres
    }

    /// Borrows a database that only one test uses. Its table `sessions` is empty.
    pub fn borrow(&'static self) -> BorrowedDatabase {
        self.pool.borrow(|name| self.url(name), run, &self.url("postgres"))
    }

    /// Creates a database and returns its URL.
    pub fn new_database(&self) -> String {
        let name = self.pool.create(|name| run(&self.url("postgres"), &format!("CREATE DATABASE {name}")));
        self.url(&name)
    }

    /// Waits until the server serves connections. It accepts them earlier.
    pub fn wait_until_ready(&self) {
        while PgConnection::establish(&self.url("postgres")).is_err() {
            sleep(Duration::from_millis(20));
        }
    }

    /// Runs statements in the database `postgres`.
    pub fn run(&self, sql: &str) {
        run(&self.url("postgres"), sql);
    }

    fn url(&self, name: &str) -> String {
        format!("postgres://shop@127.0.0.1:{}/{name}", self.server.port())
    }
}

fn run(url: &str, sql: &str) {
    PgConnection::establish(url).unwrap().batch_execute(sql).unwrap();
}

/// Returns the server that all tests of this binary share.
pub fn postgres() -> &'static Postgres {
    static POSTGRES: LazyLock<Postgres> = LazyLock::new(Postgres::start);
    &POSTGRES
}
