//! The sockets that the shop listens on: those that systemd has passed on or, if there are
//! none, those of `server.bind`.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
};

use socket2::SockRef;
use tokio::net::TcpSocket;

use super::StartError;
use crate::{
    platform::sockets::{self, Inherited, SocketFile, UnixListener},
    settings::{ListenAddress, ServerSettings},
};

/// Connections that wait until they are accepted.
const BACKLOG: u32 = 1_024;

/// A socket that listens.
pub enum Listener {
    /// A TCP socket and its address.
    Tcp(TcpListener, SocketAddr),
    /// A Unix socket, its path, and its file if the shop has created it.
    Unix(UnixListener, PathBuf, Option<SocketFile>),
}

impl Listener {
    /// Returns the address. If port 0 was asked for, it has the port that was given.
    pub fn address(&self) -> ListenAddress {
        match self {
            Self::Tcp(_, address) => ListenAddress::Tcp(*address),
            Self::Unix(_, path, _) => ListenAddress::Unix(path.clone()),
        }
    }
}

/// Returns the sockets that systemd has passed on.
///
/// # Errors
/// If a descriptor is no listening socket.
pub fn inherited() -> Result<Vec<Listener>, StartError> {
    let sockets = sockets::inherited().map_err(StartError::Inherited)?;
    let listener = |socket| match socket {
        Inherited::Tcp(listener) => {
            let address = listener.local_addr().map_err(StartError::Inherited)?;
            Ok(Listener::Tcp(listener, address))
        }
        Inherited::Unix(listener) => {
            let path = sockets::unix_path(&listener);
            Ok(Listener::Unix(listener, path, None))
        }
    };
    sockets.into_iter().map(listener).collect()
}

/// Opens the sockets of `server.bind`.
///
/// # Errors
/// If an address can't be listened on.
pub fn open(settings: &ServerSettings) -> Result<Vec<Listener>, StartError> {
    let open = |address: &ListenAddress| {
        let opened = match address {
            ListenAddress::Tcp(bind) => {
                let only_v6 = has_same_port_of_v4(*bind, &settings.bind);
                listen(*bind, settings.reuse_port, only_v6)
                    .map(|(listener, address)| Listener::Tcp(listener, address))
            }
            ListenAddress::Unix(path) => sockets::bind_unix(path, settings.unix_socket_mode)
                .map(|(listener, file)| Listener::Unix(listener, path.clone(), Some(file))),
        };
        opened.map_err(|error| StartError::Bind(address.clone(), error))
    };
    settings.bind.iter().map(open).collect()
}

/// Opens a TCP socket, and returns it with its address. An IPv6 socket with `only_v6` takes
/// no connections over IPv4.
///
/// # Errors
/// If the address can't be listened on.
pub fn listen(bind: SocketAddr, reuse_port: bool, only_v6: bool) -> io::Result<(TcpListener, SocketAddr)> {
    let socket = if bind.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // As std does: a port whose old connections still close can be used again. On Windows
    // the option would share a port that is in use.
    socket.set_reuseaddr(cfg!(not(windows)))?;
    if reuse_port {
        sockets::set_reuse_port(&socket)?;
    }
    if only_v6 {
        SockRef::from(&socket).set_only_v6(true)?;
    }
    socket.bind(bind)?;
    let listener = socket.listen(BACKLOG)?.into_std()?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Returns whether `all` has an IPv4 address with the port of this IPv6 address. `[::]`
/// would take the connections of both.
fn has_same_port_of_v4(bind: SocketAddr, all: &[ListenAddress]) -> bool {
    let mut addresses = all.iter().filter_map(ListenAddress::tcp);
    bind.is_ipv6() && bind.port() > 0 && addresses.any(|it| it.is_ipv4() && it.port() == bind.port())
}
