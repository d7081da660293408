//! Listening sockets that only some systems have: Unix sockets, ports that processes share,
//! and sockets that systemd has opened.

#[cfg(not(unix))]
mod portable;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
use portable as system;
#[cfg(unix)]
use unix as system;

use std::{
    io,
    net::TcpListener,
    path::{Path, PathBuf},
};

use actix_server::{ServerBuilder, ServerServiceFactory};
use tokio::net::TcpSocket;

pub use system::{SocketFile, UnixListener, UnixStream};

/// A socket that the process has inherited.
#[derive(Debug)]
pub enum Inherited {
    /// A TCP socket.
    Tcp(TcpListener),
    /// A Unix socket.
    Unix(UnixListener),
}

/// Returns the sockets that systemd has opened for this process (`LISTEN_FDS`, see `man 3
/// sd_listen_fds`). Only the first call returns them. There must be no other thread yet: the
/// call removes the variables from the environment.
///
/// # Errors
/// If a descriptor is no listening socket of these kinds.
pub fn inherited() -> io::Result<Vec<Inherited>> {
    system::inherited()
}

/// Allows other processes of the same user to listen on the same port. It must be called
/// before the socket is bound.
///
/// # Errors
/// If the system refuses it or has no such option.
pub fn set_reuse_port(socket: &TcpSocket) -> io::Result<()> {
    system::set_reuse_port(socket)
}

/// Creates a Unix socket with these permissions and listens on it. A socket that a process
/// has left behind is replaced.
///
/// # Errors
/// If another process listens there, if the file is no socket, or if the system refuses.
pub fn bind_unix(path: &Path, mode: u32) -> io::Result<(UnixListener, SocketFile)> {
    system::bind_unix(path, mode)
}

/// Returns the path of a Unix socket. It is empty for a socket without a path.
pub fn unix_path(listener: &UnixListener) -> PathBuf {
    system::unix_path(listener)
}

/// Connects to the Unix socket at `path`.
///
/// # Errors
/// If nobody listens there, or if the system has no such sockets.
pub async fn connect_unix(path: &Path) -> io::Result<UnixStream> {
    system::connect_unix(path).await
}

/// Adds a service on a Unix socket to a server.
///
/// # Errors
/// If the socket can't be used.
pub fn serve_unix<F: ServerServiceFactory<UnixStream>>(
    builder: ServerBuilder,
    listener: UnixListener,
    factory: F,
) -> io::Result<ServerBuilder> {
    system::serve_unix(builder, listener, factory)
}
