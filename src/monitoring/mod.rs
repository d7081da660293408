//! The metrics of the process: their names, their labels, and the functions that record
//! them. `app` serves them to Prometheus if `metrics.bind` names an address; without it
//! nothing is recorded.
//!
//! The values of labels come from the program and its settings, never from a visitor: the
//! pattern of a route and not the path, a known method, the name of an engine. So the number
//! of time series has a bound, and no series shows what a visitor does.

mod metric;
mod recorder;
#[cfg(test)]
mod reference;
pub mod spans;

use std::time::Duration;

pub use metric::{Kind, Metric, Raised};
pub use recorder::{Exporter, is_enabled};

use metric::{counter, gauge, histogram};

/// The time until a response is ready to be sent. Its count is the number of requests.
pub const REQUESTS: Metric = histogram(
    "http_request_duration_seconds",
    &["method", "route", "status"],
    "Time from the head of a request until its response is ready to be sent. `method` is GET, HEAD, POST or other; \
     `route` is the pattern of the route, or unmatched; `status` is the status, or canceled if the client went away.",
);

/// The requests that are being served.
pub const REQUESTS_IN_PROGRESS: Metric =
    gauge("http_requests_in_progress", &[], "Requests whose response is not ready yet.");

/// The calls to the session engines, and to the caches behind them.
pub const STORE_CALLS: Metric = histogram(
    "session_store_call_duration_seconds",
    &["engine", "operation", "result"],
    "Time of a call to a session engine, or to the cache or database behind it. `engine` is the name of the engine or \
     the backend of the cache; `result` is hit, miss, stored, conflict, gone, done, failed, or canceled if \
     the caller stopped waiting.",
);

/// The circuit breakers.
pub const BREAKERS_OPEN: Metric = gauge(
    "cache_breakers_open",
    &[],
    "Circuit breakers that keep calls away from a cache that does not respond.",
);

/// The failures after which a circuit breaker opens.
pub const BREAKER_FAILURES: Metric =
    counter("cache_breaker_failures_total", &[], "Failed calls to a cache behind a circuit breaker.");

/// The sessions that were stored under a new key.
pub const SESSIONS_CREATED: Metric = counter(
    "sessions_created_total",
    &[],
    "Sessions that were stored under a new key. A login, which moves the session to a new key, counts too.",
);

/// The conflicts of two requests of one session.
pub const CONFLICTS: Metric = counter(
    "session_conflicts_total",
    &[],
    "Writes that were refused because another request had changed the session since it was loaded.",
);

/// The changes that were made again on a newer record.
pub const REPLAYS: Metric = counter(
    "session_replays_total",
    &[],
    "Requests whose changes were made again on the record that another request had stored.",
);

/// The expired sessions that were removed.
pub const SESSIONS_CLEARED: Metric =
    counter("sessions_cleared_total", &[], "Expired sessions that this process has removed from the store.");

/// The events of the audit trail.
pub const AUDIT_EVENTS: Metric = counter(
    "audit_events_total",
    &["event"],
    "Events that matter for security, as in the audit trail: login, login_failed, login_limited, form_refused and others.",
);

/// The connections to a database.
pub const POOL_CONNECTIONS: Metric = gauge(
    "database_pool_connections",
    &["database", "state"],
    "Connections to a database: busy, or idle. `database` is its name in the settings.",
);

/// The size of the pool of a database.
pub const POOL_LIMIT: Metric = gauge(
    "database_pool_connections_max",
    &["database"],
    "The maximum number of busy connections to a database.",
);

/// The threads that compute password hashes.
pub const HASHING_THREADS: Metric =
    gauge("password_hashing_threads", &["state"], "Threads that compute password hashes: busy, or idle.");

/// The requests that wait for a thread.
pub const HASHING_QUEUE: Metric = gauge(
    "password_hashing_queue",
    &["place"],
    "Places for requests that wait for a password hash: taken, or free. Without a free one, a login gets a 503.",
);

/// The version of the program.
pub const BUILD_INFO: Metric = gauge("session_shop_build_info", &["version"], "1; the label is the version.");

/// All metrics, in the order of `docs/MONITORING.md`.
pub const METRICS: &[&Metric] = &[
    &REQUESTS,
    &REQUESTS_IN_PROGRESS,
    &STORE_CALLS,
    &BREAKERS_OPEN,
    &BREAKER_FAILURES,
    &SESSIONS_CREATED,
    &CONFLICTS,
    &REPLAYS,
    &SESSIONS_CLEARED,
    &AUDIT_EVENTS,
    &POOL_CONNECTIONS,
    &POOL_LIMIT,
    &HASHING_THREADS,
    &HASHING_QUEUE,
    &BUILD_INFO,
];

/// The upper bounds of the buckets of each histogram, seconds. A page over SQLite takes a
/// few milliseconds; the timeout of a store is 0.8 s by default.
const BUCKETS: [f64; 13] = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The time between two rounds in which the recorder sums up what histograms have received,
/// so that its memory does not grow while nobody scrapes.
const UPKEEP_INTERVAL: Duration = Duration::from_secs(5);
