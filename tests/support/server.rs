//! A real server on a free port, in its own thread and actix system. It stops when the
//! value is dropped.

use std::{future::Future, net::SocketAddr, sync::mpsc, thread};

use actix_web::{dev::ServerHandle, rt::System};
use futures_util::future::LocalBoxFuture;

/// A server that listens, and the future that serves its requests.
pub struct BoundServer {
    pub address: SocketAddr,
    pub handle: ServerHandle,
    pub run: LocalBoxFuture<'static, std::io::Result<()>>,
}

/// A running server.
pub struct Server {
    address: SocketAddr,
    handle: ServerHandle,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    /// Starts the server and returns when it listens, so that every later connection is
    /// served.
    pub fn start<F: Future<Output = BoundServer>>(build: impl FnOnce() -> F + Send + 'static) -> Self {
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
        // `stop` sends its command at once. Its future, which is dropped here, only waits.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
