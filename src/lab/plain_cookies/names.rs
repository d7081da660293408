//! Which cookies the page may touch. A demonstration must not log its visitor
//! out, nor spoil what other programs on this host keep: so all cookies that
//! are made here begin alike, and the names that the shop needs are refused.

use crate::{
    i18n::Message,
    lab::{Lab, browser, overrides_map, request_settings::RequestSettings},
    web::csrf,
};

/// What the names of the page's own cookies begin with.
pub const PREFIX: &str = "lab_demo_";

/// Where the cookies of ready-made experiments are sent: to the lab's pages, so
/// that the shop's do without them.
pub const LAB_PATH: &str = "/lab";

/// The longest name, prefix included.
const MAX_LENGTH: usize = 64;

/// The names that belong to the shop and the lab.
pub struct Reserved(Vec<String>);

impl Reserved {
    /// While these settings hold.
    pub fn of(lab: &Lab, in_force: &RequestSettings) -> Self {
        let names = [csrf::COOKIE, browser::COOKIE, overrides_map::COOKIE, &lab.site.cookie.name];
        Self(
            names.into_iter().chain([in_force.options.cookie.name.as_str()]).map(ToOwned::to_owned).collect(),
        )
    }

    /// Whether a cookie of that name is one of the page's own.
    pub fn is_demo(&self, name: &str) -> bool {
        name.starts_with(PREFIX) && !self.has(name)
    }

    /// The whole name for what was typed, with or without the prefix.
    pub fn whole(&self, typed: &str) -> Result<String, Message> {
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

/// What a name may be made of: a token (RFC 6265bis, section 4.1.1, and RFC
/// 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reserved() -> Reserved {
        Reserved(["sessionid", "csrftoken", "lab_demo_moved"].map(ToOwned::to_owned).into())
    }

    #[test]
    fn a_name_gets_the_prefix_once() {
        for typed in ["tea", "lab_demo_tea"] {
            assert_eq!(reserved().whole(typed), Ok("lab_demo_tea".to_owned()));
        }
    }

    #[test]
    fn names_of_the_shop_and_names_that_are_none_are_refused() {
        let long = "x".repeat(80);
        for typed in [
            "",
            "lab_demo_",
            "sessionid",
            "SessionID",
            "csrftoken",
            "moved",
            "a b",
            "a=b",
            "a;b",
            "茶",
            &long,
        ] {
            assert!(reserved().whole(typed).is_err(), "{typed:?}");
        }
    }

    #[test]
    fn a_session_that_was_given_a_demo_name_is_still_the_sessions() {
        assert!(reserved().is_demo("lab_demo_tea"));
        assert!(!reserved().is_demo("lab_demo_moved"));
        assert!(!reserved().is_demo("sessionid"));
    }
}
