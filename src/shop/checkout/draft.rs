//! The form data of the checkout, in the session. It is stored even while it is invalid,
//! so that a visitor who leaves the checkout finds it again (behaviour G6).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::{Delivery, Step, address::Address};
use crate::{
    i18n::Currency,
    sessions::{Error, Session, data::Data},
};

const KEY: &str = "checkout";

/// Random bytes in the token of a review page.
const TOKEN_BYTES: usize = 16;

/// The form data of all steps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckoutFields {
    /// The recipient and the address, which may be invalid.
    #[serde(flatten)]
    pub address: Address,
    /// The delivery method, once the visitor has chosen one.
    pub delivery: Option<Delivery>,
    /// The review page that showed exactly these fields.
    pub review: Option<ShownReview>,
}

/// A review page that was shown to the visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownReview {
    /// The token in the page's form. The table `orders` stores the token of each order in
    /// a unique column, so that a form that is sent twice places one order.
    pub token: String,
    /// The currency of the prices on the page.
    pub currency: Currency,
}

/// The checkout draft of a session: a fields view over its form data.
#[derive(Clone)]
pub struct CheckoutDraft(Session);

impl CheckoutDraft {
    /// Returns the checkout draft in `session`.
    pub fn of(session: &Session) -> Self {
        Self(session.clone())
    }

    /// Returns the form data. Data that can't be deserialized counts as empty.
    pub fn fields(&self) -> CheckoutFields {
        let fields = self.0.get(KEY).unwrap_or_else(|error| {
            log::warn!("unreadable form data of the checkout is discarded: {error}");
            None
        });
        fields.unwrap_or_default()
    }

    /// Stores the address, valid or not. A review page that was shown before is outdated.
    ///
    /// # Errors
    /// Returns [`Error::WrongType`] if the stored form data can't be read.
    pub fn set_address(&self, address: Address) -> Result<(), Error> {
        self.change(move |fields| CheckoutFields { address: address.clone(), review: None, ..fields })
    }

    /// Stores the delivery method. A review page that was shown before is outdated.
    ///
    /// # Errors
    /// Returns [`Error::WrongType`] if the stored form data can't be read.
    pub fn set_delivery(&self, delivery: Delivery) -> Result<(), Error> {
        self.change(move |fields| CheckoutFields { delivery: Some(delivery), review: None, ..fields })
    }

    /// Returns the token for a review page in `currency`. A page that was shown before with
    /// the same content has the same token.
    ///
    /// # Errors
    /// Returns [`Error::WrongType`] if the stored form data can't be read.
    pub fn review_token(&self, currency: Currency) -> Result<String, Error> {
        if let Some(review) = self.fields().review.filter(|review| review.currency == currency) {
            return Ok(review.token);
        }
        let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; TOKEN_BYTES]>());
        let review = ShownReview { token: token.clone(), currency };
        let shown = self.fields();
        // If another tab has changed the form data meanwhile, this page does not show it.
        self.change(move |fields| {
            let is_shown = (&fields.address, fields.delivery) == (&shown.address, shown.delivery);
            let review = if is_shown { Some(review.clone()) } else { fields.review };
            CheckoutFields { address: fields.address, delivery: fields.delivery, review }
        })?;
        Ok(token)
    }

    fn change(&self, edit: impl Fn(CheckoutFields) -> CheckoutFields + 'static) -> Result<(), Error> {
        self.0.change(KEY, move |fields: Option<CheckoutFields>| Some(edit(fields.unwrap_or_default())))
    }
}

/// Removes the draft from the session's data after the order with `token` is placed
/// (behaviour G9: temporary data does not stay). A draft for the next order, which
/// another tab has begun meanwhile, stays.
///
/// # Errors
/// Returns [`Error::WrongType`] if the stored value is not a draft.
pub fn remove(data: &mut Data, token: &str) -> Result<(), Error> {
    if data.value::<CheckoutFields>(KEY)?.is_some_and(|fields| fields.has_review_token(token)) {
        data.delete(KEY);
    }
    Ok(())
}

impl CheckoutFields {
    /// Returns the first step whose fields are missing or invalid.
    pub fn first_incomplete_step(&self) -> Step {
        match self.delivery {
            _ if !self.address.is_valid() => Step::Address,
            None => Step::Delivery,
            Some(_) => Step::Review,
        }
    }

    /// Returns whether the review page with this token showed exactly these fields.
    pub fn has_review_token(&self, token: &str) -> bool {
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
    fn a_step_is_reached_when_the_ones_before_it_are_complete() {
        let mut fields = CheckoutFields { delivery: Some(Delivery::Express), ..CheckoutFields::default() };
        assert_eq!(fields.first_incomplete_step(), Step::Address);
        fields = CheckoutFields { address: address(), ..CheckoutFields::default() };
        assert_eq!(fields.first_incomplete_step(), Step::Delivery);
        fields.delivery = Some(Delivery::Pickup);
        assert_eq!(fields.first_incomplete_step(), Step::Review);
    }

    #[test]
    fn the_session_stores_all_fields_under_one_key() {
        let fields = CheckoutFields { address: address(), delivery: Some(Delivery::Express), review: None };
        let json = serde_json::to_value(&fields).unwrap();
        assert_eq!(json["street"], "1 C Street");
        assert_eq!(json["delivery"], "express");
        assert_eq!(serde_json::from_value::<CheckoutFields>(json).unwrap(), fields);
    }
}
