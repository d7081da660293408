//! The session key: the number on the ticket that the browser holds (A4, A10).
//! It is drawn at random and says nothing about the visitor.

use std::fmt;

use rand::RngExt;

/// Length of a drawn key, in characters. As in Django: 36 to the power of 32
/// are 165 bits, far past what anyone could guess.
pub const KEY_LENGTH: usize = 32;

const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// What the browser holds and the store knows the session by.
///
/// For the engines that keep data on the server it is [`KEY_LENGTH`] letters
/// and digits. An engine that keeps the data in the cookie puts it here.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SessionKey(String);

impl SessionKey {
    /// A fresh key from the operating system's randomness.
    pub fn random() -> Self {
        let mut rng = rand::rng();
        let letters = (0..KEY_LENGTH).map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]));
        Self(letters.collect())
    }

    /// A key as it stood in a cookie whose signature held.
    pub fn from_cookie(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Whether it has the form of a key that [`SessionKey::random`] draws.
    /// Engines on the server look nothing else up: no path, no SQL, no
    /// command can hide in it.
    pub fn is_well_formed(&self) -> bool {
        self.0.len() == KEY_LENGTH && self.0.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'))
    }

    /// The key as text. It is a secret: whoever has it has the session.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Never the key itself: what is debugged ends in logs.
impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawn_keys_differ_and_have_the_form() {
        let (one, other) = (SessionKey::random(), SessionKey::random());
        assert_ne!(one, other);
        assert!(one.is_well_formed() && other.is_well_formed());
    }

    /// Drawn from fewer, a key would have fewer bits than promised. That one of the
    /// 36 is missing in 1,000 keys by chance is out of the question.
    #[test]
    fn keys_are_drawn_from_all_letters_and_digits() {
        let keys: Vec<_> = (0..1_000).map(|_| SessionKey::random()).collect();
        for letter in ('a'..='z').chain('0'..='9') {
            assert!(keys.iter().any(|key| key.as_str().contains(letter)), "{letter:?} is never drawn");
        }
    }

    #[test]
    fn a_key_that_could_leave_its_folder_is_no_key() {
        for text in ["", "../../etc/passwd", "A", &"a".repeat(31), &"É".repeat(16), &"/".repeat(32)] {
            assert!(!SessionKey::from_cookie(text).is_well_formed(), "{text:?}");
        }
    }

    #[test]
    fn debugging_a_key_does_not_show_it() {
        let key = SessionKey::random();
        assert!(!format!("{key:?}").contains(key.as_str()));
    }
}
