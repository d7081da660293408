//! A session was to move to a new key, and the store did not say whether the
//! tombstone is under the old one. The request has failed and its browser holds the
//! old cookie. If the tombstone is there, or still on its way, the visitor would
//! lose the session; so the old record is written once more. Afterwards the version
//! is another one, and a tombstone that is still on its way conflicts with it.

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

/// Puts the session `base` back under the key `old`, and deletes the one under
/// `new`, which no browser knows. Tries until the store is there again, for as long
/// as the tombstone lasts.
pub async fn undo_move(options: Arc<Options>, old: SessionKey, base: Record, new: SessionKey) {
    let until = options.clock.now() + TOMBSTONE_AGE;
    while options.clock.now() < until {
        tokio::time::sleep(PAUSE).await;
        let put_back = tokio::time::timeout(options.store_timeout, put_back(&options, &old, &base, &new));
        if let Ok(Ok(())) = put_back.await {
            return;
        }
    }
    log::warn!("a session that could not be moved to a new key may be lost: its store stayed away");
}

async fn put_back(
    options: &Options,
    old: &SessionKey,
    base: &Record,
    new: &SessionKey,
) -> Result<(), EngineError> {
    let mut version = base.version;
    loop {
        match options.engine.replace(old, &Record { version, ..base.clone() }).await? {
            Replace::Conflict(newer) if leads_to(&newer, new, options) => version = newer.version,
            // Somebody else has written since, so the tombstone can't be on its way.
            Replace::Conflict(_) | Replace::Replaced(_) | Replace::Gone => break,
        }
    }
    options.engine.delete(new).await
}

fn leads_to(record: &Record, new: &SessionKey, options: &Options) -> bool {
    Tombstone::of(record).is_some_and(|tombstone| tombstone.leads_to(new, &options.keys))
}
