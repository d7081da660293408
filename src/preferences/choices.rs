//! The preferences in the session. A change sets only the preferences that the visitor
//! chose, and not all of them. So two tabs that change different preferences at the same
//! time both count (behaviour H1: no lost update).

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::{
    i18n::{Currency, Language},
    sessions::{Error, Session},
    web::Theme,
};

const KEY: &str = "preferences";

/// Default number of teas per page of the catalogue.
pub const DEFAULT_PER_PAGE: u32 = 12;

/// Allowed numbers of teas per page.
pub(super) const PER_PAGE: RangeInclusive<u32> = 1..=100;

/// The preferences that a visitor has chosen. Only the session stores them (behaviour
/// G7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// Language of all texts; `None` for the browser's.
    pub language: Option<Language>,
    /// Currency of all prices.
    pub currency: Option<Currency>,
    /// Colour theme.
    pub theme: Option<Theme>,
    /// Teas per page of the catalogue.
    pub per_page: Option<u32>,
}

/// A new value of one preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The language, or `None` for the browser's.
    Language(Option<Language>),
    /// The currency.
    Currency(Currency),
    /// The theme.
    Theme(Theme),
    /// Teas per page.
    PerPage(u32),
}

impl Preferences {
    /// Returns the preferences in `session`.
    pub fn of(session: &Session) -> Self {
        session.get(KEY).ok().flatten().unwrap_or_default()
    }

    /// Stores the choices of a form. The form submits all preferences; those that are equal
    /// to the stored ones are not changed.
    ///
    /// # Errors
    /// Returns [`Error::WrongType`] if the stored preferences can't be read.
    pub fn save(session: &Session, choices: Vec<Choice>) -> Result<(), Error> {
        let stored = Self::of(session);
        let changed: Vec<Choice> =
            choices.into_iter().filter(|choice| stored.with(&[*choice]) != stored).collect();
        if changed.is_empty() {
            return Ok(());
        }
        session.change(KEY, move |stored: Option<Self>| Some(stored.unwrap_or_default().with(&changed)))
    }

    fn with(mut self, choices: &[Choice]) -> Self {
        for choice in choices {
            match *choice {
                Choice::Language(language) => self.language = language,
                Choice::Currency(currency) => self.currency = Some(currency),
                Choice::Theme(theme) => self.theme = Some(theme),
                Choice::PerPage(number) => self.per_page = Some(number),
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_changes_one_preference_only() {
        let before = Preferences::default().with(&[Choice::PerPage(24), Choice::Theme(Theme::Dark)]);
        let after = before.with(&[Choice::Currency(Currency::Twd), Choice::Theme(Theme::Light)]);
        assert_eq!((after.per_page, after.theme), (Some(24), Some(Theme::Light)));
        assert_eq!((after.currency, after.language), (Some(Currency::Twd), None));
    }

    #[test]
    fn the_browsers_language_can_be_chosen_again() {
        let before = Preferences::default().with(&[Choice::Language(Some(Language::SimplifiedChinese))]);
        assert_eq!(before.with(&[Choice::Language(None)]), Preferences::default());
    }
}
