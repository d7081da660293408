//! No visitor ever sees another's data: each browser buys teas that nobody else
//! buys, and each account has a name of its own.

use super::Violation;
use crate::history::History;

const PROMISE: &str = "no visitor sees another's data (A5)";

pub fn check(history: &History) -> Option<Violation> {
    history.operations.iter().enumerate().find_map(|(number, operation)| {
        let response = operation.response.as_ref()?;
        let own_name = history.accounts.get(operation.account)?;
        let own_teas = history.teas.get(operation.browser)?;
        let user = response.user.as_ref().filter(|user| *user != own_name);
        let mut cart = response.cart.iter().flatten();
        let tea = cart.find(|(tea, _)| !own_teas.contains(tea)).map(|(tea, _)| tea);
        let seen = user.or(tea)?;
        Some(Violation::new(PROMISE, format!("a page shows {seen}, which is another's"), &[number]))
    })
}
