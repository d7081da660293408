//! The shop itself, as `main` builds it, with settings of a test's own and a
//! folder that goes when the test is over.

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
    clock::HandClock,
    combinations::Combination,
    server::{Built, Server},
    session_store::SessionStore,
    sqlite::Sqlite,
    visitor::Visitor,
};

/// A setting by its dotted name, and its value.
pub type Setting<'a> = (&'static str, &'a str);

/// Serve fast: few threads, cheap password hashes, no waiting at the end.
const BASE: [Setting; 6] = [
    ("server.bind", "127.0.0.1:0"),
    ("server.workers", "2"),
    ("server.shutdown_timeout", "0"),
    ("password.memory_kib", "64"),
    ("password.iterations", "1"),
    ("password.parallelism", "1"),
];

/// All engines.
pub const ENGINES: [&str; 5] = ["db", "file", "cache", "cached_db", "signed_cookies"];

/// Those that keep the data on the server.
pub const SERVER_SIDE_ENGINES: [&str; 4] = ["db", "file", "cache", "cached_db"];

/// The running shop.
pub struct TestApp {
    pub clock: HandClock,
    // Ends before its folder goes.
    server: Server,
    https: Option<SocketAddr>,
    folder: Arc<TempDir>,
    sessions: Option<Arc<SessionStore>>,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    pub async fn with(settings: &[Setting<'_>]) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        Self::over(folder, HandClock::new(), settings)
    }

    /// That listens for HTTPS too, with a certificate of its own making.
    pub async fn with_https() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let bind = SocketAddr::from(([127, 0, 0, 1], 0));
        Self::listening(folder, HandClock::new(), &[], Some(Https { bind, certificate: None }))
    }

    /// With its sessions in that engine.
    pub async fn on(engine: &str) -> Self {
        Self::on_with(engine, &[]).await
    }

    /// With its sessions in that engine, and with other settings.
    pub async fn on_with(engine: &str, settings: &[Setting<'_>]) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let files = folder.path().join("sessions");
        fs::create_dir(&files).unwrap();
        let on = [("session.engine", engine), ("session.file_path", files.to_str().unwrap())];
        Self::over(folder, HandClock::new(), &[&on, settings].concat())
    }

    /// With its sessions in that store.
    pub async fn over_store(combination: Combination) -> Self {
        Self::over_store_with(combination, &[]).await
    }

    /// With its sessions in that store, and these settings beside.
    pub async fn over_store_with(combination: Combination, settings: &[Setting<'_>]) -> Self {
        let sessions = Arc::new(SessionStore::new(combination));
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let app = Self::over(folder, HandClock::new(), &[&sessions.settings(), settings].concat());
        Self { sessions: Some(sessions), ..app }
    }

    /// Another process of the shop over the same data, with other settings.
    pub async fn beside(&self, settings: &[Setting<'_>]) -> Self {
        let app = Self::over(Arc::clone(&self.folder), self.clock.clone(), settings);
        Self { sessions: self.sessions.clone(), ..app }
    }

    /// Another process of the shop over the same data and the same store of the
    /// sessions, as `over_store` chose it.
    pub async fn beside_over_same_store(&self, settings: &[Setting<'_>]) -> Self {
        let sessions = self.sessions.as_ref().expect("it was started over a store");
        self.beside(&[&sessions.settings(), settings].concat()).await
    }

    /// The store of the sessions, as `over_store` chose it.
    pub fn sessions(&self) -> &SessionStore {
        self.sessions.as_ref().expect("it was started over a store")
    }

    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Where it listens for HTTPS.
    pub fn https_address(&self) -> SocketAddr {
        self.https.expect("it was started with HTTPS")
    }

    /// Somebody who has never been here.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.address())
    }

    /// Somebody who has just made an account, and is logged in.
    pub async fn member(&self) -> Visitor {
        let visitor = self.visitor();
        visitor.register(&format!("Mei {:08x}", rand::random::<u32>())).await;
        visitor
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The shop's database, behind its back.
    pub fn sqlite(&self) -> Sqlite {
        Sqlite::open(&self.folder.path().join("shop.sqlite3"))
    }

    /// How many rows of the db engine hold a session's data under a key like `key`
    /// (SQL's LIKE). A tombstone holds none.
    pub fn sessions_with_data(&self, key: &str) -> usize {
        let is_data = "session_data NOT LIKE '{\"\\_session\\_tombstone\":%' ESCAPE '\\'";
        self.sqlite().count(&format!("sessions WHERE session_key LIKE '{key}' AND {is_data}"))
    }

    fn over(folder: Arc<TempDir>, clock: HandClock, settings: &[Setting<'_>]) -> Self {
        Self::listening(folder, clock, settings, None)
    }

    fn listening(
        folder: Arc<TempDir>,
        clock: HandClock,
        settings: &[Setting<'_>],
        https: Option<Https>,
    ) -> Self {
        let settings = read(settings, folder.path());
        let shown = clock.clock();
        let (sender, listens) = mpsc::channel();
        let server = Server::start(move || async move {
            let application = Application::build_with(&settings, shown, https.as_ref()).await.unwrap();
            sender.send(application.https_address()).unwrap();
            Built {
                address: application.address(),
                handle: application.handle(),
                run: Box::pin(application.run()),
            }
        });
        Self { clock, server, https: listens.recv().unwrap(), folder, sessions: None }
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
