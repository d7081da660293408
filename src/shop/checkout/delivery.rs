//! The second step: the delivery method. The form selects the first method at first.

use std::borrow::Cow;

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;
use serde::{Deserialize, Serialize};

use super::{Checkout, Step, summary::Summary};
use crate::{
    i18n::Message,
    web::{Error, Form, Page, respond},
};

/// Registers the routes of this step.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource(Step::Delivery.path()).get(show).post(save));
}

/// A delivery method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    /// By post, in days.
    #[default]
    Standard,
    /// By courier, the next day.
    Express,
    /// Picked up at the shop.
    Pickup,
}

impl Delivery {
    /// All methods.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Express, Self::Pickup];

    /// Returns the code in forms and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Express => "express",
            Self::Pickup => "pickup",
        }
    }

    /// Returns the method with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|delivery| delivery.code() == code)
    }

    /// Returns the price, US cents.
    pub fn price(self) -> i64 {
        match self {
            Self::Standard => 450,
            Self::Express => 1250,
            Self::Pickup => 0,
        }
    }

    /// Returns the name in the page's language.
    pub fn name(self, page: &Page) -> Cow<'static, str> {
        match self {
            Self::Standard => page.text("checkout-delivery-standard"),
            Self::Express => page.text("checkout-delivery-express"),
            Self::Pickup => page.text("checkout-delivery-pickup"),
        }
    }

    /// Returns a description of how long it takes, in the page's language.
    pub fn hint(self, page: &Page) -> Cow<'static, str> {
        match self {
            Self::Standard => page.text("checkout-delivery-standard-hint"),
            Self::Express => page.text("checkout-delivery-express-hint"),
            Self::Pickup => page.text("checkout-delivery-pickup-hint"),
        }
    }
}

#[derive(Template)]
#[template(path = "shop/delivery.html")]
struct DeliveryPage {
    page: Page,
    step: Step,
    chosen: Delivery,
    error: Option<Message>,
    summary: Summary,
}

impl DeliveryPage {
    fn new(page: &Page, checkout: &Checkout, error: Option<Message>) -> Self {
        let chosen = checkout.draft.fields().delivery.unwrap_or_default();
        let summary = Summary::new(page, checkout);
        Self { page: page.clone(), step: Step::Delivery, chosen, error, summary }
    }
}

async fn show(request: HttpRequest, checkout: Checkout) -> Result<HttpResponse, Error> {
    if let Some(redirect) = checkout.redirect_before(Step::Delivery)? {
        return Ok(redirect);
    }
    let page = Page::extract(&request).await?;
    respond::html(&page, &DeliveryPage::new(&page, &checkout, None))
}

async fn save(request: HttpRequest, checkout: Checkout, form: Form) -> Result<HttpResponse, Error> {
    if let Some(redirect) = checkout.redirect_before(Step::Delivery)? {
        return Ok(redirect);
    }
    let Some(delivery) = Delivery::from_code(form.trimmed("delivery")) else {
        let page = Page::extract(&request).await?;
        let error = Message::new("checkout-delivery-choose");
        return respond::unprocessable(&page, &DeliveryPage::new(&page, &checkout, Some(error)));
    };
    checkout.draft.set_delivery(delivery)?;
    Ok(respond::see_other(Step::Review.path()))
}
