//! HTTPS beside plain HTTP (F1): where it is listened for, and with which
//! certificate. Both lead to the same shop, so that a student sees what a
//! browser sends over the one and not over the other.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
};

use rustls::ServerConfig;
use time::OffsetDateTime;

use super::{StartError, certificate};
use crate::settings::{LabSettings, Settings};

/// What `serve --https` asks for.
#[derive(Clone, Debug)]
pub struct Https {
    /// Where to listen; port 0 takes a free one.
    pub bind: SocketAddr,
    /// The certificate to show; without one the shop makes its own.
    pub certificate: Option<CertificateFiles>,
}

/// A certificate that was given, in PEM.
#[derive(Clone, Debug)]
pub struct CertificateFiles {
    /// The certificate, and those between it and the authority.
    pub certificate: PathBuf,
    /// Its private key.
    pub private_key: PathBuf,
}

impl Https {
    /// The settings of a shop that listens here too: a lab for this machine's
    /// users alone is closed if others can come in by HTTPS.
    pub fn beside(&self, settings: &Settings) -> Settings {
        let mut settings = settings.clone();
        if settings.lab == LabSettings::OnLoopbackOnly && !self.bind.ip().is_loopback() {
            settings.lab = LabSettings::Off;
        }
        settings
    }

    /// Listens.
    pub(super) fn listener(&self) -> Result<(TcpListener, SocketAddr), StartError> {
        let failed = |error| StartError::BindHttps(self.bind, error);
        let listener = TcpListener::bind(self.bind).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok((listener, address))
    }

    /// What is shown to browsers. A certificate of the shop's own is kept in
    /// `folder`.
    pub(super) fn config(&self, folder: &Path, now: OffsetDateTime) -> Result<ServerConfig, StartError> {
        match &self.certificate {
            Some(files) => certificate::from_files(files),
            None => certificate::self_signed(folder, now),
        }
    }
}
