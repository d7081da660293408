//! A change of the password, or a login, while the same browser loads pages. It
//! logs nobody out and empties no cart.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use super::{Scenario, TEA, name_of, run_scenario, with_processes};
use crate::{
    client::SessionCookie,
    configuration::{Configuration, Database, Engine},
    forms::{self, Request},
    support::customer::PASSWORD,
};

/// The number of rounds, each with another visitor.
const ROUNDS: usize = 12;

/// The number of tabs that load pages until the request is completed.
const TABS: usize = 6;

/// The delay of the second request grows by this much in each round.
const DELAY: Duration = Duration::from_millis(1);

const DB: Configuration = with_processes(Configuration::new(Engine::Db, Database::Sqlite), 2);

#[test]
fn directed_password_change_during_page_loads() {
    run_scenario("directed_password_change_during_page_loads", DB, |scenario| {
        during_page_loads(scenario, |_| forms::change_password(PASSWORD, "another password"));
    });
}

#[test]
fn directed_login_while_logged_in_during_page_loads() {
    run_scenario("directed_login_while_logged_in_during_page_loads", DB, |scenario| {
        during_page_loads(scenario, |browser| forms::log_in(&name_of(browser), PASSWORD));
    });
}

/// The response to the login has arrived, and pages are loaded while the password
/// is still being changed with the cookie from before the login.
#[test]
fn directed_login_while_logged_in_during_a_password_change() {
    run_scenario("directed_login_while_logged_in_during_a_password_change", DB, |scenario| {
        for round in 0..ROUNDS {
            let browser = scenario.member(&[TEA]);
            scenario.send_until_acknowledged(browser, 0, &forms::add(TEA, 1));
            let (scenario, old, done) = (&*scenario, scenario.cookie(browser), &AtomicBool::new(false));
            thread::scope(|scope| {
                for tab in 0..TABS {
                    scope.spawn(move || {
                        while !done.load(Ordering::SeqCst) {
                            scenario.send(browser, tab % 2, forms::view_cart());
                        }
                    });
                }
                let login = scope.spawn(|| log_in_again(scenario, browser, &old));
                // Before, during and after the check of the login's password.
                thread::sleep(DELAY * u32::try_from(round).unwrap());
                let change = forms::change_password(PASSWORD, "another password");
                scenario.send_with_cookie(browser, 0, change, &old);
                login.join().unwrap();
                done.store(true, Ordering::SeqCst);
            });
            scenario.send(browser, 1, forms::view_cart());
        }
    });
}

/// A login and a logout with the same cookie: one of them is executed first. If it
/// is the login, the logout is refused and ends nothing.
#[test]
fn directed_login_while_logged_in_during_a_logout() {
    run_scenario("directed_login_while_logged_in_during_a_logout", DB, |scenario| {
        for round in 0..ROUNDS * 2 {
            let browser = scenario.member(&[TEA]);
            let (scenario, old) = (&*scenario, scenario.cookie(browser));
            thread::scope(|scope| {
                let login = scope.spawn(|| log_in_again(scenario, browser, &old));
                // Before, during and after the save of the login's session.
                thread::sleep(DELAY * u32::try_from(round).unwrap());
                scenario.send_with_cookie(browser, 0, forms::log_out(), &old);
                login.join().unwrap();
            });
            scenario.send(browser, 1, forms::view_cart());
        }
    });
}

/// Logs in where the visitor is logged in, with the cookie from before.
fn log_in_again(scenario: &Scenario, browser: usize, old: &SessionCookie) {
    scenario.send_with_cookie(browser, 1, forms::log_in(&name_of(browser), PASSWORD), old);
}

fn during_page_loads(scenario: &mut Scenario, request: impl Fn(usize) -> Request) {
    for _ in 0..ROUNDS {
        let browser = scenario.member(&[TEA]);
        scenario.send_until_acknowledged(browser, 0, &forms::add(TEA, 1));
        let (scenario, old, done) = (&*scenario, scenario.cookie(browser), &AtomicBool::new(false));
        thread::scope(|scope| {
            for tab in 0..TABS {
                let old = old.clone();
                scope.spawn(move || {
                    while !done.load(Ordering::SeqCst) {
                        scenario.send_with_cookie(browser, tab % 2, forms::view_cart(), &old);
                    }
                });
            }
            scenario.send_with_cookie(browser, 0, request(browser), &old);
            done.store(true, Ordering::SeqCst);
        });
        scenario.send(browser, 1, forms::view_cart());
    }
}
