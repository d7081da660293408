//! Requests that carry the cookie from before a login: a double click on "log
//! in", and what arrives late (H12).

use std::{sync::Barrier, thread, time::Instant};

use super::{Stage, TEA, name_of, play, with_processes};
use crate::{
    client::{Carries, Delivery},
    configuration::{Configuration, Database, Engine},
    forms,
    run::seconds,
    support::customer::PASSWORD,
};

const DB: Configuration = with_processes(Configuration::new(Engine::Db, Database::Sqlite), 2);

/// Double clicks, each of a visitor of its own.
const ROUNDS: usize = 5;

/// Pages that are loaded beside a login.
const PAGES: usize = 10;

/// A visitor with an account who is not logged in and has a packet in the cart.
fn with_cart(stage: &mut Stage) -> usize {
    let browser = stage.member(&[TEA]);
    stage.done(browser, 0, &forms::log_out());
    stage.browsers[browser].set_cookie(None);
    stage.done(browser, 0, &forms::add(TEA, 1));
    browser
}

#[test]
fn directed_late_requests_with_the_cookie_from_before_a_login() {
    play("directed_late_requests_with_the_cookie_from_before_a_login", DB, |stage| {
        for request in [forms::look(), forms::add(TEA, 2), forms::prefer(24), forms::log_out()] {
            let browser = with_cart(stage);
            let old = stage.cookie(browser);
            stage.done(browser, 0, &forms::log_in(&name_of(browser), PASSWORD));
            stage.send_old(browser, 1, request, &old);
            stage.send(browser, 1, forms::look());
        }
    });
}

#[test]
fn directed_late_requests_with_the_cookie_from_before_a_logout() {
    play("directed_late_requests_with_the_cookie_from_before_a_logout", DB, |stage| {
        for request in [forms::look(), forms::add(TEA, 2), forms::prefer(24), forms::log_out()] {
            let browser = stage.member(&[TEA]);
            let old = stage.cookie(browser);
            stage.done(browser, 0, &forms::log_out());
            stage.done(browser, 0, &forms::add(TEA, 1));
            stage.send_old(browser, 1, request, &old);
            stage.send(browser, 1, forms::look());
        }
    });
}

/// The browser keeps one of the two responses, whichever: the cart is there,
/// and the visitor is logged in.
#[test]
fn directed_double_click_on_log_in() {
    play("directed_double_click_on_log_in", DB, |stage| {
        for _ in 0..ROUNDS {
            let browser = with_cart(stage);
            let before = stage.browsers[browser].cookie();
            let request = forms::log_in(&name_of(browser), PASSWORD);
            for answer in stage.at_once(browser, &[(0, request.clone()), (1, request)]) {
                let kept = stage.browsers[browser].cookie_set_by(&answer).or(before.clone());
                stage.browsers[browser].set_cookie(kept);
                stage.send(browser, 0, forms::look());
            }
        }
    });
}

/// The response to the first click has arrived, and its page is loaded while
/// the second login is still under way. `HISTORY_SECONDS` goes on with more.
#[test]
fn directed_page_between_two_clicks_on_log_in() {
    play("directed_page_between_two_clicks_on_log_in", DB, |stage| {
        let (began, mut round) = (Instant::now(), 0);
        while round < ROUNDS * 2 || began.elapsed() < seconds() {
            round += 1;
            let browser = with_cart(stage);
            let before = stage.cookie(browser);
            let request = forms::log_in(&name_of(browser), PASSWORD);
            stage.done(browser, 0, &request);
            let carries = Carries::This(Some(before));
            let (stage, together) = (&*stage, Barrier::new(PAGES + 1));
            thread::scope(|scope| {
                for page in 0..PAGES {
                    let delivery = Delivery { together: Some(&together), ..Delivery::to(page % 2) };
                    scope.spawn(move || stage.deliver(browser, forms::look(), delivery));
                }
                let delivery = Delivery { carries, together: Some(&together), ..Delivery::to(0) };
                scope.spawn(move || stage.deliver(browser, request, delivery));
            });
            stage.send(browser, 1, forms::look());
        }
    });
}
