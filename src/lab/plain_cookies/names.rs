//! The names of cookies that the page may touch. A demonstration must not log its
//! visitor out, nor change cookies of other programs on this host: so all cookies
//! of the page have a prefix, and the names that the shop needs are refused.

use crate::{i18n::Message, lab::LabContext};

/// The prefix of the page's own cookies.
pub const PREFIX: &str = "lab_demo_";

/// The path of cookies of the experiments: the lab's pages, so that the shop's
/// pages do not receive them.
pub const LAB_PATH: &str = "/lab";

/// Characters of a name with the prefix.
const MAX_LENGTH: usize = 64;

/// The names of the shop's and the lab's cookies.
pub struct ReservedNames(Vec<String>);

impl ReservedNames {
    /// Returns the names that are reserved for a browser.
    pub fn of(context: &LabContext) -> Self {
        let site = context.lab.site.cookie.name.as_str();
        let names = context.lab.own_cookies.names().into_iter().chain([site, context.cookie_name()]);
        Self(names.map(ToOwned::to_owned).collect())
    }

    /// Reports whether a name is one of the page's own.
    pub fn is_demo(&self, name: &str) -> bool {
        name.starts_with(PREFIX) && !self.has(name)
    }

    /// Returns the full name for a text with or without the prefix.
    ///
    /// # Errors
    /// A message for the field if the name is reserved, empty, malformed or too
    /// long.
    pub fn full_name(&self, typed: &str) -> Result<String, Message> {
        let whole = format!("{PREFIX}{}", typed.strip_prefix(PREFIX).unwrap_or(typed));
        if let Some(name) = [typed, &whole].into_iter().find(|name| self.has(name)) {
            return Err(Message::new("lab-cookies-name-reserved").with("name", name).with("prefix", PREFIX));
        }
        if whole.len() == PREFIX.len() {
            return Err(Message::new("form-required"));
        }
        if !whole.bytes().all(is_token) {
            return Err(Message::new("lab-cookies-name-wrong"));
        }
        if whole.len() > MAX_LENGTH {
            let longest = i64::try_from(MAX_LENGTH - PREFIX.len()).unwrap_or_default();
            return Err(Message::new("form-too-long").count("longest", longest));
        }
        Ok(whole)
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|reserved| reserved.eq_ignore_ascii_case(name))
    }
}

/// Reports whether a name may contain a byte: a name is a token (RFC 6265bis,
/// section 4.1.1, and RFC 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reserved() -> ReservedNames {
        ReservedNames(["sessionid", "csrftoken", "lab_demo_moved"].map(ToOwned::to_owned).into())
    }

    #[test]
    fn a_name_gets_the_prefix_once() {
        for typed in ["tea", "lab_demo_tea"] {
            assert_eq!(reserved().full_name(typed), Ok("lab_demo_tea".to_owned()));
        }
    }

    #[test]
    fn names_of_the_shop_and_malformed_names_are_refused() {
        let long = "x".repeat(80);
        let refused = "|lab_demo_|sessionid|SessionID|csrftoken|moved|a b|a=b|a;b|茶".split('|');
        for typed in refused.chain([long.as_str()]) {
            assert!(reserved().full_name(typed).is_err(), "{typed:?}");
        }
    }

    #[test]
    fn a_session_cookie_with_a_demo_name_is_reserved() {
        assert!(reserved().is_demo("lab_demo_tea"));
        assert!(!reserved().is_demo("lab_demo_moved"));
        assert!(!reserved().is_demo("sessionid"));
    }
}
