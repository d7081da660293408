//! A logout while forms of the same session are under way, where the session
//! is in the process's memory: a form must not bring it back.

use std::time::Instant;

use super::{TEA, play};
use crate::{
    configuration::{Cache, Configuration, Database, Engine},
    forms,
    run::seconds,
};

/// Logouts. Unserialised writes brought back about one session in a hundred;
/// `HISTORY_SECONDS` goes on with more.
const ROUNDS: usize = 150;

/// Forms that are sent beside each.
const FORMS: usize = 4;

#[test]
fn directed_logout_beside_forms_in_a_cache_in_memory() {
    log_out_beside_forms("directed_logout_beside_forms_in_a_cache_in_memory", Engine::Cache(Cache::Memory));
}

#[test]
fn directed_logout_beside_forms_in_cached_db_over_memory() {
    let name = "directed_logout_beside_forms_in_cached_db_over_memory";
    log_out_beside_forms(name, Engine::CachedDb(Cache::Memory));
}

fn log_out_beside_forms(name: &str, engine: Engine) {
    play(name, Configuration::new(engine, Database::Sqlite), |stage| {
        let (browser, began) = (stage.browser(&[TEA]), Instant::now());
        let mut round = 0;
        while round < ROUNDS || began.elapsed() < seconds() {
            round += 1;
            stage.browsers[browser].set_cookie(None);
            stage.done(browser, 0, &forms::add(TEA, 1));
            let old = stage.cookie(browser);
            let mut requests = vec![(0, forms::add(TEA, 1)); FORMS];
            requests.insert(FORMS / 2, (0, forms::log_out()));
            stage.at_once(browser, &requests);
            stage.send_old(browser, 0, forms::add(TEA, 1), &old);
        }
    });
}
