//! The application: opens what the settings name, connects the layers, and
//! serves the routes. `main` and the tests start it in the same way.

mod certificate;
mod data_folder;
mod error;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod health;
mod https;
mod lazy_engine;
mod new_sessions;
mod page_filler;
mod routes;
mod server;
mod session_options;
mod state;
mod store_warnings;
mod stores;
mod sweeper;
mod timed_stream;
mod watchdog;

use std::{
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use actix_web::dev::{Server, ServerHandle};
use rustls::ServerConfig;

pub use error::StartError;
pub use https::{CertificateFiles, Https};
pub use routes::app;
pub use state::{AppState, open_database};

use crate::{
    databases::Database,
    lab::Ports,
    sessions::Clock,
    settings::{Settings, SettingsError},
    shop::catalogue::Catalogue,
};

/// The interval at which the catalogue is read again, since other processes
/// change the stock.
const CATALOGUE_REFRESH: Duration = Duration::from_secs(5);

/// The shop, which listens and is ready to serve.
pub struct Application {
    server: Server,
    address: SocketAddr,
    https: Option<SocketAddr>,
    state: AppState,
}

impl Application {
    /// Opens everything and listens for HTTP. It serves from [`Self::run`] on.
    ///
    /// # Errors
    /// If a setting, a folder, a store or the address can't be used.
    pub async fn build(settings: &Settings, clock: Clock) -> Result<Self, StartError> {
        Self::build_with(settings, clock, None).await
    }

    /// Opens everything and listens for HTTP and, if `https` is given, for
    /// HTTPS. It serves from [`Self::run`] on.
    ///
    /// # Errors
    /// If a setting, a folder, a store, the certificate or an address can't be
    /// used.
    pub async fn build_with(
        settings: &Settings,
        clock: Clock,
        https: Option<&Https>,
    ) -> Result<Self, StartError> {
        require_hosts(settings, https)?;
        let settings = &https.map_or_else(|| settings.clone(), |https| https.apply_to(settings));
        let mut state = AppState::open(settings, clock).await?;
        let bind = settings.server.bind;
        let failed = |error| StartError::Bind(bind, error);
        let plain = server::listen(bind).map_err(failed)?;
        let address = plain.1;
        let tls = https.map(|https| listen_for_https(https, settings, &state)).transpose()?;
        let https = tls.as_ref().map(|(_, address, _)| *address);
        state.ports = Ports { plain: address.port(), https: https.map(|address| address.port()) };
        let mut server = server::Builder::new(&state, &settings.server).plain(plain).map_err(failed)?;
        if let Some((listener, address, config)) = tls {
            let failed = |error| StartError::BindHttps(address, error);
            server = server.tls((listener, address), config).map_err(failed)?;
        }
        Ok(Self { server: server.run(), address, https, state })
    }

    /// Returns the address on which it listens for HTTP.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address on which it listens for HTTPS, if it does.
    pub fn https_address(&self) -> Option<SocketAddr> {
        self.https
    }

    /// Returns a handle that stops the server.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Compresses the static files on a thread of its own.
    ///
    /// # Errors
    /// If the operating system can't start a thread.
    pub fn compress_static_files(&self) -> std::io::Result<()> {
        let assets = self.state.assets.clone();
        let thread = std::thread::Builder::new().name("compression".to_owned());
        thread.spawn(move || assets.compress_all()).map(drop)
    }

    /// Serves until the server is stopped.
    ///
    /// # Errors
    /// If the server fails.
    pub async fn run(self) -> std::io::Result<()> {
        let state = self.state;
        let refresh = actix_web::rt::spawn(refresh_catalogue(state.catalogue, state.database.clone()));
        let sweep =
            actix_web::rt::spawn(sweeper::sweep(state.sessions, state.database, state.sweep_interval));
        let watchdog = actix_web::rt::spawn(watchdog::watch(state.workers));
        let result = self.server.await;
        watchdog.abort();
        refresh.abort();
        sweep.abort();
        result
    }
}

/// Requires `server.allowed_hosts` of a shop that other machines can reach: the
/// names of this machine, which are the default, are not its names there.
fn require_hosts(settings: &Settings, https: Option<&Https>) -> Result<(), StartError> {
    let mut addresses = [settings.server.bind].into_iter().chain(https.map(|https| https.bind));
    if !settings.server.allowed_hosts.is_empty() || addresses.all(|address| address.ip().is_loopback()) {
        return Ok(());
    }
    Err(StartError::Settings(SettingsError::Conflict {
        name: "server.allowed_hosts",
        value: String::new(),
        reason: "name the hosts of the site (ALLOWED_HOSTS), since the shop listens on an address that other \
                 machines can reach",
    }))
}

/// Listens for HTTPS. Reads the certificate first, so that a wrong one is
/// reported before the socket is open.
fn listen_for_https(
    https: &Https,
    settings: &Settings,
    state: &AppState,
) -> Result<(TcpListener, SocketAddr, ServerConfig), StartError> {
    let config = https.config(&settings.server.data_dir, state.sessions.clock.now())?;
    let (listener, address) = https.listener()?;
    Ok((listener, address, config))
}

async fn refresh_catalogue(catalogue: Catalogue, database: Database) {
    loop {
        tokio::time::sleep(CATALOGUE_REFRESH).await;
        if let Err(error) = catalogue.refresh(&database).await {
            log::warn!("the catalogue could not be read again: {error}");
        }
    }
}
