//! A look at the cookies of a request for whoever wants to see what the
//! framework makes of them (H3): which are of the session's name, and which
//! secret key holds for each.

use super::{
    cookie::{is_named, opened},
    key::SessionKey,
    options::Options,
};

/// A cookie as it came, looked at.
#[derive(Debug, PartialEq, Eq)]
pub struct VerifiedCookie<'a> {
    /// Its name as it was sent.
    pub name: &'a str,
    /// Its value as it was sent.
    pub value: &'a str,
    /// What the look found.
    pub check: CookieCheck,
}

/// What a look at a cookie finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CookieCheck {
    /// It has not the session's name: nothing is signed that we know of.
    Other,
    /// The present secret key made it, for this session key.
    Current(SessionKey),
    /// A secret key of old made it: the first, second, … of the
    /// `secret_key_fallbacks`, counted from 1 (H8).
    Fallback(usize, SessionKey),
    /// No key of ours made it as it is.
    Refused,
}

/// Each cookie of a `Cookie` header, and for those of the session's name
/// whether the signature holds. It asks no store and changes nothing.
pub fn verify_cookies<'a>(header: &'a str, options: &Options) -> Vec<VerifiedCookie<'a>> {
    let pieces = header.split(';').map(str::trim).filter(|piece| !piece.is_empty());
    let cookies = pieces.map(|piece| {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        let check = match opened(piece.as_bytes(), options) {
            _ if !is_named(piece.as_bytes(), &options.cookie.name) => CookieCheck::Other,
            None => CookieCheck::Refused,
            Some((0, key)) => CookieCheck::Current(SessionKey::from_cookie(&key)),
            Some((number, key)) => CookieCheck::Fallback(number, SessionKey::from_cookie(&key)),
        };
        VerifiedCookie { name: name.trim(), value: value.trim(), check }
    });
    cookies.collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use actix_session::config::CookieContentSecurity;

    use super::{
        super::{cookie::seal, engines::SignedCookiesEngine, options::Keys},
        *,
    };

    fn options(secret: &str, fallbacks: &[&str]) -> Options {
        let long = |name: &str| format!("{name}, and then on to thirty-two bytes");
        let fallbacks: Vec<String> = fallbacks.iter().map(|name| long(name)).collect();
        Options::new(Arc::new(SignedCookiesEngine), Keys::derive(&long(secret), &fallbacks))
    }

    fn findings(header: &str, options: &Options) -> Vec<CookieCheck> {
        verify_cookies(header, options).into_iter().map(|cookie| cookie.check).collect()
    }

    #[test]
    fn each_cookie_of_the_name_is_examined_by_itself() {
        let options = options("new", &["older", "oldest"]);
        let current = seal("sessionid", "one", &options);
        let old = seal("sessionid", "two", &self::options("oldest", &[]));
        let header = format!("theme=dark; {current}; {old}; sessionid=made-up; {current}x;;");
        let (one, two) = (SessionKey::from_cookie("one"), SessionKey::from_cookie("two"));
        let expected = [
            CookieCheck::Other,
            CookieCheck::Current(one),
            CookieCheck::Fallback(2, two),
            CookieCheck::Refused,
            CookieCheck::Refused,
        ];
        assert_eq!(findings(&header, &options), expected);
        assert_eq!(
            (verify_cookies(&header, &options)[0].name, verify_cookies(&header, &options)[0].value),
            ("theme", "dark")
        );
    }

    #[test]
    fn an_encrypted_cookie_does_not_hold_where_signed_ones_are_expected() {
        let signed = options("new", &[]);
        let mut private = options("new", &[]);
        private.cookie.content = CookieContentSecurity::Private;
        let cookie = seal("sessionid", "one", &private);
        assert_eq!(findings(&cookie, &private), [CookieCheck::Current(SessionKey::from_cookie("one"))]);
        assert_eq!(findings(&cookie, &signed), [CookieCheck::Refused]);
    }
}
