//! Concurrent orders of the same teas in opposite order. The database must not have
//! a deadlock, or the transaction must be repeated.

use std::{sync::Barrier, thread};

use super::{Scenario, run_scenario, with_processes};
use crate::{
    client::SendOptions,
    configuration::{Configuration, Database, Engine},
    forms::{self, Request},
};

const TEAS: [&str; 3] = ["keemun-black", "bai-mu-dan", "uji-matcha"];

/// The number of concurrent orders.
const BUYERS: usize = 6;

const ROUNDS: usize = 6;

#[test]
fn directed_orders_in_opposite_order_on_postgresql() {
    order_in_opposite_order("directed_orders_in_opposite_order_on_postgresql", Database::Postgres);
}

#[test]
fn directed_orders_in_opposite_order_on_mariadb() {
    order_in_opposite_order("directed_orders_in_opposite_order_on_mariadb", Database::MariaDb);
}

fn order_in_opposite_order(name: &str, database: Database) {
    run_scenario(name, with_processes(Configuration::new(Engine::Db, database), 2), |scenario| {
        let buyers: Vec<usize> = (0..BUYERS).map(|_| scenario.member(&TEAS)).collect();
        for _ in 0..ROUNDS {
            let places: Vec<Request> = buyers.iter().map(|&buyer| fill_cart(scenario, buyer)).collect();
            let (scenario, barrier) = (&*scenario, Barrier::new(BUYERS));
            thread::scope(|scope| {
                for (&buyer, place) in buyers.iter().zip(places) {
                    let options = SendOptions { barrier: Some(&barrier), ..SendOptions::to(buyer % 2) };
                    scope.spawn(move || scenario.send_with(buyer, place, options));
                }
            });
        }
    });
}

/// Fills the cart of a buyer, and returns the request that orders it.
fn fill_cart(scenario: &Scenario, buyer: usize) -> Request {
    let forwards = TEAS.iter().copied();
    let teas: Vec<&str> = if buyer.is_multiple_of(2) { forwards.collect() } else { forwards.rev().collect() };
    for tea in teas {
        scenario.send_until_acknowledged(buyer, 0, &forms::add(tea, 1));
    }
    scenario.send_until_acknowledged(buyer, 0, &forms::address());
    scenario.send_until_acknowledged(buyer, 0, &forms::delivery());
    let page = scenario.send_until_acknowledged(buyer, 0, &forms::review()).page.expect("the review page");
    forms::place_order(&page.field("order_token").unwrap(), &page.field("order_lines").unwrap())
}
