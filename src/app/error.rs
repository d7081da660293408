//! Why the shop can't start, in one line.

use std::{io, net::SocketAddr, path::PathBuf};

use crate::{databases::DatabaseError, settings::SettingsError};

/// The shop can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting is wrong.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A database can't be used.
    #[error("databases.{0}: {1}")]
    Database(String, DatabaseError),
    /// The store of the sessions can't be used.
    #[error("session.engine is {0}, but its store ({1}) can't be used: {2}")]
    Store(&'static str, String, String),
    /// The port is taken, or the address isn't ours.
    #[error("server.bind is {0}, but it can't be listened on: {1}")]
    Bind(SocketAddr, io::Error),
    /// The same of HTTPS.
    #[error("--https is {0}, but it can't be listened on: {1}")]
    BindHttps(SocketAddr, io::Error),
    /// A certificate or its key can't be used.
    #[error("{0} is {1}, but {2}")]
    Certificate(&'static str, PathBuf, String),
    /// A folder can't be made, read or written.
    #[error("{0} is {1}, but that folder can't be used: {2}")]
    Folder(&'static str, PathBuf, io::Error),
    /// The settings of the password hash don't go together.
    #[error("password.*: {0}")]
    Password(String),
    /// What was typed can't be used.
    #[error("{0}")]
    Input(String),
    /// The server broke down.
    #[error("the server stopped: {0}")]
    Server(io::Error),
}

impl StartError {
    /// A setting names something that isn't there.
    pub fn no_such(what: &str, alias: &str) -> Self {
        Self::Input(format!("there is no {what} {alias:?} in the settings"))
    }
}
