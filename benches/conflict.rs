//! Measures what it costs that no update is lost (H1): a replacement that conflicts
//! with a newer version, repeats its change on it and replaces it, compared with a
//! replacement without a conflict. A conflict costs a second store call and the replay.
//!
//! `cargo bench --bench conflict`; `--features server-tests` adds real servers. The
//! names read `replace/db-sqlite/conflict`. A session has 2 kB; the change adds one
//! tea to the cart.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may panic")]

mod stores;

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use session_shop::sessions::{
    Record, SessionKey,
    changes::{Change, difference, replay},
    engines::{Engine, Replace},
};

use stores::{SERVER_SIDE, open, record, runtime};

/// Entries of a session, 100 bytes each.
const ENTRIES: usize = 20;

/// Saves changes to a record that was loaded, and repeats them on the newer record
/// after a conflict. Returns the stored record.
async fn save(engine: &dyn Engine, key: &SessionKey, loaded: &Record, changes: &[Change]) -> Record {
    let mut expected = loaded.version;
    let mut data = replay(changes, &loaded.data).unwrap();
    loop {
        let version = Record::version_after(expected);
        let next = Record { data, version, ..loaded.clone() };
        match engine.replace(key, expected, &next).await.unwrap() {
            Replace::Replaced(_) => return next,
            Replace::Gone => panic!("no other task deletes this session"),
            Replace::Conflict(newer) => {
                // As the framework does: also changes that the handler did not record.
                let rest = difference(&replay(changes, &loaded.data).unwrap(), &next.data);
                let all: Vec<Change> = changes.iter().cloned().chain(rest).collect();
                data = replay(&all, &newer.data).unwrap();
                expected = newer.version;
            }
        }
    }
}

/// Saves `times` times from a record that is `behind` by that many versions.
async fn saved(engine: &dyn Engine, behind: i64, times: u64) -> Duration {
    let changes = [one_more()];
    let first = record(ENTRIES);
    let key = engine.create(&first).await.unwrap();
    let mut present = save(engine, &key, &first, &changes).await;
    let started = Instant::now();
    for _ in 0..times {
        let version = present.version - behind;
        present = save(engine, &key, &Record { version, ..present }, &changes).await;
    }
    started.elapsed()
}

fn one_more() -> Change {
    Change::Edit(Rc::new(|data| {
        let count: u64 = data.value("cart").ok().flatten().unwrap_or(0);
        data.set_value("cart", &(count + 1))
    }))
}

fn conflict(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("replace");
    let runtime = runtime();
    for (name, combination) in SERVER_SIDE {
        let store = open(&runtime, *combination);
        let engine = &*store.engine;
        for (case, behind) in [("undisturbed", 0), ("conflict", 1)] {
            group.bench_function(BenchmarkId::new(*name, case), |bencher| {
                bencher.to_async(&runtime).iter_custom(async |times| saved(engine, behind, times).await);
            });
        }
    }
}

criterion_group! {
    name = conflicts;
    config = stores::short();
    targets = conflict
}
criterion_main!(conflicts);
