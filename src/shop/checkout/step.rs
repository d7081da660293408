//! The steps of the checkout in their order. A step can be reached when the
//! ones before it are complete.

use std::borrow::Cow;

use crate::web::Page;

/// A step of the checkout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Who gets it, and where.
    Address,
    /// How it gets there.
    Delivery,
    /// All of it once more, before it is ordered.
    Review,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Address, Self::Delivery, Self::Review];

    /// Where its page is.
    pub fn path(self) -> &'static str {
        match self {
            Self::Address => "/checkout/address",
            Self::Delivery => "/checkout/delivery",
            Self::Review => "/checkout/review",
        }
    }

    /// Its name in the page's language.
    pub fn name(self, page: &Page) -> Cow<'static, str> {
        match self {
            Self::Address => page.text("checkout-step-address"),
            Self::Delivery => page.text("checkout-step-delivery"),
            Self::Review => page.text("checkout-step-review"),
        }
    }
}
