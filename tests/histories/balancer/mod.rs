//! Three processes behind a real load balancer, with the clients and the checks of the
//! histories. The clients know the balancer's address only.
//!
//! The tests are short. For ten minutes of faults, and for a hundred restarts:
//!
//! ```text
//! HISTORY_SECONDS=600 cargo test --all-features --test histories balancer::faults -- --nocapture
//! ROLLING_RESTARTS=100 cargo test --all-features --test histories balancer::rolling -- --nocapture
//! ```

mod faults;
mod rolling;

use std::{
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

use super::{configuration::BalancerKind, process_slot::START_TIMEOUT};
use crate::support::{
    raw_http,
    servers::{HaProxy, Nginx},
};

/// The load balancer of a run.
pub enum Balancer {
    Nginx(Nginx),
    HaProxy(HaProxy),
}

impl Balancer {
    /// Starts a balancer in front of processes that serve.
    pub fn start(kind: BalancerKind, processes: &[SocketAddr]) -> Self {
        let balancer = match kind {
            BalancerKind::Nginx => Self::Nginx(Nginx::start(
                &processes.iter().map(|&address| (address, true)).collect::<Vec<_>>(),
            )),
            BalancerKind::HaProxy => Self::HaProxy(HaProxy::start(processes)),
        };
        for &process in processes {
            balancer.wait_until_used(process);
        }
        balancer
    }

    pub fn address(&self) -> SocketAddr {
        let server = match self {
            Self::Nginx(nginx) => &nginx.0,
            Self::HaProxy(haproxy) => &haproxy.0,
        };
        SocketAddr::from(([127, 0, 0, 1], server.port()))
    }

    /// Makes the balancer send requests to all processes. HAProxy finds out by itself.
    pub fn send_to_all(&self, processes: &[SocketAddr]) {
        self.reload(processes, None);
    }

    /// Makes the balancer send no new request to a process. HAProxy finds out by itself.
    pub fn send_to_others(&self, processes: &[SocketAddr], left_out: usize) {
        self.reload(processes, Some(left_out));
    }

    fn reload(&self, processes: &[SocketAddr], left_out: Option<usize>) {
        if let Self::Nginx(nginx) = self {
            let servers = processes.iter().enumerate();
            let servers = servers.map(|(number, &address)| (address, left_out != Some(number)));
            nginx.reload(&servers.collect::<Vec<_>>());
        }
    }

    /// Returns when a request through the balancer has reached the process.
    pub fn wait_until_used(&self, process: SocketAddr) {
        let since = Instant::now();
        let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        let header = format!("X-Upstream: {process}");
        while !raw_http::exchange(self.address(), request).has_header(&header) {
            assert!(since.elapsed() < START_TIMEOUT, "the balancer does not use {process}");
            thread::sleep(Duration::from_millis(10));
        }
    }
}
