//! `serve`: runs the shop over HTTP and, with `--https`, also over HTTPS.
//! SIGTERM and Ctrl-C stop it after the requests in progress.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

use crate::{
    app::{Application, CertificateFiles, Https, StartError},
    platform::{self, ServiceState},
    sessions::Clock,
    settings::Settings,
};

/// The port of `--https` without an address.
const HTTPS_PORT: u16 = 8443;

/// The options of the command line for HTTPS.
#[derive(Args, Default)]
pub struct HttpsArguments {
    /// Listen for HTTPS too [default: the address of --bind, and port 8443]
    #[arg(long, value_name = "ADDRESS:PORT", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "the inner option is the value, which may be left out")]
    https: Option<Option<SocketAddr>>,

    /// Use this certificate, PEM [default: a self-signed one for localhost]
    #[arg(long, value_name = "FILE", requires = "https", requires = "private_key")]
    certificate: Option<PathBuf>,

    /// The private key of --certificate, PEM
    #[arg(long, value_name = "FILE", requires = "certificate")]
    private_key: Option<PathBuf>,
}

impl HttpsArguments {
    fn https(self, settings: &Settings) -> Option<Https> {
        let default = SocketAddr::new(settings.server.bind.ip(), HTTPS_PORT);
        let files = self.certificate.zip(self.private_key);
        let certificate =
            files.map(|(certificate, private_key)| CertificateFiles { certificate, private_key });
        self.https.map(|bind| Https { bind: bind.unwrap_or(default), certificate })
    }
}

/// Serves the shop until the process is asked to stop.
///
/// # Errors
/// If the shop can't start, or if the server fails.
pub async fn run(settings: &Settings, arguments: HttpsArguments) -> Result<(), StartError> {
    let https = arguments.https(settings);
    let application = Application::build_with(settings, Clock::system(), https.as_ref()).await?;
    let handle = application.handle();
    application.compress_static_files().map_err(StartError::Server)?;
    let shutdown = platform::shutdown_signal().map_err(StartError::Server)?;
    println!("session-shop is open at {}", urls(&application));
    platform::notify_service_manager(ServiceState::Ready);
    actix_web::rt::spawn(async move {
        shutdown.await;
        platform::notify_service_manager(ServiceState::Stopping);
        log::info!("stopping after the requests in progress");
        handle.stop(true).await;
    });
    application.run().await.map_err(StartError::Server)
}

fn urls(application: &Application) -> String {
    let http = url("http", application.address());
    match application.https_address() {
        Some(address) => format!("{http} and {}", url("https", address)),
        None => http,
    }
}

/// Returns the URL to open in a browser. Cookies for `localhost` are not sent to
/// `127.0.0.1`, so all visitors of this machine get the same name.
fn url(scheme: &str, address: SocketAddr) -> String {
    if address.ip().is_loopback() || address.ip().is_unspecified() {
        format!("{scheme}://localhost:{}", address.port())
    } else {
        format!("{scheme}://{address}")
    }
}
