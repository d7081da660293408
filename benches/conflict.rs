//! What it costs that no update is lost (H1): a replacement that meets a newer
//! version, makes its change again on that and replaces it, beside one that
//! meets nobody. Two answers of the store instead of one, and the replay.
//!
//! `cargo bench --bench conflict`, and with `--features server-tests` over real
//! servers too. The names read `replace/db-sqlite/conflict`. A session here has
//! 2 kB; the change puts one tea more into the cart.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that can't go on should stop")]

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

/// Of 100 bytes each.
const ENTRIES: usize = 20;

/// Saving a change to the record that was loaded, again and again if it must.
async fn save(engine: &dyn Engine, key: &SessionKey, loaded: &Record, changes: &[Change]) -> Record {
    let mut next = Record { data: replay(changes, &loaded.data).unwrap(), ..loaded.clone() };
    loop {
        match engine.replace(key, &next).await.unwrap() {
            Replace::Replaced(_) => return Record { version: next.version + 1, ..next },
            Replace::Gone => panic!("nobody ends this session"),
            Replace::Conflict(newer) => {
                // As the framework does: what the handler did past the noted changes too.
                let rest = difference(&replay(changes, &loaded.data).unwrap(), &next.data);
                let all: Vec<Change> = changes.iter().cloned().chain(rest).collect();
                next = Record { data: replay(&all, &newer.data).unwrap(), ..newer };
            }
        }
    }
}

/// Saves so many times from a record that is `behind` by so many versions.
async fn saved(engine: &dyn Engine, behind: i64, times: u64) -> Duration {
    let changes = [one_more()];
    let first = record(ENTRIES);
    let key = engine.create(&first).await.unwrap();
    let mut present = save(engine, &key, &Record { version: 1, ..first }, &changes).await;
    let since = Instant::now();
    for _ in 0..times {
        let version = present.version - behind;
        present = save(engine, &key, &Record { version, ..present }, &changes).await;
    }
    since.elapsed()
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
