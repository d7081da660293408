//! `serve`: runs the shop over HTTP and, with `--https`, also over HTTPS.
//! SIGTERM and Ctrl-C stop it after `server.shutdown_delay` and the requests in progress;
//! SIGHUP opens the file of the audit trail again.

use std::{
    io::{self, IsTerminal},
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use actix_web::web::Data;
use clap::Args;

use super::output::print_line;
use crate::{
    app::{Application, CertificateFiles, Https, StartError},
    platform::{self, ServiceState},
    sessions::Clock,
    settings::{ListenAddress, Settings},
    web::audit::AuditFile,
};

/// The port of `--https` without an address.
const HTTPS_PORT: u16 = 8443;

/// The options of `serve`.
#[derive(Args, Default)]
pub struct ServeArguments {
    #[command(flatten)]
    pub https: HttpsArguments,

    /// Run no migrations; refuse to start if some are pending
    #[arg(long)]
    pub no_migrate: bool,
}

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
        let first = settings.server.bind.iter().find_map(ListenAddress::tcp);
        let ip = first.map_or(Ipv4Addr::LOCALHOST.into(), |address| address.ip());
        let default = SocketAddr::new(ip, HTTPS_PORT);
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
    let signal = platform::shutdown_signal().map_err(StartError::Server)?;
    let (shutdown, delay) = (application.shutdown(), Duration::from_secs(settings.server.shutdown_delay));
    let hang_up = hang_up(application.audit_file()).map_err(StartError::Server)?;
    if let Some(address) = application.metrics_address() {
        log::info!("metrics for Prometheus are at http://{address}/metrics");
    }
    print_line(format_args!("session-shop is open at {}", urls(&application)));
    platform::notify_service_manager(ServiceState::Ready);
    actix_web::rt::spawn(async move {
        tokio::select! {
            () = signal => {}
            () = hang_up => {}
        }
        platform::notify_service_manager(ServiceState::Stopping);
        if let Err(error) = shutdown.drain(delay).await {
            log::warn!("the server stops without server.shutdown_delay: {error}");
        }
        log::info!("stopping after the requests in progress");
        handle.stop(true).await;
    });
    application.run().await.map_err(StartError::Server)
}

/// Opens the file of the audit trail again at each hang-up (SIGHUP), as log rotation needs
/// it. Returns when the terminal of the server is closed, which also is a hang-up: a server
/// that was started in a terminal ends with it.
fn hang_up(audit_file: Option<Data<AuditFile>>) -> io::Result<impl Future<Output = ()>> {
    let mut hang_ups = platform::hang_ups()?;
    let has_terminal = || io::stdout().is_terminal() || io::stderr().is_terminal();
    let started_in_one = has_terminal();
    Ok(async move {
        loop {
            hang_ups.next().await;
            if started_in_one && !has_terminal() {
                return;
            }
            match audit_file.as_ref().map(|file| (file.path(), file.reopen())) {
                Some((path, Ok(()))) => log::info!("hang-up: opened {} again", path.display()),
                Some((path, Err(error))) => {
                    log::error!(
                        "hang-up: audit.file is {}, but that file can't be used: {error}",
                        path.display()
                    );
                }
                None => log::info!("hang-up: nothing to open again (audit.file is not set)"),
            }
        }
    })
}

fn urls(application: &Application) -> String {
    let plain = application.addresses().iter().map(|address| match address {
        ListenAddress::Tcp(address) => url("http", *address),
        ListenAddress::Unix(_) => address.to_string(),
    });
    let https = application.https_address().map(|address| url("https", address));
    plain.chain(https).collect::<Vec<_>>().join(" and ")
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
