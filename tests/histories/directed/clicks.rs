//! Requests with the cookie from before a login: a double click on "log in", and
//! requests that arrive late (H12).

use std::{sync::Barrier, thread, time::Instant};

use super::{Scenario, TEA, name_of, run_scenario, with_processes};
use crate::{
    client::{CookieChoice, SendOptions},
    configuration::{Configuration, Database, Engine},
    forms,
    run::seconds,
    support::customer::PASSWORD,
};

const DB: Configuration = with_processes(Configuration::new(Engine::Db, Database::Sqlite), 2);

/// The number of double clicks, each of another visitor.
const ROUNDS: usize = 5;

/// The number of pages that are loaded during a login.
const PAGES: usize = 10;

/// Creates a visitor with an account who is not logged in and has a packet in the
/// cart.
fn with_cart(scenario: &mut Scenario) -> usize {
    let browser = scenario.member(&[TEA]);
    scenario.send_until_acknowledged(browser, 0, &forms::log_out());
    scenario.browsers[browser].set_cookie(None);
    scenario.send_until_acknowledged(browser, 0, &forms::add(TEA, 1));
    browser
}

#[test]
fn directed_late_requests_with_the_cookie_from_before_a_login() {
    run_scenario("directed_late_requests_with_the_cookie_from_before_a_login", DB, |scenario| {
        for request in [forms::view_cart(), forms::add(TEA, 2), forms::set_page_size(24), forms::log_out()] {
            let browser = with_cart(scenario);
            let old = scenario.cookie(browser);
            scenario.send_until_acknowledged(browser, 0, &forms::log_in(&name_of(browser), PASSWORD));
            scenario.send_with_cookie(browser, 1, request, &old);
            scenario.send(browser, 1, forms::view_cart());
        }
    });
}

#[test]
fn directed_late_requests_with_the_cookie_from_before_a_logout() {
    run_scenario("directed_late_requests_with_the_cookie_from_before_a_logout", DB, |scenario| {
        for request in [forms::view_cart(), forms::add(TEA, 2), forms::set_page_size(24), forms::log_out()] {
            let browser = scenario.member(&[TEA]);
            let old = scenario.cookie(browser);
            scenario.send_until_acknowledged(browser, 0, &forms::log_out());
            scenario.send_until_acknowledged(browser, 0, &forms::add(TEA, 1));
            scenario.send_with_cookie(browser, 1, request, &old);
            scenario.send(browser, 1, forms::view_cart());
        }
    });
}

/// Whichever of the two responses the browser keeps, the cart is there and the
/// visitor is logged in.
#[test]
fn directed_double_click_on_log_in() {
    run_scenario("directed_double_click_on_log_in", DB, |scenario| {
        for _ in 0..ROUNDS {
            let browser = with_cart(scenario);
            let before = scenario.browsers[browser].cookie();
            let request = forms::log_in(&name_of(browser), PASSWORD);
            for exchange in scenario.at_once(browser, &[(0, request.clone()), (1, request)]) {
                let kept = scenario.browsers[browser].cookie_set_by(&exchange).or(before.clone());
                scenario.browsers[browser].set_cookie(kept);
                scenario.send(browser, 0, forms::view_cart());
            }
        }
    });
}

/// The response to the first click has arrived, and its page is loaded while the
/// second login is in progress. `HISTORY_SECONDS` is the time for more rounds.
#[test]
fn directed_page_between_two_clicks_on_log_in() {
    run_scenario("directed_page_between_two_clicks_on_log_in", DB, |scenario| {
        let (began, mut round) = (Instant::now(), 0);
        while round < ROUNDS * 2 || began.elapsed() < seconds() {
            round += 1;
            let browser = with_cart(scenario);
            let before = scenario.cookie(browser);
            let request = forms::log_in(&name_of(browser), PASSWORD);
            scenario.send_until_acknowledged(browser, 0, &request);
            let cookie = CookieChoice::Given(Some(before));
            let (scenario, barrier) = (&*scenario, Barrier::new(PAGES + 1));
            thread::scope(|scope| {
                for page in 0..PAGES {
                    let options = SendOptions { barrier: Some(&barrier), ..SendOptions::to(page % 2) };
                    scope.spawn(move || scenario.send_with(browser, forms::view_cart(), options));
                }
                let options = SendOptions { cookie, barrier: Some(&barrier), ..SendOptions::to(0) };
                scope.spawn(move || scenario.send_with(browser, request, options));
            });
            scenario.send(browser, 1, forms::view_cart());
        }
    });
}
