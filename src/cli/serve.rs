//! `serve`: the shop, until it is told to stop, over HTTP and, if asked, over
//! HTTPS beside it. SIGTERM and Ctrl-C let what is under way finish.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    app::{Application, CertificateFiles, Https, StartError},
    sessions::Clock,
    settings::Settings,
};

/// Where HTTPS is, if only `--https` is said.
const HTTPS_PORT: u16 = 8443;

/// HTTPS, as it is typed.
#[derive(Args, Default)]
pub struct Secured {
    /// Listen for HTTPS too [default: the address of --bind, and port 8443]
    #[arg(long, value_name = "ADDRESS:PORT", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "the inner one is the value, which may be left out")]
    https: Option<Option<SocketAddr>>,

    /// Show this certificate, PEM [default: one that the shop makes for localhost]
    #[arg(long, value_name = "FILE", requires = "https", requires = "private_key")]
    certificate: Option<PathBuf>,

    /// The private key of --certificate, PEM
    #[arg(long, value_name = "FILE", requires = "certificate")]
    private_key: Option<PathBuf>,
}

impl Secured {
    fn https(self, settings: &Settings) -> Option<Https> {
        let usual = SocketAddr::new(settings.server.bind.ip(), HTTPS_PORT);
        let files = self.certificate.zip(self.private_key);
        let certificate =
            files.map(|(certificate, private_key)| CertificateFiles { certificate, private_key });
        self.https.map(|bind| Https { bind: bind.unwrap_or(usual), certificate })
    }
}

/// Serves.
pub async fn run(settings: &Settings, secured: Secured) -> Result<(), StartError> {
    let https = secured.https(settings);
    let application = Application::build_with(settings, Clock::system(), https.as_ref()).await?;
    let handle = application.handle();
    let mut terminate = signal(SignalKind::terminate()).map_err(StartError::Server)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(StartError::Server)?;
    println!("session-shop is open at {}", addresses_for_people(&application));
    actix_web::rt::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        log::info!("closing: requests under way are finished first");
        handle.stop(true).await;
    });
    application.run().await.map_err(StartError::Server)
}

fn addresses_for_people(application: &Application) -> String {
    let plain = address_for_people("http", application.address());
    match application.https_address() {
        Some(address) => format!("{plain} and {}", address_for_people("https", address)),
        None => plain,
    }
}

/// An address to click on: a cookie for localhost is no cookie for 127.0.0.1,
/// so everybody should use the same name.
fn address_for_people(scheme: &str, address: SocketAddr) -> String {
    if address.ip().is_loopback() || address.ip().is_unspecified() {
        format!("{scheme}://localhost:{}", address.port())
    } else {
        format!("{scheme}://{address}")
    }
}
