//! `serve`: the shop, until it is told to stop. SIGTERM and Ctrl-C let what is
//! under way finish.

use tokio::signal::unix::{SignalKind, signal};

use crate::{
    app::{Application, StartError},
    sessions::Clock,
    settings::Settings,
};

/// Serves.
pub async fn run(settings: &Settings) -> Result<(), StartError> {
    let application = Application::build(settings, Clock::system()).await?;
    let handle = application.handle();
    let mut terminate = signal(SignalKind::terminate()).map_err(StartError::Server)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(StartError::Server)?;
    println!("session-shop is open at {}", address_for_people(application.address()));
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

/// An address to click on: a cookie for localhost is no cookie for 127.0.0.1,
/// so everybody should use the same name.
fn address_for_people(address: std::net::SocketAddr) -> String {
    if address.ip().is_loopback() || address.ip().is_unspecified() {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}
