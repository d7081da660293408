//! A logout while forms of the same session are under way, where the session
//! is in the process's memory: a form must not bring it back.

use std::thread;

use super::{TEA, play};
use crate::{
    client::Carries,
    configuration::{Cache, Configuration, Database, Engine},
    forms,
};

/// Logouts. Unserialised writes brought back about one session in seventy.
const ROUNDS: usize = 600;

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
        let browser = stage.browser(&[TEA]);
        for _ in 0..ROUNDS {
            stage.browsers[browser].set_cookie(None);
            stage.send(browser, 0, forms::add(TEA, 1));
            let old = stage.cookie(browser);
            let carries = Carries::This(Some(old.clone()));
            thread::scope(|scope| {
                for _ in 0..FORMS {
                    scope.spawn(|| stage.send_with(browser, 0, forms::add(TEA, 1), carries.clone()));
                }
                scope.spawn(|| stage.send_with(browser, 0, forms::log_out(), carries.clone()));
            });
            stage.send_old(browser, 0, forms::look(), &old);
        }
    });
}
