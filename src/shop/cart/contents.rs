//! The content of the cart in the session, and the changes to it. Each change is a
//! closure, which the session framework replays on a newer cart when another request
//! saved the session first. So two tabs that add a tea at the same time both count
//! (behaviour H1: no lost update).

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::sessions::{Error, Session, data::Data};

const KEY: &str = "cart";

/// The most packets of one tea in a cart.
pub const MAX_QUANTITY: u32 = 9_999;

/// A line of the cart: a tea and the number of its packets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// Slug of the tea.
    pub product: String,
    /// Number of packets, at least 1.
    pub quantity: u32,
}

/// The cart of a session: a typed view, through which handlers read and change it
/// without knowing the session's key. It is also an extractor.
///
/// ```
/// use actix_web::{HttpResponse, Responder};
/// use session_shop::{sessions::Session, shop::cart::Cart};
///
/// /// Adds two packets, of at most ten in all.
/// async fn add(session: Session) -> Result<impl Responder, session_shop::sessions::Error> {
///     let cart = Cart::of(&session);
///     cart.add("keemun-black", 2, 10)?;
///     Ok(HttpResponse::Ok().body(format!("packets in the cart: {}", cart.count())))
/// }
///
/// /// Shows the lines.
/// async fn show(cart: Cart) -> impl Responder {
///     let lines = cart.lines();
///     HttpResponse::Ok().body(format!("{lines:?}"))
/// }
/// ```
#[derive(Clone)]
pub struct Cart(Session);

impl Cart {
    /// Returns the cart in `session`.
    pub fn of(session: &Session) -> Self {
        Self(session.clone())
    }

    /// Returns the lines, in the order in which the teas were first added. A cart that
    /// can't be deserialized counts as empty.
    pub fn lines(&self) -> Vec<CartLine> {
        self.read()
    }

    /// Returns the number of packets of all teas. Every page shows it, so the slugs are
    /// not deserialized.
    pub fn count(&self) -> u32 {
        #[derive(Deserialize)]
        struct QuantityOnly {
            quantity: u32,
        }
        self.read::<QuantityOnly>().iter().map(|line| line.quantity).sum()
    }

    fn read<T: DeserializeOwned>(&self) -> Vec<T> {
        let lines = self.0.get(KEY).unwrap_or_else(|error| {
            log::warn!("an unreadable cart is discarded: {error}");
            None
        });
        lines.unwrap_or_default()
    }

    /// Adds packets of a tea, up to `max` in all. `max` limits the sum even when another
    /// tab adds packets at the same time.
    ///
    /// # Errors
    /// Returns [`Error`] if the session can't be changed.
    pub fn add(&self, product: &str, quantity: u32, max: u32) -> Result<(), Error> {
        self.change(product, move |present| present.saturating_add(quantity).min(max.max(present)))
    }

    /// Sets the number of packets of a tea; 0 removes the line.
    ///
    /// # Errors
    /// Returns [`Error`] if the session can't be changed.
    pub fn set(&self, product: &str, quantity: u32) -> Result<(), Error> {
        self.change(product, move |_| quantity)
    }

    /// Removes all lines.
    pub fn empty(&self) {
        // An empty cart has no key to delete, which is no error.
        let _ = self.0.delete(KEY);
    }

    /// Replaces the number of packets of a tea by `new_quantity(present)`. The framework
    /// may call the closure again, with the number that another request has saved.
    fn change(
        &self,
        product: &str,
        new_quantity: impl Fn(u32) -> u32 + Clone + 'static,
    ) -> Result<(), Error> {
        let product = product.to_owned();
        let change = move |lines: Option<Vec<CartLine>>| {
            Some(with_quantity(lines.unwrap_or_default(), &product, &new_quantity))
        };
        self.0.change(KEY, change.clone()).or_else(|_| {
            // The cart can't be deserialized. The page shows it as empty, so it is emptied.
            self.empty();
            self.0.change(KEY, change)
        })
    }
}

/// Removes the bought packets from the cart in the session's data. Packets that were
/// added after the order stay.
///
/// # Errors
/// Returns [`Error::WrongType`] if the stored value is not a cart.
pub fn remove_bought(data: &mut Data, bought: &[CartLine]) -> Result<(), Error> {
    let Some(mut lines) = data.value::<Vec<CartLine>>(KEY)? else { return Ok(()) };
    for line in bought {
        lines = with_quantity(lines, &line.product, &|present| present.saturating_sub(line.quantity));
    }
    data.set_value(KEY, &lines)
}

/// Encodes lines for a hidden field of a form, such as `keemun-black=2`: the form then
/// concerns only the lines that its page showed, and not those that another tab adds
/// afterwards.
pub fn encode_lines(lines: &[CartLine]) -> String {
    let pairs: Vec<(&str, u32)> = lines.iter().map(|line| (line.product.as_str(), line.quantity)).collect();
    serde_urlencoded::to_string(pairs).unwrap_or_default()
}

/// Decodes the field that [`encode_lines`] encoded. Returns `None` if it is malformed.
pub fn decode_lines(text: &str) -> Option<Vec<CartLine>> {
    let pairs: Vec<(String, u32)> = serde_urlencoded::from_str(text).ok()?;
    Some(pairs.into_iter().map(|(product, quantity)| CartLine { product, quantity }).collect())
}

/// Returns the number of packets of one tea in `lines`.
pub fn quantity_of(lines: &[CartLine], product: &str) -> u32 {
    let same = lines.iter().filter(|line| line.product == product);
    same.fold(0, |sum, line| sum.saturating_add(line.quantity))
}

/// Returns `lines` with another number of packets of one tea, without lines of 0
/// packets.
fn with_quantity(
    mut lines: Vec<CartLine>,
    product: &str,
    new_quantity: &dyn Fn(u32) -> u32,
) -> Vec<CartLine> {
    match lines.iter_mut().find(|line| line.product == product) {
        Some(line) => line.quantity = new_quantity(line.quantity),
        None => lines.push(CartLine { product: product.to_owned(), quantity: new_quantity(0) }),
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

    #[test]
    fn encoded_lines_can_be_decoded() {
        let line = |product: &str, quantity| CartLine { product: product.to_owned(), quantity };
        let lines = vec![line("bai-mu-dan", 2), line("keemun-black", 11)];
        assert_eq!(encode_lines(&lines), "bai-mu-dan=2&keemun-black=11");
        assert_eq!(decode_lines(&encode_lines(&lines)), Some(lines));
        assert_eq!(decode_lines("bai-mu-dan=many"), None);
    }

    fn lines(pairs: &[(&str, u32)]) -> Vec<CartLine> {
        pairs
            .iter()
            .map(|(product, quantity)| CartLine { product: (*product).to_owned(), quantity: *quantity })
            .collect()
    }

    #[test]
    fn a_change_touches_its_own_line_and_keeps_the_order() {
        let cart = lines(&[("a", 1), ("b", 2)]);
        assert_eq!(with_quantity(cart.clone(), "a", &|present| present + 4), lines(&[("a", 5), ("b", 2)]));
        assert_eq!(with_quantity(cart, "c", &|present| present + 1), lines(&[("a", 1), ("b", 2), ("c", 1)]));
    }

    #[test]
    fn a_line_of_0_packets_is_removed() {
        assert_eq!(with_quantity(lines(&[("a", 1), ("b", 2)]), "a", &|_| 0), lines(&[("b", 2)]));
        assert_eq!(with_quantity(Vec::new(), "a", &|_| 0), Vec::new());
    }
}
