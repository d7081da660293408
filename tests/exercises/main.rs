//! The exercises work as they are described: each change of "Break it" (one for each
//! lesson) and each planted fault (`exercises/`) makes its test fail, and without it the
//! test passes. One copy of the project is built, in which each change is made at run time.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing test panics at the line that failed")]

mod build;
#[path = "../support/cargo.rs"]
mod cargo;
mod copy;
mod hunks;
#[path = "../../exercises/planted.rs"]
mod planted;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use session_shop::lab::break_it::BREAKAGES;

use self::{build::Programs, copy::Switch, planted::PLANTED};

/// The runs at the same time.
const WORKERS: usize = 3;

/// Returns the root folder of the project.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A change, and the test that must fail.
struct Exercise {
    switches: Vec<Switch>,
    /// The name of the test's program.
    program: String,
    /// The test's name in the program, without the store.
    test: String,
}

impl Exercise {
    fn new(test: &str, switches: Vec<Switch>) -> Self {
        let (file, name) = test.split_once("::").unwrap();
        let (program, module) =
            file.strip_prefix("tests/").unwrap().strip_suffix(".rs").unwrap().split_once('/').unwrap();
        Self { switches, program: program.to_owned(), test: format!("{}::{name}", module.replace('/', "::")) }
    }

    fn name(&self) -> &str {
        &self.switches[0].name
    }
}

/// Returns the exercises of all lessons and the planted faults.
fn exercises() -> Vec<Exercise> {
    let broken = BREAKAGES.iter().map(|breakage| {
        let place = breakage.position().unwrap_or_else(|| panic!("{}: no such line", breakage.lesson));
        let (name, path) = (breakage.lesson.to_owned(), breakage.path.to_owned());
        Exercise::new(breakage.test, vec![Switch { name, path, place, new: breakage.to.to_owned() }])
    });
    let planted = PLANTED.iter().map(|fault| {
        let switches = hunks::hunks(fault.patch).into_iter().map(|hunk| {
            let source = std::fs::read_to_string(root().join(&hunk.path)).unwrap();
            let start = source.find(&hunk.old).unwrap_or_else(|| panic!("{} does not apply", fault.name));
            let place = start..start + hunk.old.len();
            Switch { name: fault.name.to_owned(), path: hunk.path, place, new: hunk.new }
        });
        Exercise::new(fault.test, switches.collect())
    });
    broken.chain(planted).collect()
}

/// Runs `check` for each exercise, several at a time, and returns what it reports.
fn for_each(exercises: &[Exercise], check: impl Fn(&Exercise) -> Option<String> + Sync) -> Vec<String> {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(exercise) = exercises.get(next.fetch_add(1, Ordering::Relaxed)) {
                    found.lock().unwrap().extend(check(exercise));
                }
            });
        }
    });
    found.into_inner().unwrap()
}

#[test]
fn each_change_makes_its_test_fail() {
    let exercises = exercises();
    let switches: Vec<Switch> = exercises.iter().flat_map(|exercise| exercise.switches.clone()).collect();
    let mut tests = BTreeMap::<&str, BTreeSet<&str>>::new();
    for exercise in &exercises {
        tests.entry(&exercise.program).or_default().insert(&exercise.test);
    }
    let programs = Programs::build(&switches, &tests.keys().copied().collect::<Vec<_>>());
    for (program, tests) in &tests {
        let unchanged = programs.run(program, &tests.iter().copied().collect::<Vec<_>>(), None);
        assert!(unchanged.passed && unchanged.count >= tests.len(), "{}", unchanged.output);
    }
    let wrong = for_each(&exercises, |exercise| {
        let outcome = programs.run(&exercise.program, &[&exercise.test], Some(exercise.name()));
        outcome.passed.then(|| format!("{}: {} passes", exercise.name(), exercise.test))
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
