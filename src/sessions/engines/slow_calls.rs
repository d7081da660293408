//! A line in the log for each slow call to a store. It names the store and the operation,
//! and nothing of the session.

use std::time::Duration;

use super::observed::{CallObserver, EngineCall};

/// Logs each call that takes at least `threshold`.
pub struct SlowCallLog {
    /// The store as the settings name it, such as `caches.redis`.
    pub store: String,
    /// The shortest time of a slow call.
    pub threshold: Duration,
}

impl SlowCallLog {
    /// Returns the line of a slow call, or `None` if the call was fast.
    fn line(&self, call: EngineCall) -> Option<String> {
        let EngineCall { engine, operation, result, took } = call;
        // No request waits for a check, and its own error says more.
        if operation == "check" {
            return None;
        }
        let result: &str = result.into();
        let (store, took_ms) = (&self.store, took.as_millis());
        (took >= self.threshold).then(|| {
            format!("slow store call: {operation} on {store} ({engine}) took {took_ms} ms ({result})")
        })
    }
}

impl CallObserver for SlowCallLog {
    fn observe(&self, call: EngineCall) {
        if let Some(line) = self.line(call) {
            log::warn!("{line}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sessions::engines::CallResult;

    #[test]
    fn the_line_of_a_slow_call_names_store_and_operation_and_a_fast_call_has_none() {
        let log = SlowCallLog { store: "caches.redis".to_owned(), threshold: Duration::from_millis(100) };
        let call = |took| EngineCall { engine: "redis", operation: "swap", result: CallResult::Stored, took };
        assert_eq!(log.line(call(Duration::from_micros(99_999))), None);
        assert_eq!(
            log.line(call(Duration::from_millis(100))).as_deref(),
            Some("slow store call: swap on caches.redis (redis) took 100 ms (stored)")
        );
    }
}
