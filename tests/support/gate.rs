//! A gate that a slow request waits at until the test lets it go on, so that
//! two requests overlap in the same way each time.

use std::sync::Arc;

use tokio::sync::Semaphore;

#[derive(Clone)]
pub struct Gate {
    arrived: Arc<Semaphore>,
    passed: Arc<Semaphore>,
}

impl Gate {
    pub fn new() -> Self {
        Self { arrived: Arc::new(Semaphore::new(0)), passed: Arc::new(Semaphore::new(0)) }
    }

    /// What the request does.
    pub async fn pass(&self) {
        self.arrived.add_permits(1);
        self.passed.acquire().await.unwrap().forget();
    }

    /// Waits until a request stands at the gate.
    pub async fn arrival(&self) {
        self.arrived.acquire().await.unwrap().forget();
    }

    /// Lets one request through.
    pub fn open(&self) {
        self.passed.add_permits(1);
    }
}
