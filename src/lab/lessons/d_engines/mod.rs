//! Lessons D: engines.

mod bytes;
mod caches;
mod choosing;
mod forged;
mod growing;
mod own_cache;
mod processes;
mod sealed;
mod side_by_side;
mod stored;
mod two_engines;

use std::sync::Mutex;

use actix_web::web::ServiceConfig;

use super::{Lesson, excerpt, text};
use sealed::Sent;
use two_engines::TwoEngines;

/// What these lessons keep for a browser.
#[derive(Default)]
pub struct KeptOfEngines {
    /// A cache of its own, and two engines over it.
    two: tokio::sync::Mutex<Option<TwoEngines>>,
    /// The cookie that it tampered with last.
    sent: Mutex<Option<Sent>>,
}

/// In the order in which they are read.
pub static LESSONS: &[Lesson] = &[
    Lesson {
        slug: "d1-engines",
        behaviours: &["D1", "D22"],
        text: text!("d1-engines"),
        code: &[
            excerpt!("src/sessions/engines/mod.rs", "pub trait Engine"),
            excerpt!("src/app/stores.rs", "async fn open("),
        ],
        controls: Some(choosing::draw),
    },
    Lesson {
        slug: "d2-db",
        behaviours: &["D2", "D3"],
        text: text!("d2-db"),
        code: &[
            excerpt!("migrations/sqlite/2026-11-01-000001_sessions/up.sql", "CREATE TABLE sessions ("),
            excerpt!("src/sessions/engines/db.rs", "async fn replace("),
        ],
        controls: Some(stored::draw_row),
    },
    Lesson {
        slug: "d4-file",
        behaviours: &["D4", "D5"],
        text: text!("d4-file"),
        code: &[
            excerpt!("src/sessions/engines/file/folder.rs", "pub fn open("),
            excerpt!("src/sessions/engines/file/swapping.rs", "pub fn swap("),
            excerpt!("src/sessions/codec.rs", "pub fn write("),
        ],
        controls: Some(stored::draw_file),
    },
    Lesson {
        slug: "d6-caches",
        behaviours: &["D6", "D7"],
        text: text!("d6-caches"),
        code: &[
            excerpt!("src/caches/mod.rs", "pub trait Cache"),
            excerpt!("src/app/stores.rs", "fn open_cache("),
        ],
        controls: Some(caches::draw),
    },
    Lesson {
        slug: "d8-cache-full-and-restarted",
        behaviours: &["D8", "D9", "D13"],
        text: text!("d8-cache-full-and-restarted"),
        code: &[
            excerpt!("src/caches/memory.rs", "pub fn new(max_entries"),
            excerpt!("src/sessions/engines/cached_db.rs", "async fn load("),
            excerpt!("src/lab/lessons/d_engines/two_engines.rs", "pub fn restart_cache("),
        ],
        controls: Some(side_by_side::draw_both),
    },
    Lesson {
        slug: "d10-two-processes",
        behaviours: &["D10"],
        text: text!("d10-two-processes"),
        code: &[
            excerpt!("src/lab/lessons/d_engines/processes.rs", "async fn count("),
            excerpt!("src/caches/memory.rs", "pub struct MemoryCache("),
        ],
        controls: Some(processes::draw),
    },
    Lesson {
        slug: "d11-cached-db",
        behaviours: &["D11", "D12"],
        text: text!("d11-cached-db"),
        code: &[
            excerpt!("src/sessions/engines/cached_db.rs", "async fn load("),
            excerpt!("src/sessions/engines/cached_db.rs", "async fn write("),
            excerpt!("src/sessions/engines/cached_db.rs", "async fn store_if_newer("),
        ],
        controls: Some(side_by_side::draw_cached_db),
    },
    Lesson {
        slug: "d14-signed-cookies",
        behaviours: &["D14", "D15", "D16", "D17"],
        text: text!("d14-signed-cookies"),
        code: &[
            excerpt!("src/sessions/engines/signed_cookies.rs", "fn encode("),
            excerpt!("src/sessions/cookie.rs", "fn open("),
            excerpt!("src/sessions/cookie.rs", "pub fn write_set_cookie("),
        ],
        controls: Some(sealed::draw),
    },
    Lesson {
        slug: "d18-bytes",
        behaviours: &["D18", "D20", "D21"],
        text: text!("d18-bytes"),
        code: &[
            excerpt!("src/sessions/unit_of_work/saving.rs", "pub(super) fn record("),
            excerpt!("src/lab/engines_compared/measuring.rs", "async fn round("),
        ],
        controls: Some(bytes::draw),
    },
    Lesson {
        slug: "d19-forged",
        behaviours: &["D19"],
        text: text!("d19-forged"),
        code: &[
            excerpt!("src/lab/lessons/d_engines/forged.rs", "async fn forge("),
            excerpt!("src/sessions/cookie.rs", "pub fn verify("),
        ],
        controls: Some(forged::draw),
    },
];

/// What their controls do.
pub fn routes(config: &mut ServiceConfig) {
    side_by_side::routes(config);
    processes::routes(config);
    sealed::routes(config);
    growing::routes(config);
    bytes::routes(config);
}
