//! How a visitor wants the shop: language, currency, theme, teas on a page.
//! Kept in the session only, so they end with it (G7).

mod choices;
mod edit;

pub use choices::{Choice, DEFAULT_PER_PAGE, Preferences};
pub use edit::routes;
