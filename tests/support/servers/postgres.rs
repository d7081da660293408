//! A PostgreSQL server, of whatever version Debian has.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
    thread::sleep,
    time::Duration,
};

use diesel::{Connection, PgConnection, connection::SimpleConnection};

use super::{
    Kind, Server,
    borrowed::{Borrowed, Shelf},
    run_as,
};

/// It refuses to be root.
const USER: &str = "postgres";

static KIND: Kind = Kind { name: "postgres", signal: "QUIT", user: Some(USER), command };

fn command(folder: &Path, port: u16) -> Vec<String> {
    let data = folder.join("data").display().to_string();
    let port = port.to_string();
    let place = [program("postgres").display().to_string(), "-D".into(), data, "-p".into(), port];
    let options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=400"];
    // A test's data need not survive a power failure, only the server's end.
    let fast = ["fsync=off", "full_page_writes=off", "autovacuum=off"];
    let options = options.iter().chain(&fast).flat_map(|&option| ["-c".to_owned(), option.to_owned()]);
    place.into_iter().chain(options).collect()
}

/// Debian keeps its programs by version, and out of the search path.
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
    shelf: Shelf,
}

impl Postgres {
    pub fn start() -> Self {
        let server = Server::start(&KIND, |folder| {
            let (program, data) = (program("initdb"), folder.join("data"));
            let words = [program.to_str().unwrap(), "-D", data.to_str().unwrap(), "-U", "shop"];
            let options = ["--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"];
            run_as(USER, &[&words[..], &options].concat());
        });
        let postgres = Self { server, shelf: Shelf::default() };
        postgres.wait_until_ready();
        postgres
    }

    /// A database of a test's own, with nothing in its `sessions`.
    pub fn borrow(&'static self) -> Borrowed {
        self.shelf.borrow(|name| self.url(name), run, &self.url("postgres"))
    }

    /// The address of a new database.
    pub fn new_database(&self) -> String {
        let name = self.shelf.make(|name| run(&self.url("postgres"), &format!("CREATE DATABASE {name}")));
        self.url(&name)
    }

    /// It takes connections before it answers.
    pub fn wait_until_ready(&self) {
        while PgConnection::establish(&self.url("postgres")).is_err() {
            sleep(Duration::from_millis(20));
        }
    }

    fn url(&self, name: &str) -> String {
        format!("postgres://shop@127.0.0.1:{}/{name}", self.server.port())
    }
}

fn run(url: &str, sql: &str) {
    PgConnection::establish(url).unwrap().batch_execute(sql).unwrap();
}

/// The one that all tests share.
pub fn postgres() -> &'static Postgres {
    static POSTGRES: LazyLock<Postgres> = LazyLock::new(Postgres::start);
    &POSTGRES
}
