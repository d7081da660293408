//! A real server on a free port, in a thread and an actix system of its own,
//! which ends when it is dropped.

use std::{future::Future, net::SocketAddr, sync::mpsc, thread};

use actix_web::{dev::ServerHandle, rt::System};
use futures_util::future::LocalBoxFuture;

/// A server that is built and listens, and how to run it.
pub struct Built {
    pub address: SocketAddr,
    pub handle: ServerHandle,
    pub run: LocalBoxFuture<'static, std::io::Result<()>>,
}

pub struct Server {
    address: SocketAddr,
    handle: ServerHandle,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    /// Returns when it listens: whoever connects is answered.
    pub fn start<F: Future<Output = Built>>(build: impl FnOnce() -> F + Send + 'static) -> Self {
        let (sender, started) = mpsc::channel();
        let thread = thread::spawn(move || {
            System::new().block_on(async move {
                let server = build().await;
                sender.send((server.address, server.handle)).unwrap();
                server.run.await.unwrap();
            });
        });
        let (address, handle) = started.recv().expect("the server starts");
        Self { address, handle, thread: Some(thread) }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The command is on its way before anybody waits for it.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
