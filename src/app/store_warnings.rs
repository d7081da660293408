//! Warnings at the start about a session store that can lose or return outdated
//! sessions. Each is one line of the log and names better settings.

use super::stores::Stores;
use crate::settings::{Backend, EngineName, Settings};

/// Logs the warnings about the session store.
pub async fn log(settings: &Settings, stores: &Stores) {
    let alias = &settings.session.cache_alias;
    let backend = settings.caches.get(alias).map(|cache| cache.backend);
    match (settings.session.engine, backend) {
        (EngineName::CachedDb, Some(Backend::Memory)) => log::warn!(
            "session.engine cached_db over the cache {alias} in memory is for one process: two processes \
             would serve older sessions than the database has. Run one process, or name a Redis or \
             Memcached cache by session.cache_alias"
        ),
        (EngineName::Cache, Some(Backend::Redis)) => log_redis_persistence(alias, stores).await,
        _ => {}
    }
}

async fn log_redis_persistence(alias: &str, stores: &Stores) {
    let Ok(cache) = stores.cache(alias) else { return };
    match cache.can_restore_old_data().await {
        Ok(false) => {}
        Ok(true) => log::warn!(
            "the Redis of the cache {alias} restarts from an older snapshot, or fails over to a replica that \
             lacks the last writes: sessions that have ended can come back. Safe are `save \"\"` with \
             `appendonly no`, or `appendonly yes` with `appendfsync always`"
        ),
        Err(error) => log::info!(
            "the Redis of the cache {alias} does not show its persistence ({error}). Safe are `save \"\"` \
             with `appendonly no`, or `appendonly yes` with `appendfsync always`"
        ),
    }
}
