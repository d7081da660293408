//! The session's cookie, where actix-session's middleware leaves something to
//! be done: it looks at the first cookie of the name only, knows one key and
//! one lifetime, and never removes a cookie whose session is gone.

use std::borrow::Cow;

use actix_session::config::CookieContentSecurity;
use actix_web::{
    cookie::{Cookie, CookieJar, Key},
    dev::ServiceRequest,
    http::header::{self, HeaderMap, HeaderValue},
};

use super::{
    error::Error,
    expiry::CookieLifetime,
    options::{CookieOptions, Options},
    unit_of_work::{CookieOutcome, UnitOfWork},
};

/// What browsers keep of a cookie: its name and value together, in bytes as
/// they are sent (RFC 6265bis, section 5.6).
const LARGEST_COOKIE: usize = 4_096;

/// Whether the request carries a cookie of the session's name.
pub fn is_present(request: &ServiceRequest, name: &str) -> bool {
    pieces(request.headers()).any(|piece| is_named(&piece, name))
}

/// Puts the one cookie that holds in front of the middleware: of several with
/// the name (a browser keeps one for each Path and Domain that was ever set),
/// the first whose signature holds, under the present key or one of the
/// fallbacks (H8), and under which there is a session. Another cookie on the
/// same host that can't be read is left out, since the middleware would give
/// up on all of them.
///
/// It must run before anybody asks actix for the request's cookies: they are
/// read once and kept.
pub async fn present(request: &mut ServiceRequest, unit: &UnitOfWork) {
    let options = unit.options();
    let name = options.cookie.name.as_str();
    let (ours, others): (Vec<_>, Vec<_>) = pieces(request.headers()).partition(|piece| is_named(piece, name));
    // A changed copy is one that was no UTF-8.
    let is_readable =
        |piece: &Cow<'_, str>| matches!(piece, Cow::Borrowed(_)) && Cookie::parse_encoded(&**piece).is_ok();
    let all_readable = ours.iter().chain(&others).all(is_readable);
    if ours.len() <= 1 && options.keys.fallbacks.is_empty() && all_readable {
        return;
    }
    let mut valid: Vec<String> = ours.iter().filter_map(|piece| verify(piece, options)).collect();
    valid.dedup();
    let valid = unit.first_alive(valid).await;
    let others = others.into_iter().filter(is_readable);
    let mut header: Vec<String> = others.map(Cow::into_owned).collect();
    header.extend(valid.map(|value| seal(name, &value, options)));
    match HeaderValue::from_str(&header.join("; ")) {
        Ok(value) => request.headers_mut().insert(header::COOKIE, value),
        Err(_) => return,
    };
}

/// Makes the answer say what has to be said of the cookie: the middleware's
/// own with this session's lifetime, its removal, or nothing.
///
/// An error if browsers would drop the cookie for its size: then the answer
/// must not pretend that the session was kept.
pub fn announce(headers: &mut HeaderMap, outcome: CookieOutcome, unit: &UnitOfWork) -> Result<(), Error> {
    let options = &unit.options().cookie;
    let made = take_made(headers, &options.name);
    let cookie = match outcome {
        CookieOutcome::Leave => None,
        CookieOutcome::Set(lifetime) => made.map(|mut cookie| {
            // A cookie for other sites that says nothing would be made Secure.
            cookie.set_secure(options.secure);
            if let Some(key) = unit.touched() {
                // After a touch the middleware has put the old key in.
                let sealed = seal(&options.name, key.as_str(), unit.options());
                cookie.set_value(sealed.split_once('=').map_or(String::new(), |(_, value)| value.to_owned()));
            }
            with_lifetime(cookie, lifetime)
        }),
        CookieOutcome::Remove => Some(removal(options)),
    };
    let Some(cookie) = cookie else { return Ok(()) };
    let bytes = cookie.name().len() + cookie.value().len();
    if bytes > LARGEST_COOKIE {
        return Err(Error::TooLarge { bytes, limit: LARGEST_COOKIE });
    }
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        headers.append(header::SET_COOKIE, value);
    }
    Ok(())
}

/// The cookies, a text each. What is no UTF-8 spoils its own cookie only.
fn pieces(headers: &HeaderMap) -> impl Iterator<Item = Cow<'_, str>> {
    let lines = headers.get_all(header::COOKIE).map(HeaderValue::as_bytes);
    let pieces = lines.flat_map(|line| line.split(|byte| *byte == b';')).map(<[u8]>::trim_ascii);
    pieces.filter(|piece| !piece.is_empty()).map(String::from_utf8_lossy)
}

/// Names are percent-encoded like values, as actix reads them.
fn is_named(piece: &str, name: &str) -> bool {
    let Some((written, _)) = piece.split_once('=') else { return false };
    let written = written.trim();
    let decoded = || Cookie::parse_encoded(format!("{written}="));
    written == name || (written.contains('%') && decoded().is_ok_and(|cookie| cookie.name() == name))
}

/// The content of a cookie, given as `name=value`, whose signature holds under
/// one of the keys.
pub fn verify(piece: &str, options: &Options) -> Option<String> {
    let cookie = Cookie::parse_encoded(piece).ok()?.into_owned();
    let mut keys = std::iter::once(&options.keys.current).chain(&options.keys.fallbacks);
    keys.find_map(|key| open(cookie.clone(), key, options.cookie.content))
}

fn open(cookie: Cookie<'static>, key: &Key, content: CookieContentSecurity) -> Option<String> {
    let name = cookie.name().to_owned();
    let mut jar = CookieJar::new();
    jar.add_original(cookie);
    let opened = match content {
        CookieContentSecurity::Signed => jar.signed(key).get(&name),
        CookieContentSecurity::Private => jar.private(key).get(&name),
    };
    opened.map(|cookie| cookie.value().to_owned())
}

/// A cookie signed with the present key, as `name=value`.
pub fn seal(name: &str, value: &str, options: &Options) -> String {
    let cookie = Cookie::new(name.to_owned(), value.to_owned());
    let mut jar = CookieJar::new();
    match options.cookie.content {
        CookieContentSecurity::Signed => jar.signed_mut(&options.keys.current).add(cookie),
        CookieContentSecurity::Private => jar.private_mut(&options.keys.current).add(cookie),
    }
    jar.get(name).map(|cookie| cookie.encoded().to_string()).unwrap_or_default()
}

/// Takes the cookie that the middleware made out of the answer.
fn take_made(headers: &mut HeaderMap, name: &str) -> Option<Cookie<'static>> {
    if !headers.contains_key(header::SET_COOKIE) {
        return None;
    }
    let mut made = None;
    for line in headers.remove(header::SET_COOKIE) {
        let cookie = line.to_str().ok().and_then(|text| Cookie::parse(text.to_owned()).ok());
        match cookie {
            Some(cookie) if cookie.name() == name => made = Some(cookie),
            _ => headers.append(header::SET_COOKIE, line),
        }
    }
    made
}

fn with_lifetime(mut cookie: Cookie<'static>, lifetime: CookieLifetime) -> Cookie<'static> {
    match lifetime {
        CookieLifetime::UntilBrowserCloses => {
            cookie.set_max_age(None);
            cookie.unset_expires();
        }
        CookieLifetime::Until { max_age, expires } => {
            cookie.set_max_age(max_age);
            cookie.set_expires(expires);
        }
    }
    cookie
}

/// What makes a browser forget the session's cookie.
pub fn removal(options: &CookieOptions) -> Cookie<'static> {
    let mut cookie = Cookie::build(options.name.clone(), "")
        .path(options.path.clone())
        .secure(options.secure)
        .http_only(options.http_only)
        .same_site(options.same_site)
        .finish();
    if let Some(domain) = &options.domain {
        cookie.set_domain(domain.clone());
    }
    cookie.make_removal();
    cookie
}
