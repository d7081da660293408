//! Messages to the service manager that started the process: systemd, or another program
//! that opens the socket `NOTIFY_SOCKET` (`man 3 sd_notify`). Without that variable, and on
//! systems without such sockets, nothing is sent.

use std::time::Duration;

/// What the process reports about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceState {
    /// The start is finished: the process listens.
    Ready,
    /// The process has begun to stop.
    Stopping,
    /// The process works: the watchdog's time begins again.
    Alive,
}

/// Reports the state of the process. A message that can't be sent is logged.
pub fn notify_service_manager(state: ServiceState) {
    if let Err(error) = system::notify(state) {
        log::warn!("the service manager can't be notified ({state:?}): {error}");
    }
}

/// Returns the time within which the service manager must receive [`ServiceState::Alive`].
/// After it, it ends the process. `None` if there is no watchdog.
pub fn watchdog_timeout() -> Option<Duration> {
    system::watchdog_timeout()
}

#[cfg(unix)]
mod system {
    use std::{io, time::Duration};

    use sd_notify::NotifyState;

    use super::ServiceState;

    pub fn notify(state: ServiceState) -> io::Result<()> {
        sd_notify::notify(&[match state {
            ServiceState::Ready => NotifyState::Ready,
            ServiceState::Stopping => NotifyState::Stopping,
            ServiceState::Alive => NotifyState::Watchdog,
        }])
    }

    pub fn watchdog_timeout() -> Option<Duration> {
        sd_notify::watchdog_enabled().filter(|timeout| !timeout.is_zero())
    }
}

#[cfg(not(unix))]
mod system {
    use std::{io, time::Duration};

    use super::ServiceState;

    pub fn notify(_: ServiceState) -> io::Result<()> {
        Ok(())
    }

    pub fn watchdog_timeout() -> Option<Duration> {
        None
    }
}
