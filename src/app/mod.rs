//! The application: opens what the settings name, connects the layers, and
//! serves the routes. `main` and the tests start it in the same way.

mod certificate;
mod checks;
mod data_folder;
mod error;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod health;
mod https;
mod lazy_engine;
mod listeners;
mod metrics;
mod new_sessions;
mod page_filler;
mod readiness;
mod routes;
mod server;
mod session_options;
mod shutdown;
mod site_files;
mod state;
mod stores;
mod sweeper;
mod timed_stream;
mod watchdog;

use std::{
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use actix_web::{
    dev::{Server, ServerHandle},
    web::Data,
};
use rustls::ServerConfig;

pub use checks::{Report, check_deployment};
pub use error::StartError;
pub use https::{CertificateFiles, Https};
pub use routes::{REQUEST_LOG_TARGET, app};
pub use shutdown::Shutdown;
pub use state::{AppState, migrate_all, open_database};

use listeners::Listener;
use metrics::MetricsServer;

use crate::{
    databases::Database,
    lab::Ports,
    monitoring::spans::Spans,
    platform::sockets::SocketFile,
    sessions::Clock,
    settings::{ListenAddress, Settings, SettingsError},
    shop::catalogue::Catalogue,
    web::audit::AuditFile,
};

/// The interval at which the catalogue is read again, since other processes
/// change the stock.
const CATALOGUE_REFRESH: Duration = Duration::from_secs(5);

/// The shop, which listens and is ready to serve.
pub struct Application {
    server: Server,
    socket_files: Vec<SocketFile>,
    addresses: Vec<ListenAddress>,
    metrics: Option<MetricsServer>,
    spans: Option<Spans>,
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
        let inherited = listeners::inherited()?;
        let settings = &effective(settings, &inherited, https);
        require_hosts(settings, https)?;
        let mut state = AppState::open(settings, clock).await?;
        let plain = if inherited.is_empty() { listeners::open(&settings.server)? } else { inherited };
        let addresses: Vec<ListenAddress> = plain.iter().map(Listener::address).collect();
        let tls = https.map(|https| listen_for_https(https, settings, &state)).transpose()?;
        let https = tls.as_ref().map(|(_, address, _)| *address);
        let port = first_tcp(&addresses).map_or(0, |address| address.port());
        state.ports = Ports { plain: port, https: https.map(|address| address.port()) };
        let mut server = server::Builder::new(&state, &settings.server);
        for listener in plain {
            let address = listener.address();
            server = server.plain(listener).map_err(|error| StartError::Bind(address, error))?;
        }
        let metrics = settings.monitoring.metrics_bind.map(|bind| MetricsServer::start(bind, &state));
        let metrics = metrics.transpose()?;
        let spans = settings.monitoring.tracing_endpoint.as_deref().map(start_spans).transpose()?;
        if let Some((listener, address, config)) = tls {
            let failed = |error| StartError::BindHttps(address, error);
            server = server.tls((listener, address), config).map_err(failed)?;
        }
        checks::log_at_the_start(settings, &state.database).await;
        let (server, socket_files) = server.run();
        Ok(Self { server, socket_files, addresses, metrics, spans, https, state })
    }

    /// Returns the first TCP address on which it listens for HTTP. `None` if it listens on
    /// Unix sockets only.
    pub fn address(&self) -> Option<SocketAddr> {
        first_tcp(&self.addresses)
    }

    /// Returns all addresses on which it listens for HTTP.
    pub fn addresses(&self) -> &[ListenAddress] {
        &self.addresses
    }

    /// Returns the file of the audit trail, unless the log has it.
    pub fn audit_file(&self) -> Option<Data<AuditFile>> {
        self.state.audit_file.clone()
    }

    /// Returns the address on which it listens for HTTPS, if it does.
    pub fn https_address(&self) -> Option<SocketAddr> {
        self.https
    }

    /// Returns the address on which it listens for `/metrics`, if it does.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(|metrics| metrics.address)
    }

    /// Returns a handle that stops the server.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Returns what `/readyz` reports while the server stops.
    pub fn shutdown(&self) -> Shutdown {
        self.state.shutdown.clone()
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
        // It serves as long as the shop, also while that stops.
        let metrics_server = self.metrics.as_ref().map(|metrics| metrics.server.handle());
        if let Some(metrics) = self.metrics {
            actix_web::rt::spawn(metrics.run());
        }
        let result = self.server.await;
        drop(self.socket_files);
        if let Some(server) = metrics_server {
            server.stop(false).await;
        }
        if let Some(spans) = self.spans {
            let _ = tokio::task::spawn_blocking(|| spans.shut_down()).await;
        }
        watchdog.abort();
        refresh.abort();
        sweep.abort();
        result
    }
}

/// Returns the settings of a shop that listens on these inherited sockets, if there are any,
/// and for HTTPS.
fn effective(settings: &Settings, inherited: &[Listener], https: Option<&Https>) -> Settings {
    let mut settings = settings.clone();
    if !inherited.is_empty() {
        settings.server.bind = inherited.iter().map(Listener::address).collect();
    }
    https.map_or_else(|| settings.clone(), |https| https.apply_to(&settings))
}

fn first_tcp(addresses: &[ListenAddress]) -> Option<SocketAddr> {
    addresses.iter().find_map(ListenAddress::tcp)
}

/// Requires `server.allowed_hosts` of a shop that other machines can reach: the
/// names of this machine, which are the default, are not its names there.
fn require_hosts(settings: &Settings, https: Option<&Https>) -> Result<(), StartError> {
    let is_on_loopback =
        settings.server.is_on_loopback() && https.is_none_or(|https| https.bind.ip().is_loopback());
    if !settings.server.allowed_hosts.is_empty() || is_on_loopback {
        return Ok(());
    }
    Err(StartError::Settings(SettingsError::Conflict {
        name: "server.allowed_hosts",
        value: String::new(),
        reason: "name the hosts of the site (ALLOWED_HOSTS), since the shop listens on an address that other \
                 machines can reach, or on a Unix socket",
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

fn start_spans(endpoint: &str) -> Result<Spans, StartError> {
    Spans::start(endpoint).map_err(|reason| StartError::Tracing(endpoint.to_owned(), reason))
}

async fn refresh_catalogue(catalogue: Catalogue, database: Database) {
    loop {
        tokio::time::sleep(CATALOGUE_REFRESH).await;
        if let Err(error) = catalogue.refresh(&database).await {
            log::warn!("the catalogue could not be read again: {error}");
        }
    }
}
