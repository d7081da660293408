//! What was typed so far, as the session keeps it: also what is not right yet,
//! so that whoever leaves the checkout and comes back finds it again (G6).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::{Delivery, Step, address::Address};
use crate::{
    i18n::Currency,
    sessions::{Error, Session, data::Data},
};

const KEY: &str = "checkout";

/// Bytes of chance in the token of a review page.
const TOKEN_BYTES: usize = 16;

/// What was typed, and what was shown of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// Who gets it, and where; may be incomplete.
    #[serde(flatten)]
    pub address: Address,
    /// How it gets there, once that was chosen.
    pub delivery: Option<Delivery>,
    /// The review page of exactly this.
    pub review: Option<Review>,
}

/// A review page that was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// In its form. An order remembers by which token it was placed, so that
    /// the same form sent twice makes one order.
    pub token: String,
    /// Of its prices.
    pub currency: Currency,
}

/// The checkout of a session.
#[derive(Clone)]
pub struct Draft(Session);

impl Draft {
    /// The checkout in `session`.
    pub fn of(session: &Session) -> Self {
        Self(session.clone())
    }

    /// What was typed. What can't be read counts as nothing.
    pub fn typed(&self) -> Typed {
        let typed = self.0.get(KEY).unwrap_or_else(|error| {
            log::warn!("what was typed at the checkout is dropped: {error}");
            None
        });
        typed.unwrap_or_default()
    }

    /// Keeps the address, right or not. The review page shown before it is no
    /// longer true.
    pub fn set_address(&self, address: Address) -> Result<(), Error> {
        self.change(move |typed| Typed { address: address.clone(), review: None, ..typed })
    }

    /// Keeps the way of delivery, likewise.
    pub fn set_delivery(&self, delivery: Delivery) -> Result<(), Error> {
        self.change(move |typed| Typed { delivery: Some(delivery), review: None, ..typed })
    }

    /// The token for a review page in this currency: the one of the page shown
    /// before, if it showed the same.
    pub fn review_in(&self, currency: Currency) -> Result<String, Error> {
        if let Some(review) = self.typed().review.filter(|review| review.currency == currency) {
            return Ok(review.token);
        }
        let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; TOKEN_BYTES]>());
        let review = Review { token: token.clone(), currency };
        let shown = self.typed();
        // What another tab typed meanwhile was not shown on this page.
        self.change(move |typed| {
            let is_shown = (&typed.address, typed.delivery) == (&shown.address, shown.delivery);
            let review = if is_shown { Some(review.clone()) } else { typed.review };
            Typed { address: typed.address, delivery: typed.delivery, review }
        })?;
        Ok(token)
    }

    fn change(&self, edit: impl Fn(Typed) -> Typed + 'static) -> Result<(), Error> {
        self.0.change(KEY, move |typed: Option<Typed>| Some(edit(typed.unwrap_or_default())))
    }
}

/// Removes the draft from the session's data, since the order with that token is
/// placed (G9). What another tab typed for the next order since then stays.
///
/// # Errors
/// [`Error::WrongType`] if what is there is no draft.
pub fn forget(data: &mut Data, token: &str) -> Result<(), Error> {
    if data.value::<Typed>(KEY)?.is_some_and(|typed| typed.was_shown_as(token)) {
        data.delete(KEY);
    }
    Ok(())
}

impl Typed {
    /// The first step at which something is missing.
    pub fn first_incomplete(&self) -> Step {
        match self.delivery {
            _ if !self.address.is_complete() => Step::Address,
            None => Step::Delivery,
            Some(_) => Step::Review,
        }
    }

    /// Whether the review page with that token showed exactly this.
    pub fn was_shown_as(&self, token: &str) -> bool {
        self.review.as_ref().is_some_and(|review| review.token == token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Form;

    fn address() -> Address {
        let form = Form::new().with("name", "A B").with("street", "1 C Street").with("postcode", "1");
        Address::from_form(&form.with("city", "D").with("country", "TW"))
    }

    #[test]
    fn a_step_is_reached_once_the_ones_before_it_are_complete() {
        let mut typed = Typed { delivery: Some(Delivery::Express), ..Typed::default() };
        assert_eq!(typed.first_incomplete(), Step::Address);
        typed = Typed { address: address(), ..Typed::default() };
        assert_eq!(typed.first_incomplete(), Step::Delivery);
        typed.delivery = Some(Delivery::Pickup);
        assert_eq!(typed.first_incomplete(), Step::Review);
    }

    #[test]
    fn the_session_keeps_the_fields_under_one_key_by_their_names() {
        let typed = Typed { address: address(), delivery: Some(Delivery::Express), review: None };
        let json = serde_json::to_value(&typed).unwrap();
        assert_eq!(json["street"], "1 C Street");
        assert_eq!(json["delivery"], "express");
        assert_eq!(serde_json::from_value::<Typed>(json).unwrap(), typed);
    }
}
