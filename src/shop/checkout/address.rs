//! The first step: the recipient and the address. The session stores the form data even
//! while it is invalid, so that the visitor can leave and come back.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;
use serde::{Deserialize, Serialize};

use super::{Checkout, Country, Step, summary::Summary};
use crate::{
    i18n::Message,
    web::{Error, Form, Page, form::ErrorLine, respond},
};

/// Registers the routes of this step.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource(Step::Address.path()).get(show).post(save));
}

/// The longest name, street or town, characters.
const MAX_LENGTH: u32 = 100;

/// The longest postal code, characters.
const MAX_POSTCODE_LENGTH: u32 = 20;

/// The stored length of a field, characters. A value that is too long is truncated to
/// this: it is still rejected as too long, but does not fill the session.
const MAX_STORED_LENGTH: usize = 120;

/// The address of an order, as submitted.
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
    /// Returns the submitted address, valid or not.
    pub fn from_form(form: &Form) -> Self {
        let truncated = |name| form.trimmed(name).chars().take(MAX_STORED_LENGTH).collect();
        Self {
            name: truncated("name"),
            street: truncated("street"),
            postcode: truncated("postcode"),
            city: truncated("city"),
            country: truncated("country"),
        }
    }

    /// Returns whether all fields are valid.
    pub fn is_valid(&self) -> bool {
        validate(&mut self.to_form())
    }

    fn to_form(&self) -> Form {
        let form = Form::new().with("name", &self.name).with("street", &self.street);
        form.with("postcode", &self.postcode).with("city", &self.city).with("country", &self.country)
    }
}

/// Sets the error message of each invalid field, and returns whether all are valid.
fn validate(form: &mut Form) -> bool {
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
    summary: Summary,
}

impl AddressPage {
    fn new(page: &Page, checkout: &Checkout, form: Form) -> Self {
        Self { page: page.clone(), step: Step::Address, form, summary: Summary::new(page, checkout) }
    }

    fn error_lines(&self) -> Vec<ErrorLine> {
        self.form.error_lines(&self.page, |field| match field {
            "name" => "checkout-field-name",
            "street" => "checkout-field-street",
            "postcode" => "checkout-field-postcode",
            "city" => "checkout-field-city",
            _ => "checkout-field-country",
        })
    }
}

async fn show(request: HttpRequest, checkout: Checkout) -> Result<HttpResponse, Error> {
    if let Some(redirect) = checkout.redirect_before(Step::Address)? {
        return Ok(redirect);
    }
    // Not before the redirect: extracting the page removes the flash messages.
    let page = Page::extract(&request).await?;
    let form = checkout.draft.fields().address.to_form();
    respond::html(&page, &AddressPage::new(&page, &checkout, form))
}

async fn save(request: HttpRequest, checkout: Checkout, mut form: Form) -> Result<HttpResponse, Error> {
    if let Some(redirect) = checkout.redirect_before(Step::Address)? {
        return Ok(redirect);
    }
    checkout.draft.set_address(Address::from_form(&form))?;
    if validate(&mut form) {
        return Ok(respond::see_other(Step::Delivery.path()));
    }
    let page = Page::extract(&request).await?;
    respond::unprocessable(&page, &AddressPage::new(&page, &checkout, form))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete() -> Form {
        let form = Form::new().with("name", " 林 小姐 ").with("street", "中山路 1 號");
        form.with("postcode", "100").with("city", "臺北市").with("country", "TW")
    }

    #[test]
    fn a_complete_address_is_valid() {
        assert!(validate(&mut complete()));
        assert_eq!(Address::from_form(&complete()).name, "林 小姐");
    }

    #[test]
    fn each_invalid_field_has_an_error_message() {
        let mut form = complete().with("street", " ").with("country", "XX");
        assert!(!validate(&mut form));
        assert!(form.error("street").is_some() && form.error("country").is_some());
        assert!(form.error("city").is_none());
    }

    #[test]
    fn a_value_that_is_too_long_is_truncated_and_still_invalid() {
        let address = Address::from_form(&complete().with("street", "x".repeat(60_000)));
        assert_eq!(address.street.len(), MAX_STORED_LENGTH);
        assert!(!address.is_valid());
    }
}
