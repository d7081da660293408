//! The cookie of a browser in which a user has logged in before. Failed logins from such
//! a browser have a count of their own, so that a guesser elsewhere can't make the user
//! wait. OWASP calls it a
//! [device cookie](https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
//!
//! It has a random number and the keyed hash of this number and the account's name. It
//! has no name, it logs nobody in, and for another account it is worth nothing.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};
use rand::distr::{Alphanumeric, SampleString};

use super::keyed_hash::HashKey;
use crate::web::csrf;

/// Name of the cookie.
const COOKIE: &str = "known_browser";

const AGE: Duration = Duration::days(365);

/// Length of the random number, letters and digits: 62^22, which is 130 bits.
const NUMBER_LENGTH: usize = 22;

const PURPOSE: &[u8] = b"known browser";

/// Returns the number of the browser, if the user of `account` has logged in there.
/// `account` is the form of the username that is unique.
pub(super) fn number(request: &HttpRequest, key: &HashKey, account: &str) -> Option<String> {
    let cookie = request.cookie(COOKIE)?;
    let (number, hash) = cookie.value().split_once('.')?;
    let parts = [PURPOSE, number.as_bytes(), account.as_bytes()];
    key.is_hash_of(hash, &parts).then(|| number.to_owned())
}

/// Returns the cookie to set after a login to `account`. A browser keeps its number.
pub(super) fn cookie(request: &HttpRequest, key: &HashKey, account: &str) -> Cookie<'static> {
    let number = number(request, key, account)
        .unwrap_or_else(|| Alphanumeric.sample_string(&mut rand::rng(), NUMBER_LENGTH));
    let hash = key.hash(&[PURPOSE, number.as_bytes(), account.as_bytes()]);
    let secure = csrf::cookies_are_secure(request);
    Cookie::build(COOKIE, format!("{number}.{hash}"))
        // The forms that check a password are below this path.
        .path("/account")
        .max_age(AGE)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .finish()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_browser_is_known_to_one_account_only() {
        let key = HashKey::derive("a secret");
        let fresh = TestRequest::default().to_http_request();
        let cookie = cookie(&fresh, &key, "mei");
        let request =
            |cookie: &Cookie<'static>| TestRequest::default().cookie(cookie.clone()).to_http_request();
        let known = number(&request(&cookie), &key, "mei").unwrap();
        assert_eq!(number(&request(&cookie), &key, "lin"), None);
        assert_eq!(number(&request(&cookie), &HashKey::derive("another"), "mei"), None);
        assert_eq!(number(&fresh, &key, "mei"), None);
        let renewed = super::cookie(&request(&cookie), &key, "mei");
        assert_eq!(number(&request(&renewed), &key, "mei"), Some(known));
        let forged = Cookie::new(COOKIE, "number.hash");
        assert_eq!(number(&request(&forged), &key, "mei"), None);
    }
}
