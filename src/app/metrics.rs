//! `/metrics`, for Prometheus, on an address of its own: the numbers of the shop are not for
//! its visitors, and a scrape needs no session and no host name.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use actix_web::{
    App, HttpResponse, HttpServer,
    dev::Server,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    web::{self, Data},
};

use super::{AppState, StartError, stores::Stores};
use crate::{
    accounts::Passwords,
    monitoring::{Exporter, HASHING_QUEUE, HASHING_THREADS, POOL_CONNECTIONS, POOL_LIMIT},
};

/// The version of the text format (<https://prometheus.io/docs/instrumenting/exposition_formats/>).
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The maximum number of connections. One Prometheus needs one.
const MAX_CONNECTIONS: usize = 32;

/// The time for the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);

/// What the page reads at each scrape.
#[derive(Clone)]
struct Scraped {
    exporter: Exporter,
    stores: Arc<Stores>,
    passwords: Passwords,
}

/// The server of `/metrics`.
pub struct MetricsServer {
    /// The server, to be awaited.
    pub server: Server,
    /// The address on which it listens.
    pub address: SocketAddr,
    exporter: Exporter,
}

impl MetricsServer {
    /// Starts to record metrics, and listens on `bind`.
    ///
    /// # Errors
    /// If the address can't be listened on, or if the process has another recorder.
    pub fn start(bind: SocketAddr, state: &AppState) -> Result<Self, StartError> {
        let exporter = Exporter::start().map_err(|error| StartError::Input(error.to_string()))?;
        let scraped = Data::new(Scraped {
            exporter: exporter.clone(),
            stores: Arc::clone(&state.stores),
            passwords: state.passwords.clone(),
        });
        let failed = |error| StartError::BindMetrics(bind, error);
        let listener = TcpListener::bind(bind).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let server = HttpServer::new(move || {
            App::new().app_data(scraped.clone()).service(web::resource("/metrics").get(scrape))
        });
        let server = server.workers(1).max_connections(MAX_CONNECTIONS).client_request_timeout(HEAD_TIMEOUT);
        let server = server.disable_signals().listen(listener).map_err(failed)?.run();
        Ok(Self { server, address, exporter })
    }

    /// Serves until the server is stopped. If it fails, the shop goes on without it.
    pub async fn run(self) {
        let upkeep = actix_web::rt::spawn(self.exporter.keep_up());
        if let Err(error) = self.server.await {
            log::error!("/metrics is no longer served: {error}");
        }
        upkeep.abort();
    }
}

async fn scrape(scraped: Data<Scraped>) -> HttpResponse {
    measure_databases(&scraped.stores);
    measure_hashing(&scraped.passwords);
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, TEXT_FORMAT))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(scraped.exporter.render())
}

fn measure_databases(stores: &Stores) {
    for (alias, database) in stores.open_databases() {
        let usage = database.pool_usage();
        POOL_CONNECTIONS.set(usage.busy, [alias.clone().into(), "busy".into()]);
        POOL_CONNECTIONS.set(usage.idle, [alias.clone().into(), "idle".into()]);
        POOL_LIMIT.set(usage.limit, [alias.into()]);
    }
}

fn measure_hashing(passwords: &Passwords) {
    let usage = passwords.usage();
    HASHING_THREADS.set(usage.busy, ["busy".into()]);
    HASHING_THREADS.set(usage.threads - usage.busy, ["idle".into()]);
    HASHING_QUEUE.set(usage.waiting, ["taken".into()]);
    HASHING_QUEUE.set(usage.queue - usage.waiting, ["free".into()]);
}
