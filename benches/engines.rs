//! Measures how long each engine takes to load, create and replace a session of 200 bytes,
//! 2 kB and 20 kB. The names read `load/db-sqlite/2kB`.
//!
//! `cargo bench --bench engines` measures the stores without a server. With
//! `--features server-tests` it also starts private servers (`tests/install` installs
//! them). Their PostgreSQL and MariaDB do not wait for the disk, so these figures show the
//! cost of the round trip and not of durability. `cargo bench --bench engines -- load/`
//! measures a part.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may panic")]

mod stores;

use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use session_shop::sessions::{
    Record,
    engines::{Engine, Replace},
};

use stores::{SERVER_SIDE, SIGNED_COOKIES, SIZES, open, record, runtime};

fn load(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load");
    let runtime = runtime();
    for (name, combination) in SERVER_SIDE.iter().chain([&SIGNED_COOKIES]) {
        let store = open(&runtime, *combination);
        for (size, entries) in SIZES {
            group.bench_function(BenchmarkId::new(*name, size), |bencher| {
                let engine = &store.engine;
                let key = runtime.block_on(engine.create(&record(entries))).unwrap();
                bencher.to_async(&runtime).iter(async || engine.load(&key).await.unwrap().unwrap());
            });
        }
    }
}

fn create(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("create");
    let runtime = runtime();
    for (name, combination) in SERVER_SIDE.iter().chain([&SIGNED_COOKIES]) {
        let store = open(&runtime, *combination);
        for (size, entries) in SIZES {
            group.bench_function(BenchmarkId::new(*name, size), |bencher| {
                let record = record(entries);
                bencher.to_async(&runtime).iter(async || store.engine.create(&record).await.unwrap());
            });
        }
    }
}

fn replace(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("replace");
    let runtime = runtime();
    for (name, combination) in SERVER_SIDE.iter().chain([&SIGNED_COOKIES]) {
        let store = open(&runtime, *combination);
        for (size, entries) in SIZES {
            group.bench_function(BenchmarkId::new(*name, size), |bencher| {
                let (engine, record) = (&*store.engine, record(entries));
                bencher.to_async(&runtime).iter_custom(async |times| replaced(engine, &record, times).await);
            });
        }
    }
}

/// Replaces a new session `times` times and returns the time that this took.
async fn replaced(engine: &dyn Engine, record: &Record, times: u64) -> Duration {
    let mut key = engine.create(record).await.unwrap();
    let mut record = record.clone();
    let started = Instant::now();
    for _ in 0..times {
        let expected = record.version;
        record.version = Record::version_after(expected);
        match engine.replace(&key, expected, &record).await.unwrap() {
            Replace::Replaced(same) => key = same,
            other => panic!("no other task writes: {other:?}"),
        }
    }
    started.elapsed()
}

criterion_group! {
    name = engines;
    config = stores::short();
    targets = load, create, replace
}
criterion_main!(engines);
