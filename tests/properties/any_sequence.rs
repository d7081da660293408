//! Any sequence of operations, spread over requests and over time, has the same result over
//! each engine as over a plain map.

use std::time::Duration;

use actix_web::rt::System;
use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};
use time::format_description::well_known::Rfc3339;

use super::plain_map::{ExpiryValue, Operation, PlainMap};
use crate::support::{Dictionary, EngineAndStore, visitor::Visitor};

/// Random sequences for each engine.
const CASES: u32 = 128;

/// One step of a sequence.
#[derive(Clone, Debug)]
enum Step {
    Request(Vec<Operation>),
    /// The clock moves forward, in seconds.
    Advance(u64),
    /// The request of the first tab begins before and ends after that of the second tab.
    TwoTabs(Vec<Operation>, Vec<Operation>),
}

#[test]
fn any_sequence_over_the_db_engine_matches_a_plain_map() {
    try_sequences(EngineAndStore::DbSqlite);
}

#[test]
fn any_sequence_over_the_file_engine_matches_a_plain_map() {
    try_sequences(EngineAndStore::File);
}

#[test]
fn any_sequence_over_the_cache_engine_matches_a_plain_map() {
    try_sequences(EngineAndStore::CacheMemory);
}

#[test]
fn any_sequence_over_the_cached_db_engine_matches_a_plain_map() {
    try_sequences(EngineAndStore::CachedDbMemorySqlite);
}

#[test]
fn any_sequence_over_signed_cookies_matches_a_plain_map() {
    try_sequences(EngineAndStore::SignedCookiesSigned);
}

fn try_sequences(combination: EngineAndStore) {
    let system = System::new();
    let dictionary = system.block_on(Dictionary::over(combination));
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let tried = runner.run(&vec(step(), 1..12), |steps| {
        system.block_on(run(&dictionary, combination, &steps)).map_err(TestCaseError::fail)
    });
    tried.unwrap();
}

async fn run(dictionary: &Dictionary, combination: EngineAndStore, steps: &[Step]) -> Result<(), String> {
    let (visitor, mut map) = (dictionary.visitor(), PlainMap::default());
    for step in steps {
        let now = dictionary.clock.now();
        match step {
            Step::Advance(seconds) => dictionary.clock.advance(Duration::from_secs(*seconds)),
            Step::Request(operations) => {
                let lines = lines(dictionary, operations);
                let response = visitor.post_text("/session", lines.join("\n")).await;
                if response.status != 200 {
                    return Err(format!("{operations:?}: {}", response.status));
                }
                map.run(operations, now);
            }
            // Without a session each tab would create its own.
            Step::TwoTabs(..) if !map.is_alive(now) => {}
            Step::TwoTabs(slow, quick) => {
                run_two_tabs(dictionary, combination, (&visitor, &mut map), slow, quick).await?;
            }
        }
        let (items, expected) = (visitor.run_line("items").await, map.items(dictionary.clock.now()));
        if items != expected {
            return Err(format!("after {step:?} the session is {items:?}, the map {expected:?}"));
        }
    }
    Ok(())
}

async fn run_two_tabs(
    dictionary: &Dictionary,
    combination: EngineAndStore,
    (visitor, map): (&Visitor, &mut PlainMap),
    slow: &[Operation],
    quick: &[Operation],
) -> Result<(), String> {
    let (now, before) = (dictionary.clock.now(), map.clone());
    let first = [vec!["wait".to_owned()], lines(dictionary, slow)].concat();
    let first: Vec<&str> = first.iter().map(String::as_str).collect();
    let under_way = dictionary.begin(visitor, &first).await;
    visitor.post_text("/session", lines(dictionary, quick).join("\n")).await;
    map.run(quick, now);
    let response = under_way.finish().await;
    if response.status != 200 {
        return Err(format!("{slow:?} while {quick:?}: {}", response.status));
    }
    if combination == EngineAndStore::SignedCookiesSigned && response.set_cookie("sessionid").is_some() {
        // Of two concurrent requests the last response's cookie wins on this engine.
        *map = before.clone();
    }
    map.run_on(&before, slow, now);
    Ok(())
}

fn lines(dictionary: &Dictionary, operations: &[Operation]) -> Vec<String> {
    let line = |operation: &Operation| match operation {
        Operation::SetExpiry(ExpiryValue::At(seconds)) => {
            let expires = dictionary.clock.now() + time::Duration::seconds(*seconds);
            format!("set_expiry datetime {}", expires.format(&Rfc3339).unwrap())
        }
        other => other.to_string(),
    };
    operations.iter().map(line).collect()
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => vec(operation(), 1..5).prop_map(Step::Request),
        3 => select(vec![1, 9, 10, 11, 30, 100, 1_209_599, 1_209_600]).prop_map(Step::Advance),
        2 => (vec(in_two_tabs(), 1..4), vec(in_two_tabs(), 1..4)).prop_map(|(slow, quick)| Step::TwoTabs(slow, quick)),
    ]
}

fn key() -> impl Strategy<Value = char> + Clone {
    select(vec!['a', 'b', 'c'])
}

/// Ages in seconds that end before, at and after a step of the clock.
fn seconds() -> impl Strategy<Value = i64> + Clone {
    select(vec![1_i64, 10, 20, 100])
}

/// The operations that two tabs can do concurrently without a 409 for either.
fn in_two_tabs() -> impl Strategy<Value = Operation> {
    prop_oneof![
        3 => (key(), 0..9_i64).prop_map(|(key, value)| Operation::Set(key, value)),
        2 => (key(), 1..9_i64).prop_map(|(key, more)| Operation::Add(key, more)),
        1 => key().prop_map(Operation::Delete),
        1 => Just(Operation::Clear),
        1 => (key(), 0..9_i64, seconds()).prop_map(|(key, value, until)| Operation::SetUntil(key, value, until)),
    ]
}

fn operation() -> impl Strategy<Value = Operation> {
    let kind = prop_oneof![
        seconds().prop_map(|seconds| ExpiryValue::Seconds(seconds.try_into().unwrap())),
        Just(ExpiryValue::AtBrowserClose),
        Just(ExpiryValue::Global),
        select(vec![-5_i64, 1, 10, 100]).prop_map(ExpiryValue::At),
        seconds().prop_map(ExpiryValue::After),
    ];
    prop_oneof![
        8 => in_two_tabs(),
        1 => key().prop_map(Operation::Pop),
        2 => kind.prop_map(Operation::SetExpiry),
        1 => Just(Operation::Flush),
        1 => Just(Operation::CycleKey),
    ]
}
