//! A session engine of your own: sessions in a map in the memory of this process. A
//! page that counts visits uses it: `cargo run --example own_engine`, then open
//! <http://localhost:8090> twice. `docs/own-engine.md` explains what an engine must
//! do; `cargo test --example own_engine` checks that this one does it.

use std::{collections::HashMap, sync::Arc, sync::Mutex, sync::MutexGuard, sync::PoisonError};

use actix_web::{App, HttpServer, web};
use session_shop::sessions::engines::{Cleared, Engine, EngineError, Replace};
use session_shop::sessions::{Error, Keys, Options, Record, Session, SessionKey, SessionLayer};
use time::OffsetDateTime;

#[derive(Default)]
struct MapEngine(Mutex<HashMap<SessionKey, Record>>);

impl MapEngine {
    /// A std `Mutex`, not tokio's: no guard is held across an `.await`.
    fn map(&self) -> MutexGuard<'_, HashMap<SessionKey, Record>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Compares and swaps under one lock, so no other call runs between the two.
    fn swap(&self, key: &SessionKey, expected: i64, next: &Record) -> Replace {
        match self.map().get_mut(key) {
            None => Replace::Gone,
            Some(current) if current.version != expected => Replace::Conflict(current.clone()),
            Some(current) => {
                current.clone_from(next);
                Replace::Replaced(key.clone())
            }
        }
    }
}

#[async_trait::async_trait]
impl Engine for MapEngine {
    fn name(&self) -> &'static str {
        "map"
    }
    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        Ok(self.map().get(key).cloned()) // expired or not: the framework checks the expiry
    }
    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        let key = SessionKey::random(); // 165 random bits: no other session has this key
        self.map().insert(key.clone(), record.clone());
        Ok(key)
    }
    async fn replace(&self, key: &SessionKey, expected: i64, next: &Record) -> Result<Replace, EngineError> {
        Ok(self.swap(key, expected, next))
    }
    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        Ok(self.swap(key, record.version, record)) // a later expiry, the same version
    }
    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        self.map().remove(key);
        Ok(())
    }
    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError> {
        let removed = self.map().extract_if(|_, record| record.is_expired(now)).count();
        Ok(Cleared::Removed(removed as u64))
    }
    async fn check(&self) -> Result<(), EngineError> {
        Ok(())
    }
}

async fn counter(session: Session) -> Result<String, Error> {
    session.change("visits", |visits: Option<u32>| Some(visits.unwrap_or(0) + 1))?;
    Ok(format!("You have been here {} times.\n", session.get_or("visits", 0)?))
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let keys = Keys::derive("at least 32 bytes that nobody else knows", &[]);
    let options = Arc::new(Options::new(Arc::new(MapEngine::default()), keys));
    let app =
        move || App::new().wrap(SessionLayer::new(Arc::clone(&options))).route("/", web::get().to(counter));
    println!("counting at http://localhost:8090");
    HttpServer::new(app).bind("127.0.0.1:8090")?.run().await
}

#[cfg(test)]
mod tests {
    use session_shop::sessions::engines::contract;

    use super::MapEngine;

    #[actix_web::test]
    async fn the_engine_keeps_the_contract() {
        contract::check(&MapEngine::default()).await;
    }
}
