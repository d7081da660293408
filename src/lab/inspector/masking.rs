//! Masks the cookies that the inspector shows. What a cookie proves is in its value: who
//! can read the inspector must not get a value that he could send himself. The pages and
//! the JSON show the beginning, which is enough to tell two values apart.

use std::borrow::Cow;

use actix_session::config::CookieContentSecurity;
use actix_web::cookie::Cookie;

use crate::{
    lab::{display::shorten_key, plain_cookies::names::PREFIX},
    sessions::{
        CookieOptions,
        verify::{CookieCheck, VerifiedCookie},
    },
};

/// Characters of the signature before the content of a signed cookie: 32 bytes in base64.
const SIGNATURE_LENGTH: usize = 44;

/// A cookie of the request, with its value masked.
pub struct ReceivedCookie<'a> {
    /// The name as it was sent.
    pub name: &'a str,
    /// The masked value.
    pub value: String,
    /// The result of its verification.
    pub check: CookieCheck,
}

impl<'a> ReceivedCookie<'a> {
    /// Masks a cookie that was verified.
    pub fn new(cookie: VerifiedCookie<'a>, options: &CookieOptions) -> Self {
        let is_session = cookie.check != CookieCheck::Other;
        let value = mask(cookie.name, cookie.value, is_session.then_some(options));
        Self { name: cookie.name, value, check: cookie.check }
    }
}

/// Masks the value in a `Set-Cookie` header.
pub fn mask_header(header: &str, options: &CookieOptions) -> String {
    let (pair, attributes) = header.split_once(';').map_or((header, None), |(pair, rest)| (pair, Some(rest)));
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let is_session = decode(name) == options.name;
    let value = mask(name.trim(), value.trim(), is_session.then_some(options));
    let attributes = attributes.map(|attributes| format!(";{attributes}")).unwrap_or_default();
    format!("{name}={value}{attributes}")
}

/// Masks the value of a cookie. `session` are the options if it is the session's: of a
/// signed one the content is shown, and of its signature the beginning.
fn mask(name: &str, value: &str, session: Option<&CookieOptions>) -> String {
    match session.map(|options| options.content) {
        Some(CookieContentSecurity::Signed) => mask_signature(value),
        None if name.starts_with(PREFIX) => value.to_owned(),
        Some(CookieContentSecurity::Private) | None => shorten_key(value),
    }
}

fn mask_signature(value: &str) -> String {
    let value = decode(value);
    match value.split_at_checked(SIGNATURE_LENGTH) {
        Some((signature, content)) => format!("{}{content}", shorten_key(signature)),
        None => shorten_key(&value),
    }
}

/// Decodes percent-encoded text, as far as it is.
fn decode(text: &str) -> Cow<'_, str> {
    let cookie = Cookie::parse_encoded(format!("x={text}"));
    cookie.map_or(Cow::Borrowed(text), |cookie| Cow::Owned(cookie.value().to_owned()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::sessions::{
        Keys, Options, cookie::seal, engines::SignedCookiesEngine, verify::verify_cookies,
    };

    fn options(content: CookieContentSecurity) -> Options {
        let keys = Keys::derive("a secret key of at least thirty-two bytes", &[]);
        let mut options = Options::new(Arc::new(SignedCookiesEngine), keys);
        options.cookie.content = content;
        options
    }

    fn masked(header: &str, options: &Options) -> Vec<String> {
        let cookies = verify_cookies(header, options).into_iter();
        cookies.map(|cookie| ReceivedCookie::new(cookie, &options.cookie).value).collect()
    }

    #[test]
    fn a_signed_cookie_shows_its_content_and_the_beginning_of_its_signature() {
        let options = options(CookieContentSecurity::Signed);
        let sealed = seal("sessionid", "the-key", &options);
        let value = decode(sealed.split_once('=').unwrap().1).into_owned();
        let expected = format!("{}…the-key", &value[..8]);
        assert_eq!(masked(&sealed, &options), [expected.as_str()]);
        let header = format!("{sealed}; HttpOnly; Path=/");
        assert_eq!(mask_header(&header, &options.cookie), format!("sessionid={expected}; HttpOnly; Path=/"));
        let changed = format!("{sealed}x");
        assert_eq!(masked(&changed, &options), [format!("{expected}x")]);
    }

    #[test]
    fn of_other_values_only_the_beginning_is_shown() {
        let private = options(CookieContentSecurity::Private);
        let sealed = seal("sessionid", "the-key", &private);
        let value = decode(sealed.split_once('=').unwrap().1).into_owned();
        assert_eq!(masked(&sealed, &private)[0].chars().count(), 9);
        assert!(!masked(&sealed, &private)[0].contains(&value[8..12]));
        let others = "csrftoken=0123456789abcdef; theme=dark; lab_demo_tea=a long value of a lesson";
        assert_eq!(masked(others, &private), ["01234567…", "dark", "a long value of a lesson"]);
        let signed = options(CookieContentSecurity::Signed);
        assert_eq!(masked("sessionid=0123456789abcdef", &signed), ["01234567…"], "it has no signature");
    }

    #[test]
    fn a_removal_has_nothing_to_mask() {
        let options = options(CookieContentSecurity::Signed);
        let removal = "sessionid=; Max-Age=0; Path=/";
        assert_eq!(mask_header(removal, &options.cookie), removal);
    }
}
