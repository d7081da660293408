//! Puts the house together: opens what is needed, fills what `web` leaves
//! open, and lays the routes. The same for `main` and for the tests.

mod certificate;
mod error;
mod health;
mod https;
mod lazy_engine;
mod page_filler;
mod routes;
mod session_options;
mod store_warnings;
mod stores;
mod sweeper;

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use actix_web::{
    HttpServer,
    dev::{Server, ServerHandle},
    web::Data,
};

use rustls::ServerConfig;

pub use error::StartError;
pub use https::{CertificateFiles, Https};
pub use routes::app;

use lazy_engine::LazyEngine;
use stores::Stores;

use crate::{
    accounts::Passwords,
    databases::{Database, DatabaseError},
    lab::{Lab, Ports, SessionDatabase},
    sessions::{Clock, Options, engines::Engine},
    settings::{Secret, SessionSettings, Settings},
    shop::catalogue::{Catalogue, seed},
    web::{assets::Assets, csrf::SecureCookie},
};

/// How often the catalogue looks for what other processes sold.
const CATALOGUE_REFRESH: Duration = Duration::from_secs(5);

/// What the routes need, opened once and shared by all threads.
#[derive(Clone)]
pub struct Parts {
    /// The shop's database.
    pub database: Database,
    /// The teas.
    pub catalogue: Catalogue,
    /// The sessions.
    pub sessions: Arc<Options>,
    /// How passwords are hashed.
    pub passwords: Passwords,
    /// Styles and pictures.
    pub assets: Data<Assets>,
    /// How often expired sessions are cleared; zero is never.
    pub sweep_interval: Duration,
    /// Whether cookies are for HTTPS only.
    pub secure_cookies: SecureCookie,
    /// The lab, where it is on.
    pub lab: Option<Data<Lab>>,
    /// Where it can be reached; known once the shop listens.
    pub ports: Ports,
}

impl Parts {
    /// Opens everything, and brings the database up to date.
    pub async fn open(settings: &Settings, clock: Clock) -> Result<Self, StartError> {
        let folder = &settings.server.data_dir;
        make_folder(folder)?;
        let database = open_database(settings).await?;
        let secret = match &settings.secret_key {
            Some(secret) => secret.clone(),
            None => Secret::kept_in(folder)?,
        };
        let stores = Arc::new(Stores::new(settings, &database, clock.clone()));
        let engine = stores.engine(&settings.session).await?;
        store_warnings::log(settings, &stores).await;
        let keys = session_options::keys(settings, &secret);
        let options_in = move |session: &SessionSettings, engine: Arc<dyn Engine>| {
            session_options::from_settings(session, keys.clone(), engine, clock.clone())
        };
        let sessions = Arc::new(options_in(&settings.session, engine));
        let lab = settings.has_lab().then(|| {
            let lazy = Arc::clone(&stores);
            let options_for = move |session: &SessionSettings| {
                options_in(session, Arc::new(LazyEngine::new(Arc::clone(&lazy), session.clone())))
            };
            let session_database: SessionDatabase = Arc::new(move || {
                let stores = Arc::clone(&stores);
                Box::pin(async move { stores.session_database().await.map_err(lazy_engine::unavailable) })
            });
            let site = Arc::clone(&sessions);
            Data::new(Lab::new(settings, &secret, site, Arc::new(options_for), session_database))
        });
        Ok(Self {
            catalogue: Catalogue::load(&database).await.map_err(shop_database)?,
            sessions,
            lab,
            ports: Ports::default(),
            passwords: Passwords::new(settings.password).map_err(StartError::Password)?,
            assets: Data::new(open_assets(settings)?),
            sweep_interval: Duration::from_secs(settings.session.sweep_interval),
            secure_cookies: SecureCookie(settings.session.cookie_secure),
            database,
        })
    }
}

/// The shop, listening.
pub struct Application {
    server: Server,
    address: SocketAddr,
    https: Option<SocketAddr>,
    parts: Parts,
}

impl Application {
    /// Opens everything and listens. It does not serve before [`Self::run`].
    pub async fn build(settings: &Settings, clock: Clock) -> Result<Self, StartError> {
        Self::build_with(settings, clock, None).await
    }

    /// The same, and listens for HTTPS too.
    pub async fn build_with(
        settings: &Settings,
        clock: Clock,
        https: Option<&Https>,
    ) -> Result<Self, StartError> {
        let settings = &https.map_or_else(|| settings.clone(), |https| https.beside(settings));
        let mut parts = Parts::open(settings, clock).await?;
        let bind = settings.server.bind;
        let failed = |error| StartError::Bind(bind, error);
        let listener = TcpListener::bind(bind).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let secured = https.map(|https| secured(https, settings, &parts)).transpose()?;
        let https = secured.as_ref().map(|(_, address, _)| *address);
        parts.ports = Ports { plain: address.port(), https: https.map(|address| address.port()) };
        let shared = parts.clone();
        let server = HttpServer::new(move || routes::app(&shared));
        let server = server.disable_signals().shutdown_timeout(settings.server.shutdown_timeout);
        let server = match settings.server.workers {
            0 => server,
            workers => server.workers(workers),
        };
        let mut server = server.listen(listener).map_err(failed)?;
        if let Some((listener, address, config)) = secured {
            let failed = |error| StartError::BindHttps(address, error);
            server = server.listen_rustls_0_23(listener, config).map_err(failed)?;
        }
        Ok(Self { server: server.run(), address, https, parts })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens for HTTPS, if it does.
    pub fn https_address(&self) -> Option<SocketAddr> {
        self.https
    }

    /// Stops it from elsewhere.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Serves until it is stopped.
    pub async fn run(self) -> std::io::Result<()> {
        let parts = self.parts;
        let refreshing = actix_web::rt::spawn(keep_fresh(parts.catalogue, parts.database.clone()));
        let sweeping =
            actix_web::rt::spawn(sweeper::sweep(parts.sessions, parts.database, parts.sweep_interval));
        let ended = self.server.await;
        refreshing.abort();
        sweeping.abort();
        ended
    }
}

/// What HTTPS needs: the certificate first, so that a wrong one is said before
/// anything is listened on.
fn secured(
    https: &Https,
    settings: &Settings,
    parts: &Parts,
) -> Result<(TcpListener, SocketAddr, ServerConfig), StartError> {
    let config = https.config(&settings.server.data_dir, parts.sessions.clock.now())?;
    let (listener, address) = https.listener()?;
    Ok((listener, address, config))
}

async fn keep_fresh(catalogue: Catalogue, database: Database) {
    loop {
        tokio::time::sleep(CATALOGUE_REFRESH).await;
        if let Err(error) = catalogue.refresh(&database).await {
            log::warn!("the catalogue could not be read again: {error}");
        }
    }
}

/// The shop's database, brought up to date.
pub async fn open_database(settings: &Settings) -> Result<Database, StartError> {
    make_folder(&settings.server.data_dir)?;
    let database = stores::open_database(settings, "default").await?;
    let teas = seed::insert_initial_teas(&database).await.map_err(shop_database)?;
    if teas > 0 {
        log::info!("{teas} teas were put on the shelves");
    }
    Ok(database)
}

fn shop_database(error: DatabaseError) -> StartError {
    StartError::Database("default".to_owned(), error)
}

fn make_folder(folder: &Path) -> Result<(), StartError> {
    fs::create_dir_all(folder)
        .map_err(|error| StartError::Folder("server.data_dir", folder.to_owned(), error))
}

fn open_assets(settings: &Settings) -> Result<Assets, StartError> {
    let folder = settings.server.static_dir.clone().unwrap_or_else(static_folder);
    Assets::open(folder.clone()).map_err(|error| StartError::Folder("server.static_dir", folder, error))
}

/// Beside the program where it was installed, else in the source it was built
/// from.
fn static_folder() -> PathBuf {
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join("static")));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
    beside.filter(|folder| folder.is_dir()).unwrap_or(source)
}
