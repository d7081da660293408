//! Verifies the cookies of a request for the inspector (H3): which of them have the
//! session's name, and which secret key each is signed with.

use super::{
    cookie::{is_named, open_with_any_key},
    key::SessionKey,
    options::Options,
};

/// A cookie of a request, and the result of its verification.
#[derive(Debug, PartialEq, Eq)]
pub struct VerifiedCookie<'a> {
    /// The name as it was sent.
    pub name: &'a str,
    /// The value as it was sent.
    pub value: &'a str,
    /// The result.
    pub check: CookieCheck,
}

/// The result of verifying a cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CookieCheck {
    /// The cookie has another name than the session's.
    Other,
    /// It is signed with the current secret key, and contains this session key.
    Current(SessionKey),
    /// It is signed with an old secret key (H8). The number is the position in
    /// `secret_key_fallbacks`, counted from 1.
    Fallback(usize, SessionKey),
    /// It is not signed with any of the secret keys, or it was changed.
    Refused,
}

/// Verifies each cookie of a `Cookie` header. Calls no store and changes nothing.
pub fn verify_cookies<'a>(header: &'a str, options: &Options) -> Vec<VerifiedCookie<'a>> {
    let pieces = header.split(';').map(str::trim).filter(|piece| !piece.is_empty());
    let cookies = pieces.map(|piece| {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        let check = match open_with_any_key(piece.as_bytes(), options) {
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
    fn each_cookie_is_verified_separately() {
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
    fn an_encrypted_cookie_is_refused_where_a_signed_one_is_expected() {
        let signed = options("new", &[]);
        let mut private = options("new", &[]);
        private.cookie.content = CookieContentSecurity::Private;
        let cookie = seal("sessionid", "one", &private);
        assert_eq!(findings(&cookie, &private), [CookieCheck::Current(SessionKey::from_cookie("one"))]);
        assert_eq!(findings(&cookie, &signed), [CookieCheck::Refused]);
    }
}
