//! The display settings of a page: language, currency, theme and page size.

use serde::{Deserialize, Serialize};

use crate::i18n::{Currency, Language};

/// The display settings of a page: the visitor's preferences, or their defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display {
    /// Language of all texts.
    pub language: Language,
    /// Currency of all prices.
    pub currency: Currency,
    /// Colour theme.
    pub theme: Theme,
    /// Teas per page of the catalogue.
    pub per_page: u32,
}

/// A colour theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Dark text on a light background.
    Light,
    /// Light text on a dark background.
    Dark,
    /// The operating system's theme.
    #[default]
    Auto,
}

impl Theme {
    /// All themes.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Returns the theme's name, as in the HTML attribute `data-theme`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Auto => "auto",
        }
    }

    /// Returns the theme with this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.code() == code)
    }
}
