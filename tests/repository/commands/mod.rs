//! Every command that the documents, comments and pages show works as it is shown.
//! A `cargo test` whose filter matches no test, or one that its features exclude,
//! runs nothing and succeeds. Here it is a failure.

mod features;
mod shown;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    process::Command,
    sync::LazyLock,
};

use session_shop::settings::SPECS;

use self::{
    features::{Features, expanded},
    shown::Shown,
};
use crate::{root, suite, support::TestApp};

/// A parsed command of Cargo.
#[derive(Debug)]
struct Cargo {
    subcommand: String,
    features: Features,
    /// Kind and name of the target, such as `--test scenarios`.
    target: Option<(String, String)>,
    /// The filter: a part of the names of the tests to run.
    filter: Option<String>,
    /// The arguments after `--`.
    rest: Vec<String>,
}

impl Cargo {
    fn parse(words: &[String]) -> Self {
        let words = features::without_alias(words);
        let mut words = words.iter().map(String::as_str);
        let subcommand = words.next().expect("a subcommand of cargo").to_owned();
        let mut cargo =
            Self { subcommand, features: Features::new(), target: None, filter: None, rest: Vec::new() };
        while let Some(word) = words.next() {
            match word {
                "--features" => {
                    cargo.features = expanded(&words.next().unwrap().split(',').collect::<Vec<_>>());
                }
                "--all-features" => cargo.features = features::all(),
                "--test" | "--bench" | "--example" => {
                    let name = words.next().expect("the name of a target");
                    cargo.target = Some((word[2..].to_owned(), name.to_owned()));
                }
                "--" => cargo.rest = words.by_ref().map(str::to_owned).collect(),
                "--all-targets" | "--lib" | "--no-deps" | "--open" | "--release" | "--no-run"
                | "--in-place" | "--quiet" => {}
                "--path" | "--re" => {
                    assert!(root().join(words.next().unwrap()).exists(), "there is no such file");
                }
                _ => {
                    assert!(!word.starts_with('-') && cargo.filter.is_none(), "what is {word:?}?");
                    cargo.filter = Some(word.to_owned());
                }
            }
        }
        cargo
    }
}

/// The test programs with the names of their tests.
struct Tests(BTreeMap<String, (PathBuf, Vec<String>)>);

/// Cargo is called once for both tests.
static TESTS: LazyLock<Tests> = LazyLock::new(Tests::read);

impl Tests {
    fn read() -> Self {
        let with_names = |(name, path): (String, PathBuf)| {
            let names = suite::test_names(&path);
            (name, (path, names))
        };
        Self(suite::test_programs().into_iter().map(with_names).collect())
    }

    /// Returns the tests that a command runs, if this build has its features.
    fn chosen(&self, cargo: &Cargo) -> Option<Vec<&str>> {
        let enabled = expanded(&suite::enabled_features());
        let (_, program) = cargo.target.as_ref()?;
        let Some((_, names)) = self.0.get(program).filter(|_| cargo.features.is_subset(&enabled)) else {
            assert!(!cargo.features.is_subset(&enabled), "{cargo:?}: without its features it is not built");
            return None;
        };
        let filter = cargo.filter.as_deref().unwrap_or_default();
        let chosen = names.iter().map(String::as_str).filter(|name| name.contains(filter));
        Some(chosen.filter(|name| features::of_test(program, name).is_subset(&cargo.features)).collect())
    }
}

/// Returns whether the program or the tests read the variable.
fn is_setting(assignment: &str) -> bool {
    let name = assignment.split('=').next().unwrap();
    SPECS.iter().any(|spec| spec.variable == name)
        || [
            "DATABASE_URL",
            "TEST_MYSQL_URL",
            "REDIS_URL",
            "MEMCACHED_URL",
            "FUZZ_CASES",
            "HISTORY_SECONDS",
            "HISTORY_SEED",
            "ROLLING_RESTARTS",
            "UPDATE_DOCS",
        ]
        .contains(&name)
}

/// Lets the program parse the arguments. `--help` at the end stops it afterwards.
fn check_arguments(words: &[String], place: &str) {
    let typed = words.iter().map(|word| match word.trim_matches(['[', ']']) {
        "FILE" => "a-file",
        "ADDRESS:PORT" => "127.0.0.1:0",
        word => word,
    });
    let output = Command::new(env!("CARGO_BIN_EXE_session-shop")).args(typed).arg("--help").output().unwrap();
    assert!(output.status.success(), "{place}: {words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Checks that the pages of the shop that the command opens exist. `/metrics` has an address
/// of its own; `tests/command_line/metrics.rs` opens it.
async fn check_pages(shown: &Shown, app: &TestApp) {
    let urls = shown.words.iter().filter(|word| word.starts_with("http://"));
    let paths = urls
        .map(|url| url["http://".len()..].split_once('/').map_or("/".into(), |(_, path)| format!("/{path}")));
    for path in paths.filter(|path| path != "/metrics") {
        assert_eq!(app.visitor().get(&path).await.status, 200, "{shown:?}");
    }
}

fn check_cargo(cargo: &Cargo, shown: &Shown) {
    if let Some((kind, name)) = &cargo.target {
        assert!(features::has_target(kind, name), "there is no {kind} {name}: {shown:?}");
    }
    match cargo.subcommand.as_str() {
        "run" if cargo.target.is_none() => check_arguments(&cargo.rest, &shown.place),
        // `cargo mutants` is not installed for the tests: only its arguments are parsed.
        "install" | "mutants" => {}
        "run" | "bench" | "build" | "clippy" | "doc" | "fmt" => assert_eq!(cargo.filter, None, "{shown:?}"),
        "test" if cargo.target.is_none() => assert_eq!(cargo.filter, None, "which program? {shown:?}"),
        "test" => {
            let chosen = TESTS.chosen(cargo);
            assert!(chosen.is_none_or(|names| !names.is_empty()), "it runs no test: {shown:?}");
        }
        other => panic!("no check knows cargo {other}: {shown:?}"),
    }
}

#[actix_web::test]
async fn every_shown_command_works() {
    let (app, shown) = (TestApp::start().await, shown::all(&["en", "zh-TW", "zh-CN"]).await);
    for one in &shown {
        assert!(one.variables.iter().all(|variable| is_setting(variable)), "{one:?}");
        match one.words[0].as_str() {
            // Not installed for the tests.
            "cargo" if one.words.get(1).is_some_and(|word| word == "deny" || word == "deb") => {}
            "cargo" if one.words.len() > 1 => check_cargo(&Cargo::parse(&one.words[1..]), one),
            "session-shop" => check_arguments(&one.words[1..], &one.place),
            "curl" | "chromium" => check_pages(one, &app).await,
            script => assert!(script == "cargo" || root().join(script).is_file(), "{one:?}"),
        }
    }
    for program in ["cargo", "session-shop", "tests/run", "curl", "chromium"] {
        assert!(shown.iter().any(|one| one.words[0] == program), "no command of {program} was found");
    }
}

/// Runs one command of each test program. The suite runs the other tests anyway.
#[actix_web::test]
async fn a_test_command_of_each_program_reports_that_a_test_passed() {
    let shown = shown::all(&["en"]).await;
    let commands = shown.iter().filter(|one| one.words.starts_with(&["cargo".to_owned(), "test".to_owned()]));
    let mut run = BTreeSet::new();
    for one in commands {
        let cargo = Cargo::parse(&one.words[1..]);
        let (Some(filter), Some(chosen)) = (&cargo.filter, TESTS.chosen(&cargo)) else { continue };
        let program = &cargo.target.as_ref().unwrap().1;
        // A filter that matches one test is quick to run.
        if chosen.len() == 1 && run.insert(program.clone()) {
            assert_eq!(suite::passing_tests(&TESTS.0[program].0, filter), 1, "{one:?}");
        }
    }
    let mut expected = vec!["lab", "scenarios"];
    expected.extend(cfg!(feature = "browser-tests").then_some("browser"));
    expected.extend(cfg!(feature = "server-tests").then_some("faults"));
    assert!(expected.iter().all(|program| run.contains(*program)), "{run:?}");
}
