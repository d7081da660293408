//! The shop: what there is, what one wants of it, and what one bought. One
//! file a feature, from route to query.

pub mod cart;
pub mod catalogue;
pub mod checkout;
pub mod orders;
