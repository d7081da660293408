//! The first step: who gets it, and where. What was typed is kept even when it
//! is not right yet.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;
use serde::{Deserialize, Serialize};

use super::{Checkout, Country, Step};
use crate::{
    i18n::Message,
    web::{Error, Form, Page, respond},
};

/// The routes of this step.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource(Step::Address.path()).get(show).post(save));
}

/// The most characters of a name, street or town.
const MAX_LENGTH: u32 = 100;

/// The most characters of a postal code.
const MAX_POSTCODE_LENGTH: u32 = 20;

/// How much of a field that is too long is kept, characters: enough to be still
/// too long, and too little to fill the session.
const KEPT: usize = 120;

/// Where an order goes, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Recipient.
    pub name: String,
    /// Street and house.
    pub street: String,
    /// Postal code.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// Country code.
    pub country: String,
}

impl Address {
    /// What was typed, right or not.
    pub fn from_form(form: &Form) -> Self {
        let kept = |name| form.trimmed(name).chars().take(KEPT).collect();
        Self {
            name: kept("name"),
            street: kept("street"),
            postcode: kept("postcode"),
            city: kept("city"),
            country: kept("country"),
        }
    }

    /// Whether an order can go there.
    pub fn is_complete(&self) -> bool {
        is_right(&mut self.to_form())
    }

    fn to_form(&self) -> Form {
        let form = Form::new().with("name", &self.name).with("street", &self.street);
        form.with("postcode", &self.postcode).with("city", &self.city).with("country", &self.country)
    }
}

/// Puts a message beside each field that is wrong.
fn is_right(form: &mut Form) -> bool {
    form.required("name", MAX_LENGTH);
    form.required("street", MAX_LENGTH);
    form.required("postcode", MAX_POSTCODE_LENGTH);
    form.required("city", MAX_LENGTH);
    if Country::from_code(form.trimmed("country")).is_none() {
        form.reject("country", Message::new("checkout-country-choose"));
    }
    form.is_valid()
}

#[derive(Template)]
#[template(path = "shop/address.html")]
struct AddressPage {
    page: Page,
    step: Step,
    form: Form,
}

async fn show(request: HttpRequest, checkout: Checkout) -> Result<HttpResponse, Error> {
    if let Some(detour) = checkout.detour(Step::Address)? {
        return Ok(detour);
    }
    // Not before: whoever takes the page takes the waiting messages too.
    let page = Page::extract(&request).await?;
    let form = checkout.draft.typed().address.to_form();
    respond::html(&page, &AddressPage { page: page.clone(), step: Step::Address, form })
}

async fn save(request: HttpRequest, checkout: Checkout, mut form: Form) -> Result<HttpResponse, Error> {
    if let Some(detour) = checkout.detour(Step::Address)? {
        return Ok(detour);
    }
    checkout.draft.set_address(Address::from_form(&form))?;
    if is_right(&mut form) {
        return Ok(respond::see_other(Step::Delivery.path()));
    }
    let page = Page::extract(&request).await?;
    respond::unprocessable(&page, &AddressPage { page: page.clone(), step: Step::Address, form })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete() -> Form {
        let form = Form::new().with("name", " 林 小姐 ").with("street", "中山路 1 號");
        form.with("postcode", "100").with("city", "臺北市").with("country", "TW")
    }

    #[test]
    fn any_sensible_address_is_right() {
        assert!(is_right(&mut complete()));
        assert_eq!(Address::from_form(&complete()).name, "林 小姐");
    }

    #[test]
    fn what_is_wrong_is_said_beside_its_field() {
        let mut form = complete().with("street", " ").with("country", "XX");
        assert!(!is_right(&mut form));
        assert!(form.error("street").is_some() && form.error("country").is_some());
        assert!(form.error("city").is_none());
    }

    #[test]
    fn what_is_too_long_is_kept_shorter_and_still_too_long() {
        let address = Address::from_form(&complete().with("street", "x".repeat(60_000)));
        assert_eq!(address.street.len(), KEPT);
        assert!(!address.is_complete());
    }
}
