//! The errors of the start, each a message of one line.

use std::{io, net::SocketAddr, path::PathBuf};

use crate::{
    databases::DatabaseError,
    settings::{ListenAddress, SettingsError},
};

/// The shop can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting is wrong.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A database can't be used.
    #[error("databases.{0}: {1}")]
    Database(String, DatabaseError),
    /// The session store can't be used.
    #[error("session.engine is {0}, but its store ({1}) can't be used: {2}")]
    Store(&'static str, String, String),
    /// The shop can't listen on `server.bind`: the port is in use, or the address
    /// is not one of this machine.
    #[error("server.bind is {0}, but it can't be listened on: {1}")]
    Bind(ListenAddress, io::Error),
    /// A descriptor that systemd has passed on is no socket to listen on.
    #[error("LISTEN_FDS: {0}; allowed: listening TCP and Unix sockets")]
    Inherited(io::Error),
    /// The shop can't listen on the address of `--https`.
    #[error("--https is {0}, but it can't be listened on: {1}")]
    BindHttps(SocketAddr, io::Error),
    /// The shop can't listen on `metrics.bind`.
    #[error("metrics.bind is {0}, but it can't be listened on: {1}")]
    BindMetrics(SocketAddr, io::Error),
    /// The spans can't be sent to `tracing.endpoint`.
    #[error("tracing.endpoint is {0}, but no spans can be sent there: {1}")]
    Tracing(String, String),
    /// A certificate or its private key can't be used.
    #[error("{0} is {1}, but {2}")]
    Certificate(&'static str, PathBuf, String),
    /// A folder can't be created, read or written.
    #[error("{0} is {1}, but that folder can't be used: {2}")]
    Folder(&'static str, PathBuf, io::Error),
    /// A file can't be opened or created.
    #[error("{0} is {1}, but that file can't be used: {2}")]
    File(&'static str, PathBuf, io::Error),
    /// The settings of the password hash conflict with each other.
    #[error("password.*: {0}")]
    Password(String),
    /// An argument or another input can't be used.
    #[error("{0}")]
    Input(String),
    /// The server failed.
    #[error("the server stopped: {0}")]
    Server(io::Error),
}

impl StartError {
    /// Returns the error of an alias that the settings don't have.
    pub fn no_such(what: &str, alias: &str) -> Self {
        Self::Input(format!("there is no {what} {alias:?} in the settings"))
    }
}
