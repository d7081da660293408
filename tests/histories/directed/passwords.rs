//! A change of the password, or a login, beside pages that the same browser
//! loads: nobody is logged out by it, and no cart is emptied.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use super::{Stage, TEA, name_of, play, with_processes};
use crate::{
    configuration::{Configuration, Database, Engine},
    forms::{self, Request},
    support::customer::PASSWORD,
};

/// Each with a visitor of its own.
const ROUNDS: usize = 12;

/// Tabs that load one page after the other until it is answered.
const TABS: usize = 6;

/// How much later than in the round before the password is changed.
const LATER: Duration = Duration::from_millis(1);

const DB: Configuration = with_processes(Configuration::new(Engine::Db, Database::Sqlite), 2);

#[test]
fn directed_password_change_beside_pages() {
    play("directed_password_change_beside_pages", DB, |stage| {
        beside_pages(stage, |_| forms::change_password(PASSWORD, "another password"));
    });
}

#[test]
fn directed_login_while_logged_in_beside_pages() {
    play("directed_login_while_logged_in_beside_pages", DB, |stage| {
        beside_pages(stage, |browser| forms::log_in(&name_of(browser), PASSWORD));
    });
}

/// The login's response has arrived, and its pages are loaded while the password is
/// still being changed under the cookie from before the login.
#[test]
fn directed_login_while_logged_in_beside_a_password_change() {
    play("directed_login_while_logged_in_beside_a_password_change", DB, |stage| {
        for round in 0..ROUNDS {
            let browser = stage.member(&[TEA]);
            stage.done(browser, 0, &forms::add(TEA, 1));
            let (stage, old, done) = (&*stage, stage.cookie(browser), &AtomicBool::new(false));
            thread::scope(|scope| {
                for tab in 0..TABS {
                    scope.spawn(move || {
                        while !done.load(Ordering::SeqCst) {
                            stage.send(browser, tab % 2, forms::look());
                        }
                    });
                }
                let login = scope.spawn({
                    let old = old.clone();
                    move || stage.send_old(browser, 1, forms::log_in(&name_of(browser), PASSWORD), &old)
                });
                // Before, beside and after the check of the login's password.
                thread::sleep(LATER * u32::try_from(round).unwrap());
                let change = forms::change_password(PASSWORD, "another password");
                stage.send_old(browser, 0, change, &old);
                login.join().unwrap();
                done.store(true, Ordering::SeqCst);
            });
            stage.send(browser, 1, forms::look());
        }
    });
}

/// Of a login and a logout under the same cookie one comes first. If the login does,
/// the logout is refused and ends nothing.
#[test]
fn directed_login_while_logged_in_beside_a_logout() {
    play("directed_login_while_logged_in_beside_a_logout", DB, |stage| {
        for round in 0..ROUNDS * 2 {
            let browser = stage.member(&[TEA]);
            let (stage, old) = (&*stage, stage.cookie(browser));
            thread::scope(|scope| {
                let login = scope.spawn({
                    let old = old.clone();
                    move || stage.send_old(browser, 1, forms::log_in(&name_of(browser), PASSWORD), &old)
                });
                // Before, beside and after the save of the login's session.
                thread::sleep(LATER * u32::try_from(round).unwrap());
                stage.send_old(browser, 0, forms::log_out(), &old);
                login.join().unwrap();
            });
            stage.send(browser, 1, forms::look());
        }
    });
}

fn beside_pages(stage: &mut Stage, request: impl Fn(usize) -> Request) {
    for _ in 0..ROUNDS {
        let browser = stage.member(&[TEA]);
        stage.done(browser, 0, &forms::add(TEA, 1));
        let (stage, old, done) = (&*stage, stage.cookie(browser), &AtomicBool::new(false));
        thread::scope(|scope| {
            for tab in 0..TABS {
                let old = old.clone();
                scope.spawn(move || {
                    while !done.load(Ordering::SeqCst) {
                        stage.send_old(browser, tab % 2, forms::look(), &old);
                    }
                });
            }
            stage.send_old(browser, 0, request(browser), &old);
            done.store(true, Ordering::SeqCst);
        });
        stage.send(browser, 1, forms::look());
    }
}
