//! Whether the process can serve requests: tries what a request does on the database of the
//! shop and on the session store. Everyone can request `/readyz`, so the result is used for
//! a second: any number of requests costs the stores one check a second.

use std::{
    fmt::{self, Display},
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::join;
use tokio::{sync::Mutex, time::timeout};

use crate::{
    databases::Database,
    sessions::{Options, engines::Readiness},
};

/// How long a result is used.
const MAX_AGE: Duration = Duration::from_secs(1);

/// Checks the stores and keeps the result.
#[derive(Clone)]
pub struct ReadinessCheck {
    database: Database,
    sessions: Arc<Options>,
    last: Arc<Mutex<Option<(Instant, Report)>>>,
}

/// The result of a check: one part for each store.
#[derive(Clone, Debug)]
pub struct Report(Vec<StoreReport>);

#[derive(Clone, Debug)]
struct StoreReport {
    store: String,
    result: Result<Readiness, String>,
}

impl ReadinessCheck {
    /// Returns a check of these stores.
    pub fn new(database: Database, sessions: Arc<Options>) -> Self {
        Self { database, sessions, last: Arc::default() }
    }

    /// Returns a report that is at most a second old, or `None` if the process stops.
    /// Requests that arrive during a check wait for it. A check is not cancelled with its
    /// request, since the next request would start another one.
    pub async fn report(&self) -> Option<Report> {
        let mut last = Arc::clone(&self.last).lock_owned().await;
        if let Some((checked_at, report)) = &*last
            && checked_at.elapsed() < MAX_AGE
        {
            return Some(report.clone());
        }
        let check = self.clone();
        let checked = tokio::spawn(async move {
            let report = check.check().await;
            report.log_changes(last.as_ref().map(|(_, before)| before));
            *last = Some((Instant::now(), report.clone()));
            report
        });
        checked.await.ok()
    }

    async fn check(&self) -> Report {
        // Each call inside has a shorter timeout of its own.
        let limit = 2 * self.sessions.store_timeout;
        let engine = &self.sessions.engine;
        let database = async { self.database.check_writable().await.map(|()| Readiness::Ready) };
        let sessions = engine.check_readiness(self.sessions.clock.now());
        let (database, sessions) = join(within(limit, database), within(limit, sessions)).await;
        Report(vec![
            StoreReport { store: "database".to_owned(), result: database },
            StoreReport { store: format!("sessions ({})", engine.name()), result: sessions },
        ])
    }
}

/// Awaits a check for at most `limit`. Returns the text of its error.
async fn within<E: Display>(
    limit: Duration,
    check: impl Future<Output = Result<Readiness, E>>,
) -> Result<Readiness, String> {
    match timeout(limit, check).await {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err(format!("no response within {limit:?}")),
    }
}

impl Report {
    /// Returns whether the process can serve requests, perhaps without a part of a store.
    pub fn is_ready(&self) -> bool {
        self.0.iter().all(|part| part.result.is_ok())
    }

    /// Logs a line for each store whose state differs from the one before. At first all
    /// stores count as ready.
    fn log_changes(&self, before: Option<&Self>) {
        for (index, part) in self.0.iter().enumerate() {
            let before = before.map_or_else(|| READY.to_owned(), |report| report.0[index].state());
            if part.state() == before {
                continue;
            }
            match &part.result {
                Ok(Readiness::Ready) => log::info!("{}: ready again", part.store),
                Ok(Readiness::Degraded(_)) => log::warn!("{}: {}", part.store, part.state()),
                Err(error) => log::warn!("{}: not ready: {error}", part.store),
            }
        }
    }
}

/// Writes a line for each store. The lines have no error text, since everyone can request
/// them.
impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| writeln!(f, "{}: {}", part.store, part.state()))
    }
}

const READY: &str = "ok";

impl StoreReport {
    fn state(&self) -> String {
        match self.result {
            Ok(Readiness::Ready) => READY.to_owned(),
            Ok(Readiness::Degraded(reason)) => format!("degraded, {reason}"),
            Err(_) => "failed".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    use futures_util::{FutureExt, future::join_all};

    use super::*;
    use crate::{
        caches::MemoryCache,
        databases::DEFAULT_TIMEOUT,
        sessions::{
            Clock, Keys,
            engines::{CacheEngine, CallObserver, EngineCall, ObservedEngine},
        },
    };

    #[derive(Default)]
    struct Checks(AtomicUsize);

    impl CallObserver for Checks {
        fn observe(&self, call: EngineCall) {
            assert_eq!(call.operation, "check_readiness");
            self.0.fetch_add(1, Relaxed);
        }
    }

    #[actix_web::test]
    async fn any_number_of_requests_costs_one_check_a_second() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open("sqlite:x.sqlite3", folder.path(), 1, DEFAULT_TIMEOUT).unwrap();
        database.migrate().await.unwrap();
        let (checks, clock) = (Arc::new(Checks::default()), Clock::system());
        let engine = CacheEngine::new(Arc::new(MemoryCache::new(10)), "", clock.clone());
        let observers = Arc::from([Arc::clone(&checks) as Arc<dyn CallObserver>]);
        let engine = ObservedEngine::wrap(Arc::new(engine), &observers);
        let check = ReadinessCheck::new(
            database,
            Arc::new(Options::new(engine, Keys::derive("the secret key of the tests of readiness", &[]))),
        );
        // A client that goes away does not end the check.
        assert!(check.report().now_or_never().is_none());
        let reports = join_all((0..100).map(|_| check.report())).await;
        assert!(reports.iter().all(|report| {
            report.as_ref().is_some_and(|report| report.to_string() == "database: ok\nsessions (cache): ok\n")
        }));
        assert_eq!(checks.0.load(Relaxed), 1);
    }
}
