//! A5: no visitor sees another's data. Each browser buys teas that no other browser
//! buys, and each account has its own name.

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

#[cfg(test)]
mod tests {
    use super::super::example::{TEA, view_cart};
    use crate::history::History;

    #[test]
    fn a_page_shows_the_visitors_own_name_and_cart() {
        let page = |user: &str, tea: &str| {
            let page = view_cart("a", 0).shows(5, 1);
            History::of([page.with(|page| {
                page.user = Some(user.to_owned());
                page.cart = Some(vec![(tea.to_owned(), 1)]);
            })])
        };
        assert_eq!(super::check(&page("Mei", TEA)), None);
        assert!(super::check(&page("Lin", TEA)).is_some());
        assert!(super::check(&page("Mei", "uji-matcha")).is_some());
    }
}
