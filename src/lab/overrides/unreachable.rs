//! Which of the stores that the settings name can't be used here, and why: a
//! Redis that isn't there, a database that can't be opened. All are asked at
//! once, and none is waited for long.

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

/// How long a store may take to say that it is there.
const TIMEOUT: Duration = Duration::from_millis(300);

/// How long the answer holds: somebody who reloads the page again and again
/// does not keep a store that hangs busy.
const HOLDS: Duration = Duration::from_secs(1);

/// The settings that say where sessions are kept.
const PLACES: [&str; 3] = ["session.engine", "session.cache_alias", "session.database"];

/// What was found out last.
#[derive(Default)]
pub struct LastLook(Mutex<Option<(Instant, Arc<Unreachable>)>>);

/// What can't be used.
pub struct Unreachable(Vec<Gap>);

struct Gap {
    setting: &'static str,
    value: String,
    reason: Message,
}

impl Unreachable {
    /// Asks all stores.
    pub async fn look(lab: &Lab) -> Arc<Self> {
        // Whoever comes meanwhile waits for the same answer.
        let mut last = lab.last_look.0.lock().await;
        if let Some((when, found)) = &*last
            && when.elapsed() < HOLDS
        {
            return Arc::clone(found);
        }
        let asked = candidates(lab).into_iter().map(|(setting, value, session)| async move {
            let reason = why_not(lab, &session).await?;
            Some(Gap { setting, value, reason })
        });
        let found = Arc::new(Self(join_all(asked).await.into_iter().flatten().collect()));
        *last = Some((Instant::now(), Arc::clone(&found)));
        found
    }

    /// Why a setting can't have that value here.
    pub fn reason(&self, setting: &str, value: &str) -> Option<&Message> {
        let gap = self.0.iter().find(|gap| gap.setting == setting && gap.value == value);
        gap.map(|gap| &gap.reason)
    }

    /// Puts the reason beside each field that names such a store, if the
    /// browser wishes another place than the site's.
    pub fn refuse(&self, form: &mut Form, wished: &Overrides, session: &SessionSettings) {
        if PLACES.iter().all(|name| wished.get(name).is_none()) {
            return;
        }
        let (engine, cache, database) = (session.engine, &session.cache_alias, &session.database);
        let (uses_cache, uses_database) = (engine.needs(StoreKind::Cache), engine.needs(StoreKind::Database));
        for (setting, value, is_used) in [
            ("session.engine", "file", engine == EngineName::File),
            ("session.cache_alias", cache.as_str(), uses_cache),
            ("session.database", database.as_str(), uses_database),
        ] {
            if (is_used || wished.get(setting) == Some(value))
                && let Some(reason) = self.reason(setting, value)
            {
                form.reject(setting, reason.clone());
            }
        }
    }
}

/// A setting, its value, and sessions that are kept there and nowhere else.
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

async fn why_not(lab: &Lab, session: &SessionSettings) -> Option<Message> {
    let engine = (lab.options_for)(session).engine;
    let reason = match tokio::time::timeout(TIMEOUT, engine.check()).await {
        Ok(Ok(())) => return None,
        Ok(Err(EngineError::Unavailable(reason))) => reason,
        Ok(Err(error)) => error.to_string(),
        Err(_) => return Some(Message::new("lab-settings-silent")),
    };
    Some(Message::new("lab-settings-unreachable").with("reason", reason))
}
