//! Clears expired sessions on a schedule (E11). They are never served in any
//! case; this gives the room back.

use std::{sync::Arc, time::Duration};

use crate::sessions::{Options, engines::Cleared};

/// Clears each time so long after the last, for ever; never if it is zero.
pub async fn sweep(sessions: Arc<Options>, interval: Duration) {
    if interval.is_zero() {
        return;
    }
    loop {
        tokio::time::sleep(interval).await;
        match sessions.engine.clear_expired(sessions.clock.now()).await {
            Ok(Cleared::Removed(0)) => {}
            Ok(Cleared::Removed(count)) => log::info!("{count} expired sessions were removed"),
            Ok(Cleared::NotNeeded) => return,
            Err(error) => log::warn!("expired sessions could not be removed: {error}"),
        }
    }
}
