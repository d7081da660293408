//! The names of the shop's cookies.
//!
//! A cookie that is `Secure`, has the path `/` and no domain gets the prefix `__Host-`
//! (RFC 6265bis, section 4.1.3). A browser accepts a cookie of such a name only from this
//! host over HTTPS: no other host of the same domain can plant one. A name other
//! than the default stays as the operator has chosen it.

use super::{SessionSettings, SettingsError, Sources, Spec, specs};

const HOST: &str = "__host-";
const SECURE: &str = "__secure-";

/// Returns the name of one of the shop's own cookies: with the prefix `__Host-` if the
/// cookie is `secure`.
pub fn own_cookie_name(name: &str, secure: bool) -> String {
    if secure { format!("__Host-{name}") } else { name.to_owned() }
}

/// Reads `csrf.cookie_name`.
pub(super) fn read_csrf(sources: &mut Sources, session: &SessionSettings) -> Result<String, SettingsError> {
    const NAME: &str = "csrf.cookie_name";
    let name = sources.read(NAME, specs::cookie_name)?;
    let reason = if name == session.cookie_name {
        "the session's cookie has this name (session.cookie_name)"
    } else if has_prefix(&name) && !session.cookie_secure {
        "browsers accept a __Secure- or __Host- name only with session.cookie_secure = true"
    } else {
        let is_default = name == Spec::of(NAME).default;
        return Ok(own_cookie_name(&name, is_default && session.cookie_secure));
    };
    Err(SettingsError::Conflict { name: NAME, value: name, reason })
}

fn has_prefix(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with(HOST) || name.starts_with(SECURE)
}

impl SessionSettings {
    /// Adds the prefix `__Host-` to the cookie's name if it is the default and browsers
    /// accept it with the prefix.
    pub(super) fn add_host_prefix(&mut self) {
        let is_host_only = self.cookie_path == "/" && self.cookie_domain.is_none();
        if self.cookie_name == Spec::of("session.cookie_name").default {
            self.cookie_name = own_cookie_name(&self.cookie_name, self.cookie_secure && is_host_only);
        }
    }

    /// Returns an error if browsers would reject the cookie because its
    /// attributes don't match the prefix of its name (RFC 6265bis, section
    /// 4.1.3).
    pub(super) fn check_name_prefix(&self) -> Result<(), SettingsError> {
        let is_host = self.cookie_name.to_ascii_lowercase().starts_with(HOST);
        let is_host_only = self.cookie_path == "/" && self.cookie_domain.is_none();
        if !has_prefix(&self.cookie_name) || (self.cookie_secure && (!is_host || is_host_only)) {
            return Ok(());
        }
        Err(SettingsError::Conflict {
            name: "session.cookie_name",
            value: self.cookie_name.clone(),
            reason: "browsers accept a __Secure- name only with cookie_secure = true, \
                     and a __Host- name only if also cookie_path = \"/\" and cookie_domain is empty",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    fn names(texts: &[(&str, &str)]) -> (String, String) {
        let mut sources = Sources::default();
        for (name, text) in texts {
            sources.set(*name, *text);
        }
        let settings = Settings::read(&mut sources).unwrap();
        (settings.session.cookie_name, settings.csrf_cookie_name)
    }

    fn pair(session: &str, csrf: &str) -> (String, String) {
        (session.to_owned(), csrf.to_owned())
    }

    #[test]
    fn secure_cookies_have_the_prefix_unless_the_operator_names_them() {
        const SECURE: (&str, &str) = ("session.cookie_secure", "true");
        assert_eq!(names(&[]), pair("sessionid", "csrftoken"));
        assert_eq!(names(&[SECURE]), pair("__Host-sessionid", "__Host-csrftoken"));
        for other in [("session.cookie_path", "/shop"), ("session.cookie_domain", "shop.test")] {
            assert_eq!(names(&[SECURE, other]), pair("sessionid", "__Host-csrftoken"), "{other:?}");
        }
        let named = [SECURE, ("session.cookie_name", "tea"), ("csrf.cookie_name", "token")];
        assert_eq!(names(&named), pair("tea", "token"));
    }

    #[test]
    fn a_name_that_another_cookie_has_or_that_browsers_reject_is_refused() {
        for name in ["sessionid", "__Host-csrf", "__secure-csrf", "a b", ""] {
            let mut sources = Sources::default();
            sources.set("csrf.cookie_name", name);
            let error = Settings::read(&mut sources).unwrap_err();
            assert_eq!(error.name(), Some("csrf.cookie_name"), "{name:?}");
        }
    }
}
