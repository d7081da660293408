//! A store that breaks when told to (H5): an engine around another, whose
//! calls can be made to fail or to hang, one kind of call at a time.

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

/// A kind of call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    Load,
    Create,
    Replace,
    Touch,
    Delete,
}

/// How a call breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It fails at once.
    Error,
    /// It never answers.
    Hang,
    /// It is carried out, and its response never comes. Only of a replacement.
    ResponseLost,
    /// What lies there can't be read.
    Unreadable,
}

/// What is broken at the moment; the test holds a clone.
#[derive(Clone, Default)]
pub struct Faults {
    broken: Arc<Mutex<HashMap<Call, Fault>>>,
    created: Arc<Mutex<Vec<SessionKey>>>,
}

impl Faults {
    pub fn set(&self, calls: &[Call], fault: Fault) {
        self.broken.lock().unwrap().extend(calls.iter().map(|call| (*call, fault)));
    }

    pub fn mend(&self) {
        self.broken.lock().unwrap().clear();
    }

    /// Returns the keys of all sessions that were ever created in the store.
    pub fn created(&self) -> Vec<SessionKey> {
        self.created.lock().unwrap().clone()
    }

    fn is(&self, call: Call, fault: Fault) -> bool {
        self.broken.lock().unwrap().get(&call) == Some(&fault)
    }

    async fn meet(&self, call: Call) -> Result<(), EngineError> {
        let fault = self.broken.lock().unwrap().get(&call).copied();
        match fault {
            None | Some(Fault::ResponseLost) => Ok(()),
            Some(Fault::Error) => Err(EngineError::Unavailable("switched off by the test".to_owned())),
            Some(Fault::Hang) => pending().await,
            Some(Fault::Unreadable) => Err(EngineError::Unreadable("scratched by the test".to_owned())),
        }
    }
}

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
        self.faults.meet(Call::Load).await?;
        self.engine.load(key).await
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        self.faults.meet(Call::Create).await?;
        let key = self.engine.create(record).await?;
        self.faults.created.lock().unwrap().push(key.clone());
        Ok(key)
    }

    async fn replace(&self, key: &SessionKey, expected: i64, next: &Record) -> Result<Replace, EngineError> {
        self.faults.meet(Call::Replace).await?;
        let replaced = self.engine.replace(key, expected, next).await;
        if self.faults.is(Call::Replace, Fault::ResponseLost) {
            return pending().await;
        }
        replaced
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        self.faults.meet(Call::Touch).await?;
        self.engine.touch(key, record).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        self.faults.meet(Call::Delete).await?;
        self.engine.delete(key).await
    }

    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError> {
        self.engine.clear_expired(now).await
    }

    async fn check(&self) -> Result<(), EngineError> {
        self.engine.check().await
    }

    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        self.faults.meet(Call::Load).await?;
        self.engine.inspect(key).await
    }
}
