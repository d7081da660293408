//! Tries on a cache what a session needs of it: add, compare and swap, read and delete. A
//! server can respond to reads and refuse one of these, for example because its memory is
//! full, because it is a replica, or because a user may not run scripts.

use std::time::Duration;

use super::{Cache, CacheError, Swap};

/// The time to live of the entry, if it can't be deleted.
const TTL: Duration = Duration::from_secs(60);

/// Stores, swaps, reads and deletes an entry. No other entry may have the name `key`.
///
/// # Errors
/// The error of the call that failed, or [`CacheError::Unavailable`] if the cache does not
/// return what was stored.
pub async fn check_round_trip(cache: &dyn Cache, key: &str) -> Result<(), CacheError> {
    let used = add_and_swap(cache, key).await;
    let deleted = cache.delete(key).await;
    used.and(deleted)
}

async fn add_and_swap(cache: &dyn Cache, key: &str) -> Result<(), CacheError> {
    let (first, second) = ("1 check", "2 check");
    let is_added = cache.add(key, first, TTL).await?;
    let is_swapped = cache.swap(key, "1 ", second, TTL).await? == Swap::Swapped;
    let is_stored = cache.get(key).await?.as_deref() == Some(second);
    let lost = || CacheError::Unavailable("the cache does not keep what it stores".to_owned());
    (is_added && is_swapped && is_stored).then_some(()).ok_or_else(lost)
}
