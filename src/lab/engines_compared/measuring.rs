//! The measurement: creates, loads, replaces and deletes sessions of a given
//! size, one after the other, like the requests of one visitor.

use std::{
    cell::RefCell,
    time::{Duration, Instant},
};

use crate::sessions::{
    Options, Record, SessionKey,
    cookie::seal,
    data::Data,
    engines::{EngineError, Readiness, Replace},
    expiry,
};

/// The maximum number of rounds. The result is the median of their times.
const ROUNDS: usize = 25;

/// No round begins after this time, and a round that takes longer fails.
const TIMEOUT: Duration = Duration::from_secs(2);

/// The times of an engine, in microseconds: the median of all rounds.
pub struct Measured {
    /// The times to create, to load and to replace a session.
    pub steps: [f64; 3],
    /// The size of the cookie (`name=value`) that the browser sends with each
    /// request, in bytes.
    pub cookie: usize,
}

impl Measured {
    /// Returns the longest of the times.
    pub fn longest(&self) -> f64 {
        self.steps.into_iter().fold(0.0, f64::max)
    }

    /// Returns whether browsers store a cookie of that size.
    pub fn fits(&self) -> bool {
        self.cookie <= crate::sessions::cookie::MAX_COOKIE_BYTES
    }
}

/// The times of one round to create, to load and to replace a session, and the
/// size of the cookie in bytes.
type Round = ([Duration; 3], usize);

/// Measures the engine of these options.
///
/// # Errors
/// Returns the reason if the engine does not work or takes longer than the
/// timeout.
pub async fn measure(options: &Options, size: usize) -> Result<Measured, String> {
    // Without its cache, `cached_db` would show the times of the database.
    let readiness = options.engine.check_readiness(options.clock.now());
    if let Readiness::Degraded(reason) = within(TIMEOUT, readiness).await? {
        return Err(reason.to_string());
    }
    let (begun, mut done) = (Instant::now(), Vec::new());
    while done.is_empty() || (done.len() < ROUNDS && begun.elapsed() < TIMEOUT) {
        done.push(round_and_deletion(options, size).await?);
    }
    let cookie = done.last().map_or(0, |(_, cookie)| *cookie);
    let step = |number: usize| median(done.iter().map(|(steps, _)| steps[number]).collect());
    Ok(Measured { steps: [step(0), step(1), step(2)], cookie })
}

/// Runs a round and deletes its session, also if the round fails or takes too
/// long: the session must not stay in the store.
async fn round_and_deletion(options: &Options, size: usize) -> Result<Round, String> {
    let key = RefCell::new(None);
    let round = within(TIMEOUT, round(options, size, &key)).await;
    if let Some(key) = key.take() {
        within(TIMEOUT, options.engine.delete(&key)).await?;
    }
    round
}

async fn round(
    options: &Options,
    size: usize,
    key: &RefCell<Option<SessionKey>>,
) -> Result<Round, EngineError> {
    let now = options.clock.now();
    let data = random_data(size);
    let expire_date = expiry::expiry_date(&data, options.expiry, now);
    let record = Record::new(data, expire_date);
    let next = Record { version: Record::version_after(record.version), ..record.clone() };
    let begun = Instant::now();
    let created = options.engine.create(&record).await?;
    let create = begun.elapsed();
    key.replace(Some(created.clone()));
    let begun = Instant::now();
    options.engine.load(&created).await?;
    let load = begun.elapsed();
    let begun = Instant::now();
    let replaced = options.engine.replace(&created, record.version, &next).await?;
    let steps = [create, load, begun.elapsed()];
    if let Replace::Replaced(replaced) = replaced {
        key.replace(Some(replaced));
    }
    Ok((steps, cookie_bytes(options, &created)))
}

async fn within<T>(time: Duration, work: impl Future<Output = Result<T, EngineError>>) -> Result<T, String> {
    match tokio::time::timeout(time, work).await {
        Ok(done) => done.map_err(|error| error.to_string()),
        Err(_) => Err(format!("more than {time:?}")),
    }
}

fn cookie_bytes(options: &Options, key: &SessionKey) -> usize {
    seal(&options.cookie.name, key.as_str(), options).len()
}

/// Returns data of random letters, which no store can compress.
fn random_data(size: usize) -> Data {
    let letters: String = (0..size).map(|_| char::from(rand::random_range(b'a'..=b'z'))).collect();
    let mut data = Data::default();
    data.set("text", format!("\"{letters}\""));
    data
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1_000_000.0)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use async_trait::async_trait;
    use time::OffsetDateTime;

    use super::*;
    use crate::sessions::{
        Keys,
        engines::{Cleared, Engine},
    };

    /// An engine that counts its sessions. `load` fails or never returns.
    struct Broken {
        sessions: Arc<AtomicUsize>,
        hangs: bool,
    }

    #[async_trait]
    impl Engine for Broken {
        fn name(&self) -> &'static str {
            "broken"
        }

        async fn load(&self, _: &SessionKey) -> Result<Option<Record>, EngineError> {
            if self.hangs {
                std::future::pending::<()>().await;
            }
            Err(EngineError::Unavailable("it is broken".to_owned()))
        }

        async fn create(&self, _: &Record) -> Result<SessionKey, EngineError> {
            self.sessions.fetch_add(1, Ordering::SeqCst);
            Ok(SessionKey::random())
        }

        async fn replace(&self, key: &SessionKey, _: i64, _: &Record) -> Result<Replace, EngineError> {
            Ok(Replace::Replaced(key.clone()))
        }

        async fn touch(&self, key: &SessionKey, _: &Record) -> Result<Replace, EngineError> {
            Ok(Replace::Replaced(key.clone()))
        }

        async fn delete(&self, _: &SessionKey) -> Result<(), EngineError> {
            self.sessions.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        }

        async fn clear_expired(&self, _: OffsetDateTime) -> Result<Cleared, EngineError> {
            Ok(Cleared::NotNeeded)
        }

        async fn check(&self) -> Result<(), EngineError> {
            Ok(())
        }

        async fn check_readiness(&self, _: OffsetDateTime) -> Result<Readiness, EngineError> {
            Ok(Readiness::Ready)
        }
    }

    #[actix_web::test]
    async fn a_round_that_fails_or_hangs_leaves_no_session_behind() {
        for (hangs, reason) in [(false, "it is broken"), (true, "more than")] {
            let sessions = Arc::new(AtomicUsize::new(0));
            let engine = Broken { sessions: Arc::clone(&sessions), hangs };
            let keys = Keys::derive("a secret key that only this test knows", &[]);
            let error = measure(&Options::new(Arc::new(engine), keys), 10).await.err().unwrap();
            assert!(error.contains(reason), "{error}");
            assert_eq!(sessions.load(Ordering::SeqCst), 0, "{error}");
        }
    }
}
