//! Any sequence of operations, spread over requests and over time, ends over
//! an engine as it does over a plain map.

use std::time::Duration;

use actix_web::rt::System;
use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};
use time::format_description::well_known::Rfc3339;

use super::plain_map::{Kind, Operation, PlainMap};
use crate::support::{Combination, Dictionary, visitor::Visitor};

/// Sequences for each engine.
const CASES: u32 = 128;

/// What happens to a session.
#[derive(Clone, Debug)]
enum Step {
    Request(Vec<Operation>),
    /// Seconds pass.
    Advance(u64),
    /// The first tab's request is under way while the second's comes and goes.
    TwoTabs(Vec<Operation>, Vec<Operation>),
}

#[test]
fn over_the_db_engine_any_sequence_ends_as_over_a_plain_map() {
    try_sequences(Combination::DbSqlite);
}

#[test]
fn over_the_file_engine_any_sequence_ends_as_over_a_plain_map() {
    try_sequences(Combination::File);
}

#[test]
fn over_the_cache_engine_any_sequence_ends_as_over_a_plain_map() {
    try_sequences(Combination::CacheMemory);
}

#[test]
fn over_the_cached_db_engine_any_sequence_ends_as_over_a_plain_map() {
    try_sequences(Combination::CachedDbMemorySqlite);
}

#[test]
fn over_signed_cookies_any_sequence_ends_as_over_a_plain_map() {
    try_sequences(Combination::SignedCookiesSigned);
}

fn try_sequences(combination: Combination) {
    let system = System::new();
    let dictionary = system.block_on(Dictionary::over(combination));
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let tried = runner.run(&vec(step(), 1..12), |steps| {
        system.block_on(play(&dictionary, combination, &steps)).map_err(TestCaseError::fail)
    });
    tried.unwrap();
}

async fn play(dictionary: &Dictionary, combination: Combination, steps: &[Step]) -> Result<(), String> {
    let (visitor, mut map) = (dictionary.visitor(), PlainMap::default());
    for step in steps {
        let now = dictionary.clock.now();
        match step {
            Step::Advance(seconds) => dictionary.clock.advance(Duration::from_secs(*seconds)),
            Step::Request(operations) => {
                let lines = lines(dictionary, operations);
                let answer = visitor.post_text("/session", lines.join("\n")).await;
                if answer.status != 200 {
                    return Err(format!("{operations:?}: {}", answer.status));
                }
                map.run(operations, now);
            }
            // Without a session each tab begins one of its own.
            Step::TwoTabs(..) if !map.is_alive(now) => {}
            Step::TwoTabs(slow, quick) => {
                play_two_tabs(dictionary, combination, (&visitor, &mut map), slow, quick).await?;
            }
        }
        let (items, expected) = (visitor.ask("items").await, map.items(dictionary.clock.now()));
        if items != expected {
            return Err(format!("after {step:?} the session is {items:?}, the map {expected:?}"));
        }
    }
    Ok(())
}

async fn play_two_tabs(
    dictionary: &Dictionary,
    combination: Combination,
    (visitor, map): (&Visitor, &mut PlainMap),
    slow: &[Operation],
    quick: &[Operation],
) -> Result<(), String> {
    let (now, seen) = (dictionary.clock.now(), map.clone());
    let first = [vec!["wait".to_owned()], lines(dictionary, slow)].concat();
    let first: Vec<&str> = first.iter().map(String::as_str).collect();
    let under_way = dictionary.begin(visitor, &first).await;
    visitor.post_text("/session", lines(dictionary, quick).join("\n")).await;
    map.run(quick, now);
    let answer = under_way.finish().await;
    if answer.status != 200 {
        return Err(format!("{slow:?} while {quick:?}: {}", answer.status));
    }
    if combination == Combination::SignedCookiesSigned && answer.set_cookie("sessionid").is_some() {
        // The later answer's cookie wins, as the engine says of itself.
        *map = seen.clone();
    }
    map.run_on(&seen, slow, now);
    Ok(())
}

fn lines(dictionary: &Dictionary, operations: &[Operation]) -> Vec<String> {
    let line = |operation: &Operation| match operation {
        Operation::SetExpiry(Kind::At(seconds)) => {
            let moment = dictionary.clock.now() + time::Duration::seconds(*seconds);
            format!("set_expiry datetime {}", moment.format(&Rfc3339).unwrap())
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

/// Lengths that meet the steps of the clock: before, at and after.
fn seconds() -> impl Strategy<Value = i64> + Clone {
    select(vec![1_i64, 10, 20, 100])
}

/// What two tabs may do at once, so that neither is told to start again.
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
        seconds().prop_map(|seconds| Kind::Seconds(seconds.try_into().unwrap())),
        Just(Kind::AtBrowserClose),
        Just(Kind::Global),
        select(vec![-5_i64, 1, 10, 100]).prop_map(Kind::At),
        seconds().prop_map(Kind::After),
    ];
    prop_oneof![
        8 => in_two_tabs(),
        1 => key().prop_map(Operation::Pop),
        2 => kind.prop_map(Operation::SetExpiry),
        1 => Just(Operation::Flush),
        1 => Just(Operation::CycleKey),
    ]
}
