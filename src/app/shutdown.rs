//! How the server stops behind a load balancer: it first reports that it is not ready
//! and keeps serving, so that the balancer has time to send its requests elsewhere.
//! Then it finishes the requests in progress.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::ConnectionType,
    middleware::Next,
    web::Data,
};

use crate::platform;

/// Whether the server has begun to stop. All clones share the state.
#[derive(Clone, Debug, Default)]
pub struct Shutdown(Arc<AtomicBool>);

impl Shutdown {
    /// Returns whether the server has begun to stop.
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Makes `/readyz` report that the server stops, and returns after `delay`, in
    /// which requests are served as before. A second signal to stop ends the delay.
    ///
    /// # Errors
    /// If the operating system does not report signals.
    pub async fn drain(&self, delay: Duration) -> std::io::Result<()> {
        self.0.store(true, Ordering::Relaxed);
        if delay.is_zero() {
            return Ok(());
        }
        let second_signal = platform::shutdown_signal()?;
        log::info!("not ready: requests are served for {} s more", delay.as_secs());
        tokio::select! {
            () = tokio::time::sleep(delay) => {}
            () = second_signal => {}
        }
        Ok(())
    }
}

/// Asks each client to close its connection once the server has begun to stop. A
/// proxy then has no idle connection on which it could send a request too late.
///
/// # Errors
/// If the next service fails.
pub async fn close_connections(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let begun = request.app_data::<Data<Shutdown>>().is_some_and(|shutdown| shutdown.has_begun());
    let mut response = next.call(request).await?;
    if begun {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}
