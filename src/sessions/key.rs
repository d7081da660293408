//! The session key, which identifies a session in the browser's cookie and in the store
//! (A4, A10). It is random and contains no information about the visitor.

use std::fmt;

use rand::RngExt;

/// The length of a random key, in characters, as in Django. 36 to the power of 32 values
/// are 165 bits, far more than anybody can guess.
pub const KEY_LENGTH: usize = 32;

const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// The key of a session.
///
/// With engines that keep the data on the server it is [`KEY_LENGTH`] random letters and
/// digits. With `signed_cookies`, which keeps the data in the cookie, it contains the
/// data.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SessionKey(String);

impl SessionKey {
    /// Returns a new key from a random generator that the operating system seeds.
    pub fn random() -> Self {
        let mut rng = rand::rng();
        let letters = (0..KEY_LENGTH).map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]));
        Self(letters.collect())
    }

    /// Returns the key in a cookie whose signature is valid.
    pub fn from_cookie(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Returns whether the key has the form of [`SessionKey::random`]. Engines on the server
    /// use no other keys, so that a key never contains a path, SQL or a command.
    pub fn is_well_formed(&self) -> bool {
        self.0.len() == KEY_LENGTH && self.0.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'))
    }

    /// Returns the key as text. It is a secret: everybody who has it can use the session.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Hides the key, because debug output is logged.
impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_keys_differ_and_are_well_formed() {
        let (one, other) = (SessionKey::random(), SessionKey::random());
        assert_ne!(one, other);
        assert!(one.is_well_formed() && other.is_well_formed());
    }

    /// With fewer characters a key would have fewer random bits. The chance that 1,000 keys
    /// lack one of the 36 characters is practically zero.
    #[test]
    fn keys_consist_of_all_letters_and_digits() {
        let keys: Vec<_> = (0..1_000).map(|_| SessionKey::random()).collect();
        for letter in ('a'..='z').chain('0'..='9') {
            assert!(keys.iter().any(|key| key.as_str().contains(letter)), "{letter:?} never occurs");
        }
    }

    #[test]
    fn a_key_that_could_be_a_path_is_not_well_formed() {
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
