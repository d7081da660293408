//! F6: a session key is a secret. No log line of the crate contains one, however the store
//! fails.

use std::time::Duration;

use crate::support::{
    Dictionary, EngineAndStore,
    faulty::{Call, Fault},
    log_lines, over_every_store,
};

over_every_store! {
    no_log_line_holds_a_session_key_whatever_fails,
}

const CALLS: [Call; 5] = [Call::Load, Call::Create, Call::Replace, Call::Touch, Call::Delete];

const REQUESTS: [&str; 8] =
    ["get a", "set a 2", "raw_insert a 3", "cycle_key", "flush", "flush\nset a 4", "raw_purge", "clear"];

async fn no_log_line_holds_a_session_key_whatever_fails(combination: EngineAndStore) {
    let lines = log_lines::collect();
    let change = |options: &mut session_shop::sessions::Options| {
        options.store_timeout = Duration::from_millis(300);
        options.save_every_request = true;
    };
    let dictionary = Dictionary::over_with(combination, change).await;
    for call in CALLS {
        for fault in [Fault::Error, Fault::Unreadable] {
            for request in REQUESTS {
                let visitor = dictionary.visitor_with(&["set a 1"]).await;
                dictionary.faults.set(&[call], fault);
                visitor.run(&[request]).await;
                dictionary.faults.clear();
                visitor.run(&["get a"]).await;
            }
        }
    }
    let probe = format!("probe {:016x}", rand::random::<u64>());
    log::trace!(target: "session_shop::sessions", "{probe}");
    assert_eq!(lines.with(&probe).len(), 1, "every level is collected");
    let keys = dictionary.faults.created();
    assert!(keys.len() >= CALLS.len() * 2 * REQUESTS.len());
    for key in keys {
        assert_eq!(lines.with(key.as_str()), Vec::<String>::new());
    }
}
