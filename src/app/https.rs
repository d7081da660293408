//! HTTPS beside plain HTTP: the address and the certificate. Both serve the same
//! shop, so that a student sees which cookies a browser sends over HTTPS only
//! (F1: the attribute `Secure`).

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
};

use rustls::ServerConfig;
use time::OffsetDateTime;

use super::{StartError, certificate, listeners};
use crate::settings::{LabSettings, Settings};

/// The address and the certificate of `serve --https`.
#[derive(Clone, Debug)]
pub struct Https {
    /// The address to listen on. Port 0 is any free port.
    pub bind: SocketAddr,
    /// The certificate. `None` is a self-signed one, which the shop creates.
    pub certificate: Option<CertificateFiles>,
}

/// The files of a certificate, in PEM.
#[derive(Clone, Debug)]
pub struct CertificateFiles {
    /// The certificate, and the intermediate certificates.
    pub certificate: PathBuf,
    /// The private key of the certificate.
    pub private_key: PathBuf,
}

impl Https {
    /// Returns the settings of a shop that also listens here. A lab that is open
    /// on loopback only is closed if this address is not on loopback.
    pub fn apply_to(&self, settings: &Settings) -> Settings {
        let mut settings = settings.clone();
        if settings.lab == LabSettings::OnLoopbackOnly && !self.bind.ip().is_loopback() {
            settings.lab = LabSettings::Off;
        }
        settings
    }

    /// Opens the socket, and returns it with its address.
    pub(super) fn listener(&self) -> Result<(TcpListener, SocketAddr), StartError> {
        let failed = |error| StartError::BindHttps(self.bind, error);
        listeners::listen(self.bind, false, false).map_err(failed)
    }

    /// Returns the TLS configuration. A self-signed certificate is stored in
    /// `folder`.
    pub(super) fn config(&self, folder: &Path, now: OffsetDateTime) -> Result<ServerConfig, StartError> {
        match &self.certificate {
            Some(files) => certificate::from_files(files),
            None => certificate::self_signed(folder, now),
        }
    }
}
