//! Removes expired sessions, their logins, and the counts of login attempts that are
//! forgotten, at an interval (E11: the store keeps
//! expired sessions until they are cleared). Expired sessions are never served;
//! clearing them frees space.

use std::{sync::Arc, time::Duration};

use crate::{
    accounts,
    databases::Database,
    monitoring::SESSIONS_CLEARED,
    sessions::{Options, engines::Cleared},
};

/// Clears the sessions again and again, with a pause of `interval`. Returns at
/// once if `interval` is zero.
pub async fn sweep(sessions: Arc<Options>, database: Database, interval: Duration) {
    if interval.is_zero() {
        return;
    }
    loop {
        tokio::time::sleep(varied(interval)).await;
        clear_sessions(&sessions).await;
        clear_logins(&sessions, &database).await;
        clear_attempts(&sessions, &database).await;
    }
}

async fn clear_attempts(sessions: &Options, database: &Database) {
    if let Err(error) = accounts::clear_attempts(database, sessions.clock.now()).await {
        log::warn!("counts of login attempts that are over could not be removed: {error}");
    }
}

/// Returns a pause that is up to a tenth shorter or longer than `interval`, so that
/// processes that started together do not clear together.
fn varied(interval: Duration) -> Duration {
    interval.mul_f64(rand::random_range(0.9..=1.1))
}

async fn clear_sessions(sessions: &Options) {
    match sessions.engine.clear_expired(sessions.clock.now()).await {
        Ok(Cleared::Removed(0) | Cleared::NotNeeded) => {}
        Ok(Cleared::Removed(count)) => {
            SESSIONS_CLEARED.add(count, []);
            log::info!("{count} expired sessions were removed");
        }
        Err(error) => log::warn!("expired sessions could not be removed: {error}"),
    }
}

async fn clear_logins(sessions: &Options, database: &Database) {
    match accounts::clear_logins(database, sessions.clock.now()).await {
        Ok(0) => {}
        Ok(count) => log::info!("{count} logins were removed, whose sessions have expired"),
        Err(error) => log::warn!("logins whose sessions have expired could not be removed: {error}"),
    }
}
