//! What is in the cart, as the session keeps it, and the changes to it. Each
//! change is a closure that the framework can make again on a newer cart, so
//! that two tabs which add at the same moment both count (H1).

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::sessions::{Error, Session, data::Data};

const KEY: &str = "cart";

/// The most packets of one tea in a cart.
pub const MAX_QUANTITY: u32 = 9_999;

/// So many packets of a tea.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Slug of the tea.
    pub product: String,
    /// Packets, at least 1.
    pub quantity: u32,
}

/// The cart of a session.
#[derive(Clone)]
pub struct Cart(Session);

impl Cart {
    /// The cart in `session`.
    pub fn of(session: &Session) -> Self {
        Self(session.clone())
    }

    /// The lines, in the order in which the teas were first added. A cart that
    /// can't be read is an empty one.
    pub fn lines(&self) -> Vec<Line> {
        self.read()
    }

    /// Packets of all teas. Every page asks for it, so the names are passed over.
    pub fn count(&self) -> u32 {
        #[derive(Deserialize)]
        struct Counted {
            quantity: u32,
        }
        self.read::<Counted>().iter().map(|line| line.quantity).sum()
    }

    fn read<T: DeserializeOwned>(&self) -> Vec<T> {
        let lines = self.0.get(KEY).unwrap_or_else(|error| {
            log::warn!("a cart is dropped: {error}");
            None
        });
        lines.unwrap_or_default()
    }

    /// Puts more of a tea in, up to `most` packets in all: what another tab
    /// added a moment ago is seen here too.
    pub fn add(&self, product: &str, quantity: u32, most: u32) -> Result<(), Error> {
        self.change(product, move |present| present.saturating_add(quantity).min(most.max(present)))
    }

    /// Makes it so many packets of a tea; 0 takes the line out.
    pub fn set(&self, product: &str, quantity: u32) -> Result<(), Error> {
        self.change(product, move |_| quantity)
    }

    /// Takes everything out.
    pub fn empty(&self) {
        // That there was nothing in it is no error.
        let _ = self.0.delete(KEY);
    }

    fn change(
        &self,
        product: &str,
        new_quantity: impl Fn(u32) -> u32 + Clone + 'static,
    ) -> Result<(), Error> {
        let product = product.to_owned();
        let change = move |lines: Option<Vec<Line>>| {
            Some(with_quantity(lines.unwrap_or_default(), &product, &new_quantity))
        };
        self.0.change(KEY, change.clone()).or_else(|_| {
            // Can't be read: shown as an empty cart, and now it is one.
            self.empty();
            self.0.change(KEY, change)
        })
    }
}

/// Removes packets that were bought from the cart in the session's data, and leaves
/// what was added since.
///
/// # Errors
/// [`Error::WrongType`] if what is there is no cart.
pub fn remove_bought(data: &mut Data, bought: &[Line]) -> Result<(), Error> {
    let Some(mut lines) = data.value::<Vec<Line>>(KEY)? else { return Ok(()) };
    for line in bought {
        lines = with_quantity(lines, &line.product, &|present| present.saturating_sub(line.quantity));
    }
    data.set_value(KEY, &lines)
}

/// Packets of one tea among the lines.
pub fn quantity_of(lines: &[Line], product: &str) -> u32 {
    let same = lines.iter().filter(|line| line.product == product);
    same.fold(0, |sum, line| sum.saturating_add(line.quantity))
}

fn with_quantity(mut lines: Vec<Line>, product: &str, new_quantity: &dyn Fn(u32) -> u32) -> Vec<Line> {
    match lines.iter_mut().find(|line| line.product == product) {
        Some(line) => line.quantity = new_quantity(line.quantity),
        None => lines.push(Line { product: product.to_owned(), quantity: new_quantity(0) }),
    }
    lines.retain(|line| line.quantity > 0);
    lines
}

impl FromRequest for Cart {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Session::from_request(request, payload).into_inner().map(Self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pairs: &[(&str, u32)]) -> Vec<Line> {
        pairs
            .iter()
            .map(|(product, quantity)| Line { product: (*product).to_owned(), quantity: *quantity })
            .collect()
    }

    #[test]
    fn a_change_touches_its_own_line_and_keeps_the_order() {
        let cart = lines(&[("a", 1), ("b", 2)]);
        assert_eq!(with_quantity(cart.clone(), "a", &|present| present + 4), lines(&[("a", 5), ("b", 2)]));
        assert_eq!(with_quantity(cart, "c", &|present| present + 1), lines(&[("a", 1), ("b", 2), ("c", 1)]));
    }

    #[test]
    fn a_line_of_no_packets_is_taken_out() {
        assert_eq!(with_quantity(lines(&[("a", 1), ("b", 2)]), "a", &|_| 0), lines(&[("b", 2)]));
        assert_eq!(with_quantity(Vec::new(), "a", &|_| 0), Vec::new());
    }
}
