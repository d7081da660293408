//! A gate at which a request waits until the test lets it continue, so that two
//! requests overlap in the same way in each run.

use std::sync::Arc;

use tokio::sync::Semaphore;

/// The gate. The server and the test each hold a clone.
#[derive(Clone)]
pub struct Gate {
    arrived: Arc<Semaphore>,
    passed: Arc<Semaphore>,
}

impl Gate {
    pub fn new() -> Self {
        Self { arrived: Arc::new(Semaphore::new(0)), passed: Arc::new(Semaphore::new(0)) }
    }

    /// Called by the request: waits until the test calls [`Gate::open`].
    pub async fn pass(&self) {
        self.arrived.add_permits(1);
        self.passed.acquire().await.unwrap().forget();
    }

    /// Called by the test: waits until a request has arrived at the gate.
    pub async fn arrival(&self) {
        self.arrived.acquire().await.unwrap().forget();
    }

    /// Called by the test: lets one request continue.
    pub fn open(&self) {
        self.passed.add_permits(1);
    }
}
