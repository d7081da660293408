//! The server: actix-server accepts connections, and actix-http serves HTTP/1.1 on each,
//! as in `actix_web::HttpServer`. In between is a [`TimedStream`], for which `HttpServer`
//! has no place.

use std::{io, net::SocketAddr, num::NonZero, thread, time::Duration};

use actix_http::{HttpService, Protocol, error::DispatchError};
use actix_server::{GracefulShutdownSignal, Server, ServerBuilder};
use actix_service::{IntoServiceFactory, ServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_tls::accept::rustls_0_23::{Acceptor, TlsStream};
use actix_web::{dev::AppConfig, rt::net::TcpStream};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};

use super::{AppState, listeners::Listener, routes, timed_stream::TimedStream};
use crate::{
    platform::{
        self,
        sockets::{self, SocketFile, UnixListener, UnixStream},
    },
    settings::ServerSettings,
    web::connection::Connection,
};

/// The time after which an idle connection is closed.
const KEEP_ALIVE: Duration = Duration::from_secs(5);

/// The time for a TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(5);

/// The time in which the rest of a refused body is read and discarded, so that the client
/// can read the response.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// The maximum number of connections where the system has no limit of open files.
const MAX_CONNECTIONS: usize = 25_000;

/// The server, before it runs.
pub struct Builder {
    actix: ServerBuilder,
    state: AppState,
    settings: ServerSettings,
    socket_files: Vec<SocketFile>,
}

impl Builder {
    /// Creates a server without listeners.
    pub fn new(state: &AppState, settings: &ServerSettings) -> Self {
        let cores = || thread::available_parallelism().map_or(1, NonZero::get);
        let workers = if settings.workers == 0 { cores() } else { settings.workers };
        let connections = max_connections(settings.limits.max_connections);
        log::debug!("at most {connections} connections, on {workers} threads");
        let builder = Server::build().disable_signals().shutdown_timeout(settings.shutdown_timeout);
        let builder = builder.workers(workers).max_concurrent_connections(connections.div_ceil(workers));
        Self { actix: builder, state: state.clone(), settings: settings.clone(), socket_files: Vec::new() }
    }

    /// Serves HTTP on this listener.
    ///
    /// # Errors
    /// If the listener can't be used.
    pub fn plain(self, listener: Listener) -> io::Result<Self> {
        match listener {
            Listener::Tcp(listener, address) => self.tcp(listener, address),
            Listener::Unix(listener, _, file) => self.unix(listener, file),
        }
    }

    fn unix(mut self, listener: UnixListener, file: Option<SocketFile>) -> io::Result<Self> {
        let http = self.http(Transport::Unix);
        self.actix = sockets::serve_unix(self.actix, listener, move || {
            let limits = http.settings.limits;
            let timed = fn_service(move |stream: UnixStream| async move {
                let stream = TimedStream::new(stream, limits.head_timeout, limits.write_timeout);
                Ok::<_, DispatchError>((stream, Protocol::Http1, None))
            });
            timed.and_then(http.service())
        })?;
        self.socket_files.extend(file);
        Ok(self)
    }

    fn tcp(mut self, listener: std::net::TcpListener, address: SocketAddr) -> io::Result<Self> {
        let http = self.http(Transport::Tcp { port: address.port() });
        self.actix = self.actix.listen("http", listener, move || {
            let limits = http.settings.limits;
            let timed = fn_service(move |stream: TcpStream| async move {
                let peer = stream.peer_addr().ok();
                send_at_once(&stream);
                let stream = TimedStream::new(stream, limits.head_timeout, limits.write_timeout);
                Ok::<_, DispatchError>((stream, Protocol::Http1, peer))
            });
            timed.and_then(http.service())
        })?;
        Ok(self)
    }

    /// Serves HTTPS on this listener.
    ///
    /// # Errors
    /// If the listener can't be used.
    pub fn tls(
        mut self,
        (listener, address): (std::net::TcpListener, SocketAddr),
        mut config: ServerConfig,
    ) -> io::Result<Self> {
        let http = self.http(Transport::Tls { port: address.port() });
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        self.actix = self.actix.listen("https", listener, move || {
            let limits = http.settings.limits;
            let mut acceptor = Acceptor::new(config.clone());
            acceptor.set_handshake_timeout(HANDSHAKE_TIMEOUT);
            let timed = acceptor.map_err(drop).and_then(move |stream: TlsStream<TcpStream>| async move {
                let socket = stream.get_ref().0;
                let peer = socket.peer_addr().ok();
                send_at_once(socket);
                let stream = TimedStream::new(stream, limits.head_timeout, limits.write_timeout);
                Ok::<_, ()>((stream, Protocol::Http1, peer))
            });
            timed.and_then(http.service().map_err(drop))
        })?;
        Ok(self)
    }

    /// Starts to accept connections. The files of Unix sockets must be kept until the server
    /// has stopped.
    pub fn run(self) -> (Server, Vec<SocketFile>) {
        (self.actix.run(), self.socket_files)
    }

    fn http(&self, transport: Transport) -> Http {
        Http {
            state: self.state.clone(),
            settings: self.settings.clone(),
            shutdown: self.actix.graceful_shutdown_signal(),
            transport,
        }
    }
}

/// HTTP on the connections of one listener.
#[derive(Clone)]
struct Http {
    state: AppState,
    settings: ServerSettings,
    shutdown: GracefulShutdownSignal,
    transport: Transport,
}

/// What carries the requests of a listener.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Transport {
    Tcp { port: u16 },
    Tls { port: u16 },
    Unix,
}

impl Transport {
    fn port(self) -> u16 {
        match self {
            Self::Tcp { port } | Self::Tls { port } => port,
            Self::Unix => 0,
        }
    }
}

impl Http {
    /// Returns the service of one worker thread.
    fn service<T: AsyncRead + AsyncWrite + Unpin + 'static>(
        &self,
    ) -> impl ServiceFactory<
        (TimedStream<T>, Protocol, Option<SocketAddr>),
        Config = (),
        Response = (),
        Error = DispatchError,
        InitError = (),
    > + use<T> {
        let Self { shutdown, transport, .. } = self.clone();
        let limits = self.settings.limits;
        self.state.workers.add_this_thread();
        let app = routes::app(&self.state).into_factory();
        let app = app.map_err(|error: actix_web::Error| error.error_response());
        HttpService::build()
            .graceful_shutdown_signal(move || {
                let shutdown = shutdown.clone();
                async move { shutdown.notified().await }
            })
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(limits.head_timeout)
            .client_disconnect_timeout(DISCONNECT_TIMEOUT)
            // When a client goes away, its request is dropped: it must not stay in the queue
            // of the password hashes.
            .h1_allow_half_closed(false)
            .on_connect_ext(move |stream: &TimedStream<T>, data| {
                let (reading, body_timeout) = (stream.reading(), limits.body_timeout);
                data.insert(Connection {
                    is_tls: matches!(transport, Transport::Tls { .. }),
                    is_unix: transport == Transport::Unix,
                    local_port: transport.port(),
                    reading,
                    body_timeout,
                });
            })
            .finish(map_config(app, |()| AppConfig::default()))
    }
}

/// Sends each packet without waiting for the acknowledgement of the one before it
/// (`TCP_NODELAY`): a response of several packets is otherwise delayed by up to 40 ms
/// (RFC 896). A socket that refuses the option works without it.
fn send_at_once(socket: &TcpStream) {
    let _ = socket.set_nodelay(true);
}

/// Returns the maximum number of connections: `configured`, or three quarters of the limit
/// of open files, which is raised to what the system allows. Databases, caches and files
/// need the rest.
fn max_connections(configured: usize) -> usize {
    let limit = platform::raise_open_file_limit().unwrap_or_else(|error| {
        log::warn!("the limit of open files can't be raised: {error}");
        None
    });
    let possible = limit.and_then(|limit| usize::try_from(limit / 4 * 3).ok());
    let possible = possible.unwrap_or(MAX_CONNECTIONS);
    if configured > possible {
        log::warn!("server.max_connections is {configured}, but the limit of open files allows {possible}");
    }
    if configured == 0 { possible.min(MAX_CONNECTIONS) } else { configured }
}
