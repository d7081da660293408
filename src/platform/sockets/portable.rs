//! Systems without these sockets.

use std::{
    io,
    path::{Path, PathBuf},
};

use actix_server::{ServerBuilder, ServerServiceFactory};
use tokio::net::TcpSocket;

use super::Inherited;

/// There are no Unix sockets.
#[derive(Debug)]
pub enum UnixListener {}

/// The file of a Unix socket, of which there are none.
#[derive(Debug)]
pub enum SocketFile {}

/// What a service on a Unix socket would read and write.
pub type UnixStream = tokio::net::TcpStream;

#[expect(clippy::unnecessary_wraps, reason = "on Unix, a descriptor can be of a wrong kind")]
pub fn inherited() -> io::Result<Vec<Inherited>> {
    Ok(Vec::new())
}

pub fn set_reuse_port(_socket: &TcpSocket) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub fn bind_unix(_path: &Path, _mode: u32) -> io::Result<(UnixListener, SocketFile)> {
    Err(io::ErrorKind::Unsupported.into())
}

pub fn unix_path(listener: &UnixListener) -> PathBuf {
    match *listener {}
}

pub async fn connect_unix(_path: &Path) -> io::Result<UnixStream> {
    Err(io::ErrorKind::Unsupported.into())
}

pub fn serve_unix<F: ServerServiceFactory<UnixStream>>(
    _builder: ServerBuilder,
    listener: UnixListener,
    _factory: F,
) -> io::Result<ServerBuilder> {
    match listener {}
}
