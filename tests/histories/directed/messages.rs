//! One tab adds to the cart, and the other loads page after page: each message
//! is shown once it was left, and none is lost on the way.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use super::{TEA, play, with_processes};
use crate::{
    configuration::{Configuration, Database, Engine},
    forms,
};

/// Adds; a taken message took the next one along once in five times.
const ADDS: u32 = 150;

#[test]
fn directed_messages_beside_pages() {
    let db = with_processes(Configuration::new(Engine::Db, Database::Sqlite), 2);
    play("directed_messages_beside_pages", db, |stage| {
        let browser = stage.browser(&[TEA]);
        stage.done(browser, 0, &forms::add(TEA, 1));
        let (stage, done) = (&*stage, AtomicBool::new(false));
        thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::SeqCst) {
                    stage.send(browser, 0, forms::look());
                }
            });
            for number in 1..=ADDS {
                stage.send(browser, 1, forms::add(TEA, number % 20 + 1));
            }
            done.store(true, Ordering::SeqCst);
        });
        stage.send(browser, 0, forms::look());
    });
}
