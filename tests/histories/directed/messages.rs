//! One tab adds to the cart while the other loads pages. Each message is shown
//! after it was added, and none is lost.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use super::{TEA, run_scenario, with_processes};
use crate::{
    configuration::{Configuration, Database, Engine},
    forms,
};

/// The number of adds. With the defect, removing one message lost the next one once
/// in five times.
const ADDS: u32 = 150;

#[test]
fn directed_messages_during_page_loads() {
    let db = with_processes(Configuration::new(Engine::Db, Database::Sqlite), 2);
    run_scenario("directed_messages_during_page_loads", db, |scenario| {
        let browser = scenario.browser(&[TEA]);
        scenario.send_until_acknowledged(browser, 0, &forms::add(TEA, 1));
        let (scenario, done) = (&*scenario, AtomicBool::new(false));
        thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::SeqCst) {
                    scenario.send(browser, 0, forms::view_cart());
                }
            });
            for number in 1..=ADDS {
                scenario.send(browser, 1, forms::add(TEA, number % 20 + 1));
            }
            done.store(true, Ordering::SeqCst);
        });
        scenario.send(browser, 0, forms::view_cart());
    });
}
