//! Checks which of the stores in the settings can't be used, and why: a Redis
//! that does not run, a database that can't be opened. All checks run at once,
//! with a short timeout.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use tokio::sync::Mutex;

use crate::{
    i18n::Message,
    lab::{Lab, Overrides},
    sessions::engines::EngineError,
    settings::{EngineName, SessionSettings, StoreKind},
    web::Form,
};

/// How long the check of a store may take.
const TIMEOUT: Duration = Duration::from_millis(300);

/// How long a result is reused, so that reloads of the page do not keep a store
/// busy that hangs.
const RESULT_TTL: Duration = Duration::from_secs(1);

/// The settings that choose the store.
const STORE_SETTINGS: [&str; 3] = ["session.engine", "session.cache_alias", "session.database"];

/// The last result, and when it was checked.
#[derive(Default)]
pub struct StoreChecks(Mutex<Option<(Instant, Arc<UnavailableStores>)>>);

/// The stores that can't be used.
pub struct UnavailableStores(Vec<UnavailableStore>);

/// The value of a setting that names such a store.
struct UnavailableStore {
    setting: &'static str,
    value: String,
    reason: Message,
}

impl UnavailableStores {
    /// Checks all stores, unless the last result is recent.
    pub async fn check(lab: &Lab) -> Arc<Self> {
        // A request that comes meanwhile waits for this result.
        let mut last = lab.store_checks.0.lock().await;
        if let Some((when, found)) = &*last
            && when.elapsed() < RESULT_TTL
        {
            return Arc::clone(found);
        }
        let checks = candidates(lab).into_iter().map(|(setting, value, session)| async move {
            let reason = reason_against(lab, &session).await?;
            Some(UnavailableStore { setting, value, reason })
        });
        let found = Arc::new(Self(join_all(checks).await.into_iter().flatten().collect()));
        *last = Some((Instant::now(), Arc::clone(&found)));
        found
    }

    /// Returns why a setting can't have a value.
    pub fn reason(&self, setting: &str, value: &str) -> Option<&Message> {
        let found = self.0.iter().find(|store| store.setting == setting && store.value == value);
        found.map(|store| &store.reason)
    }

    /// Rejects each field that names such a store, if the browser overrides the
    /// site's store.
    pub fn refuse(&self, form: &mut Form, overrides: &Overrides, session: &SessionSettings) {
        if STORE_SETTINGS.iter().all(|name| overrides.get(name).is_none()) {
            return;
        }
        let (engine, cache, database) = (session.engine, &session.cache_alias, &session.database);
        let (uses_cache, uses_database) = (engine.needs(StoreKind::Cache), engine.needs(StoreKind::Database));
        for (setting, value, is_used) in [
            ("session.engine", "file", engine == EngineName::File),
            ("session.cache_alias", cache.as_str(), uses_cache),
            ("session.database", database.as_str(), uses_database),
        ] {
            if (is_used || overrides.get(setting) == Some(value))
                && let Some(reason) = self.reason(setting, value)
            {
                form.reject(setting, reason.clone());
            }
        }
    }
}

/// Returns settings and values, each with session settings that use that store
/// alone.
fn candidates(lab: &Lab) -> Vec<(&'static str, String, SessionSettings)> {
    let site = &lab.settings.session;
    let in_engine = |engine| SessionSettings { engine, ..site.clone() };
    let caches = lab.settings.caches.keys().map(|alias| {
        let session = SessionSettings { cache_alias: alias.clone(), ..in_engine(EngineName::Cache) };
        ("session.cache_alias", alias.clone(), session)
    });
    let databases = lab.settings.databases.keys().map(|alias| {
        let session = SessionSettings { database: alias.clone(), ..in_engine(EngineName::Db) };
        ("session.database", alias.clone(), session)
    });
    let file = ("session.engine", "file".to_owned(), in_engine(EngineName::File));
    caches.chain(databases).chain([file]).collect()
}

async fn reason_against(lab: &Lab, session: &SessionSettings) -> Option<Message> {
    let engine = (lab.options_for)(session).engine;
    let reason = match tokio::time::timeout(TIMEOUT, engine.check()).await {
        Ok(Ok(())) => return None,
        Ok(Err(EngineError::Unavailable(reason))) => reason,
        Ok(Err(error)) => error.to_string(),
        Err(_) => return Some(Message::new("lab-settings-silent")),
    };
    Some(Message::new("lab-settings-unreachable").with("reason", reason))
}
