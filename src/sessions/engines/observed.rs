//! An engine that reports the time and the result of each call to observers, for example to
//! the log of slow calls. The call itself is the same with and without it.
//! [`super::ObservedCache`] does this for a cache.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use strum::IntoStaticStr;
use time::OffsetDateTime;

use super::{Cleared, Engine, EngineError, InspectResult, Readiness, Replace};
use crate::sessions::{key::SessionKey, record::Record};

/// A call to a store, after it has ended. It holds nothing of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EngineCall {
    /// The name of the engine, or the backend of the cache.
    pub engine: &'static str,
    /// The method of [`Engine`] or of [`crate::caches::Cache`].
    pub operation: &'static str,
    /// How the call ended.
    pub result: CallResult,
    /// How long it took.
    pub took: Duration,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum CallResult {
    /// There is a record under the key.
    Hit,
    /// There is none.
    Miss,
    /// The record was written.
    Stored,
    /// Another request had written a newer version; nothing was written.
    Conflict,
    /// The session no longer existed; nothing was written.
    Gone,
    /// The call that has no other result succeeded.
    Done,
    /// The store returned an error.
    Failed,
    /// The caller stopped waiting, usually because of a timeout.
    Canceled,
}

/// Learns of each call when it has ended. It runs on the thread that serves the request, so
/// it must not wait.
pub trait CallObserver: Send + Sync {
    /// Records the call.
    fn observe(&self, call: EngineCall);
}

/// The observers of a store.
pub type Observers = Arc<[Arc<dyn CallObserver>]>;

/// Forwards each call to the engine inside and reports it.
pub struct ObservedEngine {
    inner: Arc<dyn Engine>,
    observers: Observers,
}

impl ObservedEngine {
    /// Wraps an engine. Returns the engine itself if there is no observer.
    pub fn wrap(inner: Arc<dyn Engine>, observers: &Observers) -> Arc<dyn Engine> {
        if observers.is_empty() {
            return inner;
        }
        Arc::new(Self { inner, observers: Arc::clone(observers) })
    }

    async fn observed<T>(
        &self,
        operation: &'static str,
        call: impl Future<Output = Result<T, EngineError>> + Send,
        result_of: impl FnOnce(&T) -> CallResult + Send,
    ) -> Result<T, EngineError> {
        observe(&self.observers, self.inner.name(), operation, call, result_of).await
    }
}

/// Awaits a call and reports it to the observers, also if its caller stops waiting.
pub(super) async fn observe<T, E>(
    observers: &Observers,
    engine: &'static str,
    operation: &'static str,
    call: impl Future<Output = Result<T, E>> + Send,
    result_of: impl FnOnce(&T) -> CallResult + Send,
) -> Result<T, E> {
    let (started, result) = (Instant::now(), CallResult::Canceled);
    let mut running = RunningCall { observers, engine, operation, started, result };
    let result = call.await;
    running.result = result.as_ref().map_or(CallResult::Failed, result_of);
    result
}

/// A call that reports itself when it is dropped.
struct RunningCall<'a> {
    observers: &'a Observers,
    engine: &'static str,
    operation: &'static str,
    started: Instant,
    result: CallResult,
}

impl Drop for RunningCall<'_> {
    fn drop(&mut self) {
        let Self { observers, engine, operation, result, started } = *self;
        let call = EngineCall { engine, operation, result, took: started.elapsed() };
        observers.iter().for_each(|observer| observer.observe(call));
    }
}

#[async_trait]
impl Engine for ObservedEngine {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        let result = |record: &Option<Record>| match record {
            Some(_) => CallResult::Hit,
            None => CallResult::Miss,
        };
        self.observed("load", self.inner.load(key), result).await
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        self.observed("create", self.inner.create(record), |_| CallResult::Stored).await
    }

    async fn replace(&self, key: &SessionKey, expected: i64, next: &Record) -> Result<Replace, EngineError> {
        self.observed("replace", self.inner.replace(key, expected, next), written).await
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        self.observed("touch", self.inner.touch(key, record), written).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        self.observed("delete", self.inner.delete(key), |()| CallResult::Done).await
    }

    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError> {
        self.observed("clear_expired", self.inner.clear_expired(now), |_| CallResult::Done).await
    }

    async fn check(&self) -> Result<(), EngineError> {
        self.observed("check", self.inner.check(), |()| CallResult::Done).await
    }

    async fn check_readiness(&self, now: OffsetDateTime) -> Result<Readiness, EngineError> {
        self.observed("check_readiness", self.inner.check_readiness(now), |_| CallResult::Done).await
    }

    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        self.inner.inspect(key).await
    }
}

fn written(outcome: &Replace) -> CallResult {
    match outcome {
        Replace::Replaced(_) => CallResult::Stored,
        Replace::Conflict(_) => CallResult::Conflict,
        Replace::Gone => CallResult::Gone,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, PoisonError};

    use futures_util::FutureExt;

    use super::*;
    use crate::{
        caches::MemoryCache,
        sessions::{
            Clock,
            data::Data,
            engines::{CacheEngine, contract},
        },
    };

    #[derive(Default)]
    struct Calls(Mutex<Vec<(&'static str, CallResult)>>);

    impl CallObserver for Calls {
        fn observe(&self, call: EngineCall) {
            assert_eq!(call.engine, "cache");
            let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            calls.push((call.operation, call.result));
        }
    }

    impl Calls {
        fn take(&self) -> Vec<(&'static str, CallResult)> {
            std::mem::take(&mut self.0.lock().unwrap())
        }
    }

    fn observed() -> (Arc<Calls>, Arc<dyn Engine>, Clock) {
        let (calls, clock) = (Arc::new(Calls::default()), Clock::system());
        let engine = CacheEngine::new(Arc::new(MemoryCache::new(100)), "session:", clock.clone());
        let observers: Observers = Arc::new([Arc::clone(&calls) as Arc<dyn CallObserver>]);
        (calls, ObservedEngine::wrap(Arc::new(engine), &observers), clock)
    }

    #[actix_web::test]
    async fn each_call_is_reported_with_its_result() {
        let (calls, engine, clock) = observed();
        let first = Record::new(Data::default(), clock.now() + Duration::from_secs(60));
        let key = engine.create(&first).await.unwrap();
        let next = Record { version: Record::version_after(first.version), ..first.clone() };
        engine.replace(&key, first.version, &next).await.unwrap();
        engine.replace(&key, first.version, &next).await.unwrap();
        engine.load(&key).await.unwrap();
        engine.delete(&key).await.unwrap();
        engine.load(&key).await.unwrap();
        engine.touch(&key, &next).await.unwrap();
        let expected = [
            ("create", CallResult::Stored),
            ("replace", CallResult::Stored),
            ("replace", CallResult::Conflict),
            ("load", CallResult::Hit),
            ("delete", CallResult::Done),
            ("load", CallResult::Miss),
            ("touch", CallResult::Gone),
        ];
        assert_eq!(calls.take(), expected);
    }

    /// An engine whose store never responds.
    struct Silent;

    #[async_trait]
    impl Engine for Silent {
        fn name(&self) -> &'static str {
            "cache"
        }
        async fn load(&self, _: &SessionKey) -> Result<Option<Record>, EngineError> {
            std::future::pending().await
        }
        async fn create(&self, _: &Record) -> Result<SessionKey, EngineError> {
            Err(EngineError::Unavailable("down".to_owned()))
        }
        async fn replace(&self, _: &SessionKey, _: i64, _: &Record) -> Result<Replace, EngineError> {
            std::future::pending().await
        }
        async fn touch(&self, _: &SessionKey, _: &Record) -> Result<Replace, EngineError> {
            std::future::pending().await
        }
        async fn delete(&self, _: &SessionKey) -> Result<(), EngineError> {
            std::future::pending().await
        }
        async fn clear_expired(&self, _: OffsetDateTime) -> Result<Cleared, EngineError> {
            std::future::pending().await
        }
        async fn check(&self) -> Result<(), EngineError> {
            std::future::pending().await
        }
    }

    #[actix_web::test]
    async fn a_failed_call_and_one_whose_caller_stops_waiting_are_reported() {
        let calls = Arc::new(Calls::default());
        let observers: Observers = Arc::new([Arc::clone(&calls) as Arc<dyn CallObserver>]);
        let engine = ObservedEngine::wrap(Arc::new(Silent), &observers);
        assert!(engine.check().now_or_never().is_none());
        let record = Record::new(Data::default(), OffsetDateTime::UNIX_EPOCH);
        assert!(engine.create(&record).await.is_err());
        assert_eq!(calls.take(), [("check", CallResult::Canceled), ("create", CallResult::Failed)]);
    }

    #[actix_web::test]
    async fn the_wrapped_engine_keeps_the_contract() {
        let (_, engine, _) = observed();
        contract::check(engine.as_ref()).await;
    }
}
