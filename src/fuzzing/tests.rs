//! Runs each target over its seeds and over random changes of them. The changes are the
//! same in each run, so that a run does not depend on luck. For a longer run with new
//! changes:
//!
//! ```text
//! FUZZ_CASES=1000000 cargo test --release --lib
//! ```
//!
//! A failing input that was found becomes a seed, under a name that says what it shows.

use std::{env, fs, path::Path};

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use super::{TARGETS, mutations::inputs, run};

/// The random changes of each target in a usual run. A request takes a hundred times as
/// long as the call of a parser.
const CASES: u32 = 2_000;
const REQUESTS: u32 = 500;

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(name)
}

/// Returns the seeds of a target with their file names.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder("seeds").join(target)).unwrap().map(|entry| entry.unwrap().path());
    let mut seeds: Vec<_> = entries
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    seeds.sort();
    seeds
}

fn fuzz(target: &str, usual_cases: u32) {
    let seeds = seeds(target);
    assert!(!seeds.is_empty(), "{target} has no seeds");
    for (name, seed) in &seeds {
        let caught = std::panic::catch_unwind(|| run(target, seed));
        assert!(caught.is_ok(), "the seed {target}/{name} fails");
    }
    let (cases, rng) = match env::var("FUZZ_CASES") {
        Ok(text) => {
            (text.parse().unwrap(), TestRng::from_seed(RngAlgorithm::ChaCha, &rand::random::<[u8; 32]>()))
        }
        Err(_) => (usual_cases, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let inputs = inputs(seeds.into_iter().map(|(_, seed)| seed).collect());
    let tried = TestRunner::new_with_rng(config, rng).run(&inputs, |input| {
        let text = input.escape_ascii().to_string();
        std::panic::catch_unwind(|| run(target, &input)).map_err(|_| TestCaseError::fail(text))
    });
    if let Err(error) = tried {
        panic!("{target}: {error}");
    }
}

macro_rules! each_target {
    ($($test:ident: $target:literal, $cases:expr;)*) => {
        $(
            #[test]
            fn $test() {
                fuzz($target, $cases);
            }
        )*

        #[test]
        fn each_target_has_a_test_and_a_binary_for_cargo_fuzz() {
            let tested = [$($target),*];
            let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(tested[..], names);
            let manifest = fs::read_to_string(folder("Cargo.toml")).unwrap();
            for name in names {
                let path = format!("fuzz_targets/{name}.rs");
                assert!(manifest.contains(&format!("path = \"{path}\"")), "{path} is not in fuzz/Cargo.toml");
                let source = fs::read_to_string(folder(&path)).unwrap();
                assert!(source.contains(&format!("run(\"{name}\", data)")), "{path} runs another target");
            }
        }
    };
}

each_target! {
    any_accept_language_header_selects_a_language: "accept_language", CASES;
    any_session_cookie_is_written_as_browsers_read_it: "cookie_line", CASES;
    any_form_body_is_refused_or_read: "form", CASES;
    any_json_in_a_form_of_the_lab_is_refused_or_kept: "json_input", CASES;
    no_cookie_of_the_lab_is_accepted_after_a_change: "lab_cookies", CASES;
    any_response_of_memcached_is_refused_or_read_whole: "memcached", CASES;
    any_sequence_of_requests_gets_correct_responses: "requests", REQUESTS;
    no_return_path_leads_to_another_site: "return_path", CASES;
    no_session_cookie_is_accepted_after_a_change: "session_cookie", CASES;
    any_settings_are_refused_with_a_reason_or_read: "settings", CASES;
    any_quantity_page_and_search_text_is_in_range: "shop_numbers", CASES;
    any_stored_record_is_refused_or_written_again_as_it_was: "stored_record", CASES;
    any_user_agent_is_described_in_a_few_words: "user_agent", CASES;
}
