//! An engine around another one, whose calls a test can make fail or hang, one kind
//! of call at a time. With it a test shows what happens while a store is unavailable
//! (behaviour H5 in `docs/behaviours.md`).

use std::{
    collections::HashMap,
    future::pending,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use session_shop::sessions::{
    engines::{Cleared, Engine, EngineError, InspectResult, Replace},
    key::SessionKey,
    record::Record,
};
use time::OffsetDateTime;

/// A function of [`Engine`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    Load,
    Create,
    Replace,
    Touch,
    Delete,
}

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The call returns an error at once.
    Error,
    /// The call never returns.
    Hang,
    /// The call changes the store and never returns. Only for [`Call::Replace`].
    ResponseLost,
    /// The call returns that the stored record is unreadable.
    Unreadable,
}

/// The calls that fail at present. The engine and the test each hold a clone.
#[derive(Clone, Default)]
pub struct Faults {
    broken: Arc<Mutex<HashMap<Call, Fault>>>,
    created: Arc<Mutex<Vec<SessionKey>>>,
}

impl Faults {
    /// Makes these calls fail until [`Faults::clear`].
    pub fn set(&self, calls: &[Call], fault: Fault) {
        self.broken.lock().unwrap().extend(calls.iter().map(|call| (*call, fault)));
    }

    /// Makes all calls work again.
    pub fn clear(&self) {
        self.broken.lock().unwrap().clear();
    }

    /// Returns the keys of all sessions that were ever created in the store.
    pub fn created(&self) -> Vec<SessionKey> {
        self.created.lock().unwrap().clone()
    }

    fn has(&self, call: Call, fault: Fault) -> bool {
        self.broken.lock().unwrap().get(&call) == Some(&fault)
    }

    /// Fails or hangs if the test has set a fault for this call.
    async fn inject(&self, call: Call) -> Result<(), EngineError> {
        let fault = self.broken.lock().unwrap().get(&call).copied();
        match fault {
            None | Some(Fault::ResponseLost) => Ok(()),
            Some(Fault::Error) => Err(EngineError::Unavailable("made unavailable by the test".to_owned())),
            Some(Fault::Hang) => pending().await,
            Some(Fault::Unreadable) => Err(EngineError::Unreadable("made unreadable by the test".to_owned())),
        }
    }
}

/// The engine whose calls the test can make fail.
pub struct FaultyEngine {
    pub engine: Arc<dyn Engine>,
    pub faults: Faults,
}

#[async_trait]
impl Engine for FaultyEngine {
    fn name(&self) -> &'static str {
        self.engine.name()
    }

    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        self.faults.inject(Call::Load).await?;
        self.engine.load(key).await
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        self.faults.inject(Call::Create).await?;
        let key = self.engine.create(record).await?;
        self.faults.created.lock().unwrap().push(key.clone());
        Ok(key)
    }

    async fn replace(&self, key: &SessionKey, expected: i64, next: &Record) -> Result<Replace, EngineError> {
        self.faults.inject(Call::Replace).await?;
        let replaced = self.engine.replace(key, expected, next).await;
        if self.faults.has(Call::Replace, Fault::ResponseLost) {
            return pending().await;
        }
        replaced
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        self.faults.inject(Call::Touch).await?;
        self.engine.touch(key, record).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        self.faults.inject(Call::Delete).await?;
        self.engine.delete(key).await
    }

    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError> {
        self.engine.clear_expired(now).await
    }

    async fn check(&self) -> Result<(), EngineError> {
        self.engine.check().await
    }

    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        self.faults.inject(Call::Load).await?;
        self.engine.inspect(key).await
    }
}
