//! A change of the password, or a login, beside pages that the same browser
//! loads: nobody is logged out by it, and no cart is emptied.

use super::{Stage, TEA, name_of, play, with_processes};
use crate::{
    configuration::{Configuration, Database, Engine},
    forms::{self, Request},
    support::customer::PASSWORD,
};

/// Each with a visitor of its own.
const ROUNDS: usize = 10;

/// Pages that are loaded beside it.
const PAGES: usize = 4;

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

fn beside_pages(stage: &mut Stage, request: impl Fn(usize) -> Request) {
    for _ in 0..ROUNDS {
        let browser = stage.member(&[TEA]);
        stage.done(browser, 0, &forms::add(TEA, 1));
        let mut requests: Vec<_> = (0..PAGES).map(|page| (page % 2, forms::look())).collect();
        requests.push((0, request(browser)));
        stage.at_once(browser, &requests);
        stage.send(browser, 1, forms::look());
    }
}
