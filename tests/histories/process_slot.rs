//! A process of the cluster, with its settings and its proxies, which is killed and
//! started again.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use rand::RngExt;

use super::{forms, history::Time, http::status};
use crate::support::{process::Process, proxy::Proxy};

/// The time within which a process must start, on a busy machine too.
pub const START_TIMEOUT: Duration = Duration::from_secs(60);

/// A process of a machine that is not busy responds within this time to a request that
/// needs no store.
const IDLE_RESPONSE_TIME: Duration = Duration::from_millis(100);

/// A process of the cluster, which may be killed and started again.
pub struct ProcessSlot {
    pub settings: Vec<(&'static str, String)>,
    pub database: Option<Proxy>,
    pub cache: Option<Proxy>,
    pub running: Mutex<Running>,
}

pub struct Running {
    pub process: Option<Process>,
    /// The address of the process; of the last one, if none runs.
    pub address: SocketAddr,
    pub started: Time,
}

impl ProcessSlot {
    /// Returns how long the process needs to create a new session. Time in which
    /// the process does not respond in time to a request without a store is not
    /// counted: then the machine is busy, and the stores are not the cause.
    pub fn recovery(&self, limit: Duration) -> Duration {
        let address = self.running.lock().unwrap().address;
        let (began, mut counted) = (Instant::now(), Duration::ZERO);
        while counted < limit && began.elapsed() < START_TIMEOUT {
            let since = Instant::now();
            if status(address, &forms::add("keemun-black", 1)) == Some(303) {
                return counted;
            }
            thread::sleep(Duration::from_millis(20));
            let elapsed = since.elapsed();
            let control = Instant::now();
            if status(address, &forms::health()) == Some(200) && control.elapsed() < IDLE_RESPONSE_TIME {
                counted += elapsed;
            }
        }
        limit
    }
}

/// Returns an address that other programs do not take while the process is
/// restarted. It is outside the range of ports that the system assigns to
/// connections.
pub fn free_address() -> SocketAddr {
    loop {
        let address = SocketAddr::from(([127, 0, 0, 1], rand::rng().random_range(30_000..32_000)));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}
