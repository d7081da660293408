//! Undoes the move of a session to a new key when the store has not reported whether the
//! tombstone is stored. The request has failed, and its browser keeps the old cookie. With
//! a tombstone under the old key the visitor would lose the session, so the old record is
//! stored again. That changes the version, so that a delayed write of the tombstone
//! conflicts with it.

use std::{sync::Arc, time::Duration};

use crate::sessions::{
    engines::{EngineError, Replace},
    key::SessionKey,
    options::Options,
    record::Record,
    tombstone::{TOMBSTONE_AGE, Tombstone},
};

/// The pause before each attempt.
const PAUSE: Duration = Duration::from_millis(250);

/// Restores the session `base` under the key `old`, and deletes the one under `new`, whose
/// key no browser has. Repeats that until the store responds, at most for the lifetime of
/// the tombstone.
pub async fn undo_move(options: Arc<Options>, old: SessionKey, base: Record, new: SessionKey) {
    let until = options.clock.now() + TOMBSTONE_AGE;
    while options.clock.now() < until {
        tokio::time::sleep(PAUSE).await;
        let restore = tokio::time::timeout(options.store_timeout, restore(&options, &old, &base, &new));
        if let Ok(Ok(())) = restore.await {
            return;
        }
    }
    log::warn!("a session that could not be moved to a new key may be lost: its store did not respond");
}

async fn restore(
    options: &Options,
    old: &SessionKey,
    base: &Record,
    new: &SessionKey,
) -> Result<(), EngineError> {
    let mut expected = base.version;
    loop {
        let next = Record { version: Record::version_after(expected), ..base.clone() };
        match options.engine.replace(old, expected, &next).await? {
            Replace::Conflict(newer) if leads_to(&newer, new, options) => expected = newer.version,
            // The version has changed, so a delayed tombstone conflicts with it.
            Replace::Conflict(_) | Replace::Replaced(_) | Replace::Gone => break,
        }
    }
    options.engine.delete(new).await
}

/// Returns whether the record is the tombstone of the move to `new`.
fn leads_to(record: &Record, new: &SessionKey, options: &Options) -> bool {
    Tombstone::in_record(record).is_some_and(|tombstone| tombstone.leads_to(new, &options.keys))
}
