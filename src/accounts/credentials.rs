//! The name and the password that an account can have. A value of these types
//! has passed the rules, so nobody behind the form checks them again.

use std::fmt;

use crate::i18n::Message;

const MIN_NAME_LENGTH: u32 = 2;
const MAX_NAME_LENGTH: u32 = 40;

/// NIST SP 800-63B, section 5.1.1.2: at least eight characters, and no rules
/// on which ones.
const MIN_PASSWORD_LENGTH: u32 = 8;
const MAX_PASSWORD_LENGTH: u32 = 200;

/// A name of 2 to 40 characters, with no space around it and no control
/// characters in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    /// The name in `text`, or what is wrong with it.
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

    /// As the user wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it is unique by: Mei and mei are one user.
    pub fn key(&self) -> String {
        key(&self.0)
    }
}

/// What a name is looked up by.
pub(super) fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// A password of 8 to 200 characters, kept as typed: space around it counts.
#[derive(Clone)]
pub struct NewPassword(String);

impl NewPassword {
    /// The password in `text`, or what is wrong with it.
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

    /// For hashing.
    pub(super) fn reveal(self) -> String {
        self.0
    }
}

/// Never the password: what is debugged ends in logs.
impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

fn has_length(text: &str, shortest: u32, longest: u32) -> bool {
    (shortest as usize..=longest as usize).contains(&text.chars().count())
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
        assert_eq!(Username::new("MÉI").unwrap().key(), key(" méi"));
    }

    #[test]
    fn a_password_is_judged_by_its_length_alone() {
        for password in ["oolong42", "        ", "烏龍茶與桂花一起喝", &"x".repeat(200)] {
            assert_eq!(NewPassword::new(password).unwrap().reveal(), password);
        }
        for password in ["", "oolong4", &"x".repeat(201)] {
            assert!(NewPassword::new(password).is_err(), "{password:?}");
        }
    }

    #[test]
    fn debugging_a_password_does_not_show_it() {
        assert!(!format!("{:?}", NewPassword::new("oolong and osmanthus").unwrap()).contains("oolong"));
    }
}
