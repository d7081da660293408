//! The cookie of the secret against forged forms, as the
//! [OWASP cheat sheet](https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html)
//! describes it: a signed double-submit cookie, bound to the login.
//!
//! The cookie holds a random secret, a signature of the secret and of the login in the
//! session, and a signature of both. The last one shows that the shop issued the cookie:
//! nobody can make one up. The login's signature shows for whom: an attacker who gets a
//! cookie in his own browser and plants it in a victim's, from another host of the same
//! domain, knows its secret, but the cookie is invalid while the victim is logged in.
//!
//! A visitor who is not logged in may use every cookie that the shop issued, also one from
//! before a logout. There is nothing to bind it to: a page with a form creates no session
//! (A2), and an attacker can visit the shop without a login as well. Such a visitor is
//! protected by the check of the request's origin ([`super::request_origin`]).

use actix_web::{
    FromRequest, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::signing::{SIGNATURE_BYTES, SigningKeys};
use crate::{
    sessions::Session,
    settings::{Secret as SecretKey, Settings},
};

/// The size of the secret, in bytes.
pub const SECRET_BYTES: usize = 16;

/// The random secret of a browser.
pub type Secret = [u8; SECRET_BYTES];

const COOKIE_AGE: Duration = Duration::days(365);

/// The size of the decoded value, in bytes: the secret and two signatures.
const VALUE_BYTES: usize = SECRET_BYTES + 2 * SIGNATURE_BYTES;

/// What a signature is for, as the first byte that it covers.
const LOGIN: &[u8] = b"L";
const WHOLE: &[u8] = b"W";

/// Returns the id of the login in a session. `app` supplies it, because the accounts are in a
/// layer above.
pub type LoginOf = fn(&Session) -> Option<String>;

/// The name, the attributes and the keys of the cookie. `app` sets it as application data.
#[derive(Clone)]
pub struct CsrfCookie {
    name: String,
    secure: bool,
    keys: SigningKeys,
    login_of: LoginOf,
}

impl CsrfCookie {
    /// Returns the cookie that the settings describe.
    pub fn new(settings: &Settings, secret: &SecretKey, login_of: LoginOf) -> Self {
        Self {
            name: settings.csrf_cookie_name.clone(),
            secure: settings.session.cookie_secure,
            keys: SigningKeys::derive("csrf", secret, &settings.secret_key_fallbacks),
            login_of,
        }
    }

    /// Returns the secrets in the request's cookies that are valid for its login. A browser
    /// can send several cookies of the name, if another host of the domain has set one.
    pub fn secrets(&self, request: &HttpRequest) -> Vec<Secret> {
        let issued = self.issued(request);
        if issued.is_empty() {
            return Vec::new();
        }
        let login = self.login(request);
        let is_valid = |value: &&Value| login.as_ref().is_none_or(|login| self.is_bound_to(value, login));
        issued.iter().filter(is_valid).map(|value| value.secret).collect()
    }

    /// Returns whether the request has a cookie that the shop has issued.
    pub fn is_in(&self, request: &HttpRequest) -> bool {
        !self.issued(request).is_empty()
    }

    /// Returns whether the cookie has the attribute `Secure`.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Returns the values in the request's cookies that the shop has issued.
    fn issued(&self, request: &HttpRequest) -> Vec<Value> {
        let Ok(cookies) = request.cookies() else { return Vec::new() };
        let ours = cookies.iter().filter(|cookie| cookie.name() == self.name);
        ours.filter_map(|cookie| self.read(cookie.value())).collect()
    }

    /// Returns the cookie of a secret. It is bound to the login that the request's session has
    /// now, which is the new one after a login.
    pub fn issue(&self, request: &HttpRequest, secret: &Secret) -> Cookie<'static> {
        let login = self.login(request).unwrap_or_default();
        let cookie = Cookie::build(self.name.clone(), self.value(secret, &login));
        let cookie = cookie.path("/").max_age(COOKIE_AGE).http_only(true).secure(self.secure);
        cookie.same_site(SameSite::Lax).finish()
    }

    /// Returns the id of the request's login; `None` also while the session can't be loaded,
    /// since the request can then do nothing in the name of the login.
    fn login(&self, request: &HttpRequest) -> Option<String> {
        let session = Session::extract(request).into_inner().ok()?;
        (self.login_of)(&session)
    }

    fn value(&self, secret: &Secret, login: &str) -> String {
        let login = self.keys.sign(&[LOGIN, secret, login.as_bytes()]);
        let whole = self.keys.sign(&[WHOLE, secret, &login]);
        URL_SAFE_NO_PAD.encode([&secret[..], &login, &whole].concat())
    }

    /// Reads a value that the shop has issued.
    fn read(&self, text: &str) -> Option<Value> {
        let bytes: [u8; VALUE_BYTES] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (secret, signatures) = bytes.split_first_chunk::<SECRET_BYTES>()?;
        let (login, whole) = signatures.split_first_chunk::<SIGNATURE_BYTES>()?;
        let is_issued = self.keys.verify(&[WHOLE, secret, login], whole);
        is_issued.then_some(Value { secret: *secret, login: *login })
    }

    fn is_bound_to(&self, value: &Value, login: &str) -> bool {
        self.keys.verify(&[LOGIN, &value.secret, login.as_bytes()], &value.login)
    }
}

/// The content of a cookie that the shop has issued.
struct Value {
    secret: Secret,
    /// The signature of the secret and the login.
    login: [u8; SIGNATURE_BYTES],
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Sources;

    const KEY: &str = "the secret key of all tests in this module";
    const OTHER_KEY: &str = "the secret key of another shop; it is not ours";

    fn cookie(key: &str, fallbacks: &str) -> CsrfCookie {
        let mut sources = Sources::default();
        sources.set("secret_key_fallbacks", fallbacks);
        let settings = Settings::read(&mut sources).unwrap();
        CsrfCookie::new(&settings, &SecretKey::parse(key).unwrap(), |_| None)
    }

    #[test]
    fn a_value_is_valid_for_the_login_for_which_it_was_issued() {
        let cookie = cookie(KEY, "");
        let value = cookie.read(&cookie.value(&[7; SECRET_BYTES], "mei")).unwrap();
        assert_eq!(value.secret, [7; SECRET_BYTES]);
        assert!(cookie.is_bound_to(&value, "mei"));
        assert!(!cookie.is_bound_to(&value, "lin") && !cookie.is_bound_to(&value, ""));
    }

    #[test]
    fn a_value_that_the_shop_did_not_issue_is_not_read() {
        let cookie = cookie(KEY, "");
        let value = cookie.value(&[7; SECRET_BYTES], "");
        let made_up = URL_SAFE_NO_PAD.encode([7; VALUE_BYTES]);
        let of_other_shop = self::cookie(OTHER_KEY, "").value(&[7; SECRET_BYTES], "");
        let old = URL_SAFE_NO_PAD.encode([7; SECRET_BYTES]);
        for text in ["", "x", &made_up, &of_other_shop, &old, &value[1..], &format!("{value}A")] {
            assert!(cookie.read(text).is_none(), "{text:?}");
        }
        for at in 0..VALUE_BYTES {
            let mut bytes = URL_SAFE_NO_PAD.decode(&value).unwrap();
            bytes[at] ^= 1;
            assert!(cookie.read(&URL_SAFE_NO_PAD.encode(bytes)).is_none(), "byte {at}");
        }
    }

    #[test]
    fn a_value_survives_a_change_of_the_secret_key() {
        let value = cookie(OTHER_KEY, "").value(&[7; SECRET_BYTES], "mei");
        let rotated = cookie(KEY, OTHER_KEY);
        let read = rotated.read(&value).unwrap();
        assert!(rotated.is_bound_to(&read, "mei") && !rotated.is_bound_to(&read, "lin"));
    }
}
