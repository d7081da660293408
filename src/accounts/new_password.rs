//! The rules for a new password: 12 to 128 characters of any script, and nothing that is
//! easy to guess. There are no rules about which characters it must contain (NIST
//! SP 800-63B, section 5.1.1.2; OWASP ASVS 4.0, 2.1). The registration form, the form that
//! changes the password and the command `createuser` apply the same rules. A login applies
//! none, so older, shorter passwords still work.

use std::{collections::HashSet, fmt, sync::LazyLock};

use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

use super::username;
use crate::i18n::{Language, Message};

const MIN_LENGTH: u32 = 12;
const MAX_LENGTH: u32 = 128;

/// The most common passwords; `vendor/common-passwords` has the source and the licence.
const COMMON: &str = include_str!("../../vendor/common-passwords/common-passwords.txt");

/// The common passwords that are long enough to be refused for that reason only.
static COMMON_AND_LONG: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    COMMON.lines().filter(|password| password.chars().count() >= MIN_LENGTH as usize).collect()
});

/// The passwords that zxcvbn finds in less than a million guesses are refused.
const MIN_SCORE: Score = Score::Two;

/// The characters that zxcvbn judges at once. Its time grows fast with the length: a text
/// made for that purpose takes 40 ms with 16 characters, and 6 s with 100.
const PART_LENGTH: usize = 16;

/// The length in bytes from which a username must not be part of the password. Two Latin
/// letters are part of too many words.
const MIN_NAME_BYTES: usize = 3;

/// A new password that follows the rules, in the normalization form NFKC.
#[derive(Clone)]
pub struct NewPassword(String);

impl NewPassword {
    /// Normalizes and validates a new password of the user with this name. A hostile text
    /// takes up to 40 ms, so handlers call it on a thread that may block.
    ///
    /// # Errors
    /// Returns the message to show beside the field if `text` is not a valid password.
    pub fn new(text: &str, username: &str) -> Result<Self, Message> {
        if text.is_empty() {
            return Err(Message::new("form-required"));
        }
        let password = normalize(text);
        if !(MIN_LENGTH as usize..=MAX_LENGTH as usize).contains(&password.chars().count()) {
            let message = Message::new("accounts-password-length");
            return Err(message.count("shortest", MIN_LENGTH).count("longest", MAX_LENGTH));
        }
        let lower = password.to_lowercase();
        if COMMON_AND_LONG.contains(lower.trim()) {
            return Err(Message::new("accounts-password-common"));
        }
        let username = username::key(username);
        if username.len() >= MIN_NAME_BYTES && lower.contains(&username) {
            return Err(Message::new("accounts-password-has-name"));
        }
        if shop_names().any(|name| lower.contains(&name)) {
            return Err(Message::new("accounts-password-has-shop-name"));
        }
        if is_easy_to_guess(&password, &username) {
            return Err(Message::new("accounts-password-weak"));
        }
        Ok(Self(password))
    }

    /// Returns the password, to hash it.
    pub(super) fn into_inner(self) -> String {
        self.0
    }
}

/// Returns the form of a password that is hashed: NFKC, as in NIST SP 800-63B. Keyboards
/// and operating systems compose characters differently, and a Chinese or Japanese
/// keyboard may type full-width letters; all of them are one password.
pub(super) fn normalize(password: &str) -> String {
    password.nfkc().collect()
}

/// Returns the shop's name in all languages, in lower case.
fn shop_names() -> impl Iterator<Item = String> {
    Language::ALL.into_iter().map(|language| language.text("layout-shop-name").to_lowercase())
}

/// Returns whether the password repeats a text that is too short for a password, or
/// whether each part of it consists of repetitions, sequences, keyboard patterns, dates or
/// common words. One part that is hard to guess is enough.
fn is_easy_to_guess(password: &str, username: &str) -> bool {
    let characters: Vec<char> = password.chars().collect();
    let max_period = (characters.len() / 2).min(MIN_LENGTH as usize - 1);
    let repeats = |period: usize| characters.iter().zip(&characters[period..]).all(|(one, next)| one == next);
    if (1..=max_period).any(repeats) {
        return true;
    }
    characters.chunks(PART_LENGTH).all(|part| {
        let part: String = part.iter().collect();
        zxcvbn(&part, &[username]).score() < MIN_SCORE
    })
}

/// Does not show the password: debug output is written to logs.
impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(password: &str) -> Option<Message> {
        NewPassword::new(password, "Mei Lin").err()
    }

    #[test]
    fn a_password_has_12_to_128_characters_of_any_script() {
        let characters = |count: u32| -> String {
            (0..count).filter_map(|number| char::from_u32(0x4e00 + number * number * 7 % 9_973)).collect()
        };
        let long = characters(128);
        for password in ["oolong and osmanthus", "gyokuro 4 tw", "烏龍茶與桂花一起喝好不好", &long]
        {
            assert_eq!(reason(password), None, "{password}");
        }
        let too_long = characters(129);
        let length = Message::new("accounts-password-length").count("shortest", 12).count("longest", 128);
        for password in ["gyokuro 4 t", "oolong", &too_long] {
            assert_eq!(reason(password), Some(length.clone()), "{password}");
        }
        assert_eq!(reason(""), Some(Message::new("form-required")));
    }

    #[test]
    fn a_password_that_is_easy_to_guess_is_refused() {
        for (password, expected) in [
            ("Administrator", "accounts-password-common"),
            ("1qaz2wsx3edc", "accounts-password-common"),
            ("tea for MEI lin", "accounts-password-has-name"),
            ("the session shop", "accounts-password-has-shop-name"),
            ("aaaaaaaaaaaaaa", "accounts-password-weak"),
            ("abcdefghijklmn", "accounts-password-weak"),
            ("Password1234!", "accounts-password-weak"),
            (&"letmein".repeat(18), "accounts-password-weak"),
            ("茶茶茶茶茶茶茶茶茶茶茶茶", "accounts-password-weak"),
        ] {
            assert_eq!(reason(password), Some(Message::new(expected)), "{password}");
        }
    }

    #[test]
    fn the_list_has_more_than_the_ten_thousand_most_common_passwords() {
        assert!(COMMON.lines().count() > 10_000);
        assert_eq!(COMMON.lines().next(), Some("123456"));
        assert!(COMMON_AND_LONG.len() > 100);
    }

    #[test]
    fn full_width_and_decomposed_letters_give_the_same_password() {
        let hashed = |text: &str| NewPassword::new(text, "Mei").unwrap().into_inner();
        assert_eq!(hashed("ｏolong and café"), hashed("oolong and cafe\u{301}"));
    }

    #[test]
    fn a_hostile_text_is_judged_in_parts() {
        let text: String = "4@8({[<369|1!0$5+7%2".chars().cycle().take(128).collect();
        // As a whole it takes six seconds with optimization.
        assert!(NewPassword::new(&text, "Mei").is_ok());
    }

    #[test]
    fn debug_output_does_not_show_the_password() {
        let password = NewPassword::new("oolong and osmanthus", "Mei").unwrap();
        assert!(!format!("{password:?}").contains("oolong"));
    }
}
