//! A logout during other requests of the same session, where the session is in the
//! process's memory. None of them may create the session again.

use std::time::Instant;

use super::{TEA, run_scenario};
use crate::{
    configuration::{Cache, Configuration, Database, Engine},
    forms,
    run::seconds,
};

/// The number of logouts. Without a lock, about one session in a hundred was
/// created again. `HISTORY_SECONDS` is the time for more rounds.
const ROUNDS: usize = 150;

/// The number of forms that are sent during each logout.
const FORMS: usize = 4;

#[test]
fn directed_logout_during_forms_in_a_cache_in_memory() {
    log_out_during_forms("directed_logout_during_forms_in_a_cache_in_memory", Engine::Cache(Cache::Memory));
}

#[test]
fn directed_logout_during_forms_in_cached_db_over_memory() {
    let name = "directed_logout_during_forms_in_cached_db_over_memory";
    log_out_during_forms(name, Engine::CachedDb(Cache::Memory));
}

fn log_out_during_forms(name: &str, engine: Engine) {
    run_scenario(name, Configuration::new(engine, Database::Sqlite), |scenario| {
        let (browser, began) = (scenario.browser(&[TEA]), Instant::now());
        let mut round = 0;
        while round < ROUNDS || began.elapsed() < seconds() {
            round += 1;
            scenario.browsers[browser].set_cookie(None);
            scenario.send_until_acknowledged(browser, 0, &forms::add(TEA, 1));
            let old = scenario.cookie(browser);
            let mut requests = vec![(0, forms::add(TEA, 1)); FORMS];
            requests.insert(FORMS / 2, (0, forms::log_out()));
            scenario.at_once(browser, &requests);
            scenario.send_with_cookie(browser, 0, forms::add(TEA, 1), &old);
        }
    });
}
