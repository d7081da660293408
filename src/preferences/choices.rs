//! What a visitor chose, as the session keeps it. A change is kept as the
//! single choices that were made, and not as the whole that came of them: so
//! two tabs that choose different things at the same moment both count (H1).

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::{
    i18n::{Currency, Language},
    sessions::{Error, Session},
    web::Theme,
};

const KEY: &str = "preferences";

/// Teas on a page before a number is chosen.
pub const DEFAULT_PER_PAGE: u32 = 12;

/// What may be chosen.
pub(super) const PER_PAGE: RangeInclusive<u32> = 1..=100;

/// What a visitor chose; in the session and nowhere else (G7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// One thing chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A language, or `None` for the browser's.
    Language(Option<Language>),
    /// A currency.
    Currency(Currency),
    /// A theme.
    Theme(Theme),
    /// Teas on a page.
    PerPage(u32),
}

impl Preferences {
    /// Those of a session.
    pub fn of(session: &Session) -> Self {
        session.get(KEY).ok().flatten().unwrap_or_default()
    }

    /// Keeps what was chosen. A form names all preferences; what it leaves as
    /// it is in the session is no choice.
    pub fn save(session: &Session, choices: Vec<Choice>) -> Result<(), Error> {
        let present = Self::of(session);
        let made: Vec<Choice> =
            choices.into_iter().filter(|choice| present.with(&[*choice]) != present).collect();
        if made.is_empty() {
            return Ok(());
        }
        session.change(KEY, move |present: Option<Self>| Some(present.unwrap_or_default().with(&made)))
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
    fn a_choice_changes_one_thing_and_leaves_the_rest() {
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
