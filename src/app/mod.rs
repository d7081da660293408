//! The application: opens what the settings name, connects the layers, and
//! serves the routes. `main` and the tests start it in the same way.

mod certificate;
mod error;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod health;
mod https;
mod lazy_engine;
mod page_filler;
mod routes;
mod session_options;
mod state;
mod store_warnings;
mod stores;
mod sweeper;

use std::{
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use actix_web::{
    HttpServer,
    dev::{Server, ServerHandle},
};
use rustls::ServerConfig;

pub use error::StartError;
pub use https::{CertificateFiles, Https};
pub use routes::app;
pub use state::{AppState, open_database};

use crate::{
    databases::Database, lab::Ports, sessions::Clock, settings::Settings, shop::catalogue::Catalogue,
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
        let settings = &https.map_or_else(|| settings.clone(), |https| https.apply_to(settings));
        let mut state = AppState::open(settings, clock).await?;
        let bind = settings.server.bind;
        let failed = |error| StartError::Bind(bind, error);
        let listener = TcpListener::bind(bind).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let tls = https.map(|https| listen_for_https(https, settings, &state)).transpose()?;
        let https = tls.as_ref().map(|(_, address, _)| *address);
        state.ports = Ports { plain: address.port(), https: https.map(|address| address.port()) };
        let shared = state.clone();
        let server = HttpServer::new(move || routes::app(&shared));
        let server = server.disable_signals().shutdown_timeout(settings.server.shutdown_timeout);
        let server = match settings.server.workers {
            0 => server,
            workers => server.workers(workers),
        };
        let mut server = server.listen(listener).map_err(failed)?;
        if let Some((listener, address, config)) = tls {
            let failed = |error| StartError::BindHttps(address, error);
            server = server.listen_rustls_0_23(listener, config).map_err(failed)?;
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

    /// Serves until the server is stopped.
    ///
    /// # Errors
    /// If the server fails.
    pub async fn run(self) -> std::io::Result<()> {
        let state = self.state;
        let refresh = actix_web::rt::spawn(refresh_catalogue(state.catalogue, state.database.clone()));
        let sweep =
            actix_web::rt::spawn(sweeper::sweep(state.sessions, state.database, state.sweep_interval));
        let result = self.server.await;
        refresh.abort();
        sweep.abort();
        result
    }
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
