//! The name and the password of a new account. A value of these types is valid, so only
//! the form checks the rules.

use std::fmt;

use crate::i18n::Message;

const MIN_NAME_LENGTH: u32 = 2;
const MAX_NAME_LENGTH: u32 = 40;

/// NIST SP 800-63B, section 5.1.1.2: at least eight characters, and no rules about
/// which characters.
const MIN_PASSWORD_LENGTH: u32 = 8;
const MAX_PASSWORD_LENGTH: u32 = 200;

/// A username: 2 to 40 characters, no control characters, trimmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    /// Trims and validates a username.
    ///
    /// # Errors
    /// Returns the message to show beside the field if `text` is not a valid username.
    pub fn new(text: &str) -> Result<Self, Message> {
        let name = text.trim();
        if name.is_empty() {
            return Err(Message::new("form-required"));
        }
        if name.chars().any(char::is_control) {
            return Err(Message::new("form-control-characters"));
        }
        if !has_length(name, MIN_NAME_LENGTH, MAX_NAME_LENGTH) {
            let message = Message::new("accounts-username-length");
            return Err(message.count("shortest", MIN_NAME_LENGTH).count("longest", MAX_NAME_LENGTH));
        }
        Ok(Self(name.to_owned()))
    }

    /// Returns the name as the user wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the form of the name that is unique: `Mei` and `mei` are one user.
    pub fn key(&self) -> String {
        username_key(&self.0)
    }
}

/// Returns the form of a username that the database looks up: trimmed, in lower case.
pub(super) fn username_key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// A new password: 8 to 200 characters, not trimmed.
#[derive(Clone)]
pub struct NewPassword(String);

impl NewPassword {
    /// Validates a new password.
    ///
    /// # Errors
    /// Returns the message to show beside the field if `text` is not a valid password.
    pub fn new(text: &str) -> Result<Self, Message> {
        if text.is_empty() {
            return Err(Message::new("form-required"));
        }
        if !has_length(text, MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH) {
            let message = Message::new("accounts-password-length");
            return Err(message.count("shortest", MIN_PASSWORD_LENGTH).count("longest", MAX_PASSWORD_LENGTH));
        }
        Ok(Self(text.to_owned()))
    }

    /// Returns the password, to hash it.
    pub(super) fn into_inner(self) -> String {
        self.0
    }
}

/// Does not show the password: debug output is written to logs.
impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

fn has_length(text: &str, min: u32, max: u32) -> bool {
    (min as usize..=max as usize).contains(&text.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_2_to_40_characters_of_any_script() {
        for name in ["Mei", " Mei ", "李雷", "Mei Lin", "o’neil", "a.b+c@example.com", &"茶".repeat(40)]
        {
            assert_eq!(Username::new(name).unwrap().as_str(), name.trim());
        }
        for name in ["", "  ", "m", " 茶 ", "Mei\nLin", "Mei\0", &"茶".repeat(41)] {
            assert!(Username::new(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn names_that_differ_only_in_case_are_one() {
        assert_eq!(Username::new("MÉI").unwrap().key(), username_key(" méi"));
    }

    #[test]
    fn only_the_length_of_a_password_is_checked() {
        for password in ["oolong42", "        ", "烏龍茶與桂花一起喝", &"x".repeat(200)] {
            assert_eq!(NewPassword::new(password).unwrap().into_inner(), password);
        }
        for password in ["", "oolong4", &"x".repeat(201)] {
            assert!(NewPassword::new(password).is_err(), "{password:?}");
        }
    }

    #[test]
    fn debug_output_does_not_show_the_password() {
        assert!(!format!("{:?}", NewPassword::new("oolong and osmanthus").unwrap()).contains("oolong"));
    }
}
