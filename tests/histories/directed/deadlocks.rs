//! Carts with the same teas in opposite order, ordered at the same moment: the
//! database must not find itself in a deadlock, or it is tried again.

use std::{sync::Barrier, thread};

use super::{Stage, play, with_processes};
use crate::{
    client::Delivery,
    configuration::{Configuration, Database, Engine},
    forms::{self, Request},
};

const TEAS: [&str; 3] = ["keemun-black", "bai-mu-dan", "uji-matcha"];

/// Orders at the same moment.
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
    play(name, with_processes(Configuration::new(Engine::Db, database), 2), |stage| {
        let buyers: Vec<usize> = (0..BUYERS).map(|_| stage.member(&TEAS)).collect();
        for _ in 0..ROUNDS {
            let places: Vec<Request> = buyers.iter().map(|&buyer| fill_cart(stage, buyer)).collect();
            let (stage, together) = (&*stage, Barrier::new(BUYERS));
            thread::scope(|scope| {
                for (&buyer, place) in buyers.iter().zip(places) {
                    let delivery = Delivery { together: Some(&together), ..Delivery::to(buyer % 2) };
                    scope.spawn(move || stage.deliver(buyer, place, delivery));
                }
            });
        }
    });
}

/// The request that orders what this buyer has put in the cart.
fn fill_cart(stage: &Stage, buyer: usize) -> Request {
    let forwards = TEAS.iter().copied();
    let teas: Vec<&str> = if buyer.is_multiple_of(2) { forwards.collect() } else { forwards.rev().collect() };
    for tea in teas {
        stage.done(buyer, 0, &forms::add(tea, 1));
    }
    stage.done(buyer, 0, &forms::address());
    stage.done(buyer, 0, &forms::delivery());
    let page = stage.done(buyer, 0, &forms::review()).page.expect("the review page");
    forms::place(&page.field("order_token").unwrap(), &page.field("order_lines").unwrap())
}
