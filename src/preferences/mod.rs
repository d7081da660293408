//! Preferences.

use actix_web::web::ServiceConfig;

/// The routes.
pub fn routes(_config: &mut ServiceConfig) {}

use serde::{Deserialize, Serialize};

use crate::{
    i18n::{Currency, Language},
    sessions::Session,
    web::Theme,
};

const KEY: &str = "preferences";

/// What a visitor chose; in the session and nowhere else (G7).
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Preferences {
    /// Of all texts; before one is chosen, the browser's.
    pub language: Option<Language>,
    /// Of all prices.
    pub currency: Option<Currency>,
    /// Light or dark.
    pub theme: Option<Theme>,
    /// Teas on a page of the catalogue.
    pub per_page: Option<u32>,
}

/// Teas on a page before a number is chosen.
pub const DEFAULT_PER_PAGE: u32 = 12;

impl Preferences {
    /// Those of a session.
    pub fn of(session: &Session) -> Self {
        session.get(KEY).ok().flatten().unwrap_or_default()
    }
}
