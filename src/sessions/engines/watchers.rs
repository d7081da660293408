//! The observers of store calls that monitoring needs: metrics and spans.

use super::observed::{CallObserver, EngineCall};
use crate::monitoring::{STORE_CALLS, spans};

/// Records each call in the metrics.
pub struct CallMetrics;

impl CallObserver for CallMetrics {
    fn observe(&self, EngineCall { engine, operation, result, took }: EngineCall) {
        let result: &'static str = result.into();
        STORE_CALLS.observe(took, [engine.into(), operation.into(), result.into()]);
    }
}

/// Records each call as a span inside that of its request.
pub struct CallSpans;

impl CallObserver for CallSpans {
    fn observe(&self, EngineCall { engine, operation, result, took }: EngineCall) {
        spans::record_call(engine, operation, result.into(), took);
    }
}
