//! The steps of the checkout and the extractor that their handlers share. The checkout
//! requires a login and a cart that is not empty, and each step requires that the ones
//! before it are complete.

use std::borrow::Cow;

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, web};
use futures_util::future::LocalBoxFuture;

use super::draft::CheckoutDraft;
use crate::{
    accounts::{Member, User},
    i18n::Message,
    sessions::Session,
    shop::{
        cart::{Cart, CartLine},
        catalogue::Catalogue,
    },
    web::{
        Error, Page,
        flash::{self, Level},
        respond,
    },
};

/// A step of the checkout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The recipient and the address.
    Address,
    /// The delivery method.
    Delivery,
    /// A summary, before the order is placed.
    Review,
}

impl Step {
    /// All steps, in their order.
    pub const ALL: [Self; 3] = [Self::Address, Self::Delivery, Self::Review];

    /// Returns the path of the step's page.
    pub fn path(self) -> &'static str {
        match self {
            Self::Address => "/checkout/address",
            Self::Delivery => "/checkout/delivery",
            Self::Review => "/checkout/review",
        }
    }

    /// Returns the step's name in the page's language.
    pub fn name(self, page: &Page) -> Cow<'static, str> {
        match self {
            Self::Address => page.text("checkout-step-address"),
            Self::Delivery => page.text("checkout-step-delivery"),
            Self::Review => page.text("checkout-step-review"),
        }
    }
}

/// The state of the checkout, as an extractor for the handlers of all steps. It requires
/// a login ([`Member`]).
pub struct Checkout {
    /// The buyer.
    pub user: User,
    /// The form data so far.
    pub draft: CheckoutDraft,
    /// The cart.
    pub cart: Cart,
    /// The teas on sale.
    pub catalogue: web::Data<Catalogue>,
    /// The session that stores the draft and the cart.
    pub session: Session,
}

impl Checkout {
    /// Returns the lines of the cart whose teas are still sold.
    pub fn lines(&self) -> Vec<CartLine> {
        let teas = self.catalogue.teas();
        let lines = self.cart.lines().into_iter();
        lines.filter(|line| teas.by_slug(&line.product).is_some()).collect()
    }

    /// Returns the redirect to the page that must be completed before `step`: the cart if
    /// it is empty, or the first incomplete step. Returns `None` if `step` can be shown.
    ///
    /// # Errors
    /// Returns the session's error if the flash message can't be stored.
    pub fn redirect_before(&self, step: Step) -> Result<Option<HttpResponse>, Error> {
        if self.lines().is_empty() {
            flash::add(&self.session, Level::Info, Message::new("checkout-cart-empty"))?;
            return Ok(Some(respond::see_other("/cart")));
        }
        let incomplete = self.draft.fields().first_incomplete_step();
        Ok((incomplete < step).then(|| respond::see_other(incomplete.path())))
    }

    async fn from_request_parts(request: HttpRequest) -> Result<Self, Error> {
        let Member(user) = Member::extract(&request).await?;
        let session = Session::extract(&request).await?;
        let catalogue = request.app_data::<web::Data<Catalogue>>().cloned();
        Ok(Self {
            user,
            draft: CheckoutDraft::of(&session),
            cart: Cart::of(&session),
            catalogue: catalogue.ok_or_else(|| Error::internal("no catalogue"))?,
            session,
        })
    }
}

impl FromRequest for Checkout {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(Self::from_request_parts(request.clone()))
    }
}
