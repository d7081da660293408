//! How a visitor wants pages to be: language, currency, theme, and how much on
//! a page.

use serde::{Deserialize, Serialize};

use crate::i18n::{Currency, Language};

/// How a visitor wants pages to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display {
    /// Of all texts.
    pub language: Language,
    /// Of all prices.
    pub currency: Currency,
    /// Light or dark.
    pub theme: Theme,
    /// Teas on a page of the catalogue.
    pub per_page: u32,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// As the system has it.
    #[default]
    Auto,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Its name, as in `data-theme`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Auto => "auto",
        }
    }

    /// The theme of that name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.code() == code)
    }
}
