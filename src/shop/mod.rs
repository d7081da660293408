//! The shop: the catalogue of teas, the cart, the checkout and the orders.
//!
//! Each feature holds its routes, forms, templates and queries.
//!
//! Read [`cart`] first: it is the smallest example of a typed view over the session.
//! [`checkout`] is the largest: a form in several steps, and an order that must be
//! placed exactly once although the session and the database are stored separately.

pub mod cart;
pub mod catalogue;
pub mod checkout;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
pub mod orders;
