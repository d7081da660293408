//! The shop as `main` builds it, with the settings of one test and a data folder that
//! is removed when the test ends.

use std::{
    fs,
    net::SocketAddr,
    path::Path,
    sync::{Arc, mpsc},
};

use session_shop::{
    app::{Application, Https},
    settings::{Settings, Sources},
};
use tempfile::TempDir;

use super::{
    clock::ManualClock,
    combinations::EngineAndStore,
    server::{BoundServer, Server},
    session_store::SessionStore,
    sqlite::Sqlite,
    visitor::Visitor,
};

/// A setting by its dotted name, and its value.
pub type Setting<'a> = (&'static str, &'a str);

/// Makes tests fast: few threads, cheap password hashes, no wait at shutdown.
const BASE: [Setting; 6] = [
    ("server.bind", "127.0.0.1:0"),
    ("server.workers", "2"),
    ("server.shutdown_timeout", "0"),
    ("password.memory_kib", "64"),
    ("password.iterations", "1"),
    ("password.parallelism", "1"),
];

/// The names of all engines, as `session.engine` has them.
pub const ENGINES: [&str; 5] = ["db", "file", "cache", "cached_db", "signed_cookies"];

/// The engines that keep the data on the server.
pub const SERVER_SIDE_ENGINES: [&str; 4] = ["db", "file", "cache", "cached_db"];

/// The running shop.
pub struct TestApp {
    pub clock: ManualClock,
    // Declared before the folder, so that it stops before the folder is removed.
    server: Server,
    https: Option<SocketAddr>,
    folder: Arc<TempDir>,
    sessions: Option<Arc<SessionStore>>,
}

impl TestApp {
    /// Starts the shop with the default settings: the `db` engine over SQLite.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// Starts the shop with these settings.
    pub async fn with(settings: &[Setting<'_>]) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        Self::over(folder, ManualClock::new(), settings)
    }

    /// Starts the shop with an HTTPS port beside the HTTP port. It makes its own
    /// certificate.
    pub async fn with_https() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let bind = SocketAddr::from(([127, 0, 0, 1], 0));
        Self::listening(folder, ManualClock::new(), &[], Some(Https { bind, certificate: None }))
    }

    /// Starts the shop with that session engine over its built-in store.
    pub async fn on(engine: &str) -> Self {
        Self::on_with(engine, &[]).await
    }

    /// Starts the shop with that session engine and more settings.
    pub async fn on_with(engine: &str, settings: &[Setting<'_>]) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let files = folder.path().join("sessions");
        fs::create_dir(&files).unwrap();
        let on = [("session.engine", engine), ("session.file_path", files.to_str().unwrap())];
        Self::over(folder, ManualClock::new(), &[&on, settings].concat())
    }

    /// Starts the shop with its sessions in an empty store of that kind.
    pub async fn over_store(combination: EngineAndStore) -> Self {
        Self::over_store_with(combination, &[]).await
    }

    /// Starts the shop with its sessions in an empty store of that kind, and more
    /// settings.
    pub async fn over_store_with(combination: EngineAndStore, settings: &[Setting<'_>]) -> Self {
        let sessions = Arc::new(SessionStore::new(combination));
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let app = Self::over(folder, ManualClock::new(), &[&sessions.settings(), settings].concat());
        Self { sessions: Some(sessions), ..app }
    }

    /// Starts another process of the shop over the same data folder, with other
    /// settings.
    pub async fn beside(&self, settings: &[Setting<'_>]) -> Self {
        let app = Self::over(Arc::clone(&self.folder), self.clock.clone(), settings);
        Self { sessions: self.sessions.clone(), ..app }
    }

    /// Starts another process of the shop over the same data folder and the session
    /// store that `over_store` opened. Panics if there is none.
    pub async fn beside_over_same_store(&self, settings: &[Setting<'_>]) -> Self {
        let sessions = self.sessions.as_ref().expect("it was started over a store");
        self.beside(&[&sessions.settings(), settings].concat()).await
    }

    /// Returns the session store that `over_store` opened. Panics if there is none.
    pub fn sessions(&self) -> &SessionStore {
        self.sessions.as_ref().expect("it was started over a store")
    }

    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Returns the address of the HTTPS port. Panics without one.
    pub fn https_address(&self) -> SocketAddr {
        self.https.expect("it was started with HTTPS")
    }

    /// Returns a visitor without any cookies.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.address())
    }

    /// Returns a visitor who has just registered and is logged in.
    pub async fn member(&self) -> Visitor {
        let visitor = self.visitor();
        visitor.register(&format!("Mei {:08x}", rand::random::<u32>())).await;
        visitor
    }

    /// Returns the shop's data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Opens the shop's database file beside the shop.
    pub fn sqlite(&self) -> Sqlite {
        Sqlite::open(&self.folder.path().join("shop.sqlite3"))
    }

    /// Counts the rows of the `db` engine whose key matches `key` (SQL's LIKE) and that
    /// hold session data. A tombstone holds none.
    pub fn sessions_with_data(&self, key: &str) -> usize {
        let is_data = "session_data NOT LIKE '{\"\\_session\\_tombstone\":%' ESCAPE '\\'";
        self.sqlite().count(&format!("sessions WHERE session_key LIKE '{key}' AND {is_data}"))
    }

    fn over(folder: Arc<TempDir>, clock: ManualClock, settings: &[Setting<'_>]) -> Self {
        Self::listening(folder, clock, settings, None)
    }

    fn listening(
        folder: Arc<TempDir>,
        clock: ManualClock,
        settings: &[Setting<'_>],
        https: Option<Https>,
    ) -> Self {
        let settings = read(settings, folder.path());
        let time = clock.clock();
        let (sender, receiver) = mpsc::channel();
        let server = Server::start(move || async move {
            let application = Application::build_with(&settings, time, https.as_ref()).await.unwrap();
            sender.send(application.https_address()).unwrap();
            BoundServer {
                address: application.address().unwrap(),
                handle: application.handle(),
                run: Box::pin(application.run()),
            }
        });
        Self { clock, server, https: receiver.recv().unwrap(), folder, sessions: None }
    }
}

fn read(settings: &[Setting<'_>], folder: &Path) -> Settings {
    let mut sources = Sources::default();
    sources.set("server.data_dir", folder.to_str().unwrap());
    for (name, value) in BASE.iter().chain(settings) {
        sources.set(*name, *value);
    }
    Settings::read(&mut sources).unwrap()
}
