//! The session's cookie, as far as actix-session's middleware does not handle it. The
//! middleware reads only the first cookie of the name, has one secret key and one
//! lifetime, and does not remove a cookie whose session no longer exists.

use actix_session::config::CookieContentSecurity;
use actix_web::{
    cookie::{Cookie, CookieJar, Key},
    dev::ServiceRequest,
    http::header::{self, HeaderMap, HeaderValue},
};

use super::{
    error::Error,
    expiry::CookieLifetime,
    key::SessionKey,
    options::{CookieOptions, Options},
    unit_of_work::{CookieOutcome, UnitOfWork},
};

/// The largest cookie that browsers accept: the bytes of the name and the value as they
/// are sent (RFC 6265bis, section 5.6).
pub const MAX_COOKIE_BYTES: usize = 4_096;

/// Returns whether the request has a cookie of the session's name.
pub fn is_present(request: &ServiceRequest, name: &str) -> bool {
    pieces(request.headers()).any(|piece| is_named(piece, name))
}

/// Replaces the `Cookie` header by one with at most one session cookie, which the
/// middleware can verify. A browser may send several: one for each `Path` and `Domain`
/// that was ever set. This selects the first one that has a valid signature, under the
/// current secret key or a fallback (H8), and whose session exists. It removes other
/// cookies that are no UTF-8, because the middleware would ignore the whole header.
///
/// Call it before the first call of actix's `HttpMessage::cookies`, which caches the parsed
/// header.
pub async fn select_cookie(request: &mut ServiceRequest, unit_of_work: &UnitOfWork) {
    let options = unit_of_work.options();
    let name = options.cookie.name.as_str();
    if options.keys.fallbacks.is_empty() && is_plain(request.headers(), name) {
        return;
    }
    let (ours, others): (Vec<_>, Vec<_>) = pieces(request.headers()).partition(|piece| is_named(piece, name));
    let mut valid: Vec<String> = ours.into_iter().filter_map(|piece| verify(piece, options)).collect();
    valid.dedup();
    let others = others.into_iter().filter_map(|piece| std::str::from_utf8(piece).ok());
    let mut header: Vec<String> = others.map(str::to_owned).collect();
    let valid = unit_of_work.first_with_session(valid).await;
    header.extend(valid.map(|value| seal(name, &value, options)));
    match HeaderValue::from_bytes(header.join("; ").as_bytes()) {
        Ok(value) => request.headers_mut().insert(header::COOKIE, value),
        Err(_) => return,
    };
}

/// Returns whether the middleware can use the header as it is: it is UTF-8 and has at most
/// one cookie of the session's name. Nearly every request passes this check, so it must
/// be fast.
fn is_plain(headers: &HeaderMap, name: &str) -> bool {
    let is_text = |line: &HeaderValue| std::str::from_utf8(line.as_bytes()).is_ok();
    headers.get_all(header::COOKIE).all(is_text)
        && pieces(headers).filter(|piece| is_named(piece, name)).count() <= 1
}

/// Writes the session's `Set-Cookie` header: the middleware's cookie with the lifetime of
/// this session, the removal of the cookie, or none.
///
/// # Errors
/// [`Error::TooLarge`] if browsers would reject the cookie because of its size. The
/// response must then not report that the session is saved.
pub fn write_set_cookie(
    headers: &mut HeaderMap,
    outcome: CookieOutcome,
    unit_of_work: &UnitOfWork,
) -> Result<(), Error> {
    let options = unit_of_work.options();
    let made = take_set_cookie(headers, &options.cookie.name);
    let cookie = match (outcome, made) {
        (CookieOutcome::Remove, _) => removal(&options.cookie),
        (CookieOutcome::Leave, _) | (CookieOutcome::Set(_), None) => return Ok(()),
        // After a touch the middleware's cookie has the old key.
        (CookieOutcome::Set(lifetime), Some(made)) => match unit_of_work.touched() {
            Some(key) => build(&key, lifetime, options)?,
            None => complete(&made, lifetime, &options.cookie)?,
        },
    };
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        headers.append(header::SET_COOKIE, value);
    }
    Ok(())
}

/// Returns the cookies of the request, unparsed.
fn pieces(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    let lines = headers.get_all(header::COOKIE).map(HeaderValue::as_bytes);
    let pieces = lines.flat_map(|line| line.split(|byte| *byte == b';')).map(<[u8]>::trim_ascii);
    pieces.filter(|piece| !piece.is_empty())
}

/// Returns whether an unparsed cookie has that name. A name may be percent-encoded, as
/// actix writes it.
pub(super) fn is_named(piece: &[u8], name: &str) -> bool {
    let Some(end) = piece.iter().position(|byte| *byte == b'=') else { return false };
    let Ok(written) = std::str::from_utf8(&piece[..end]).map(str::trim) else { return false };
    let decoded = || Cookie::parse_encoded(format!("{written}="));
    written == name || (written.contains('%') && decoded().is_ok_and(|cookie| cookie.name() == name))
}

/// Returns the content of an unparsed cookie if its signature is valid under one of the
/// secret keys.
pub fn verify(piece: &[u8], options: &Options) -> Option<String> {
    open_with_any_key(piece, options).map(|(_, content)| content)
}

/// Returns the content of an unparsed cookie, and the index of the secret key that
/// verifies it: 0 is the current key, 1 the first fallback.
pub(super) fn open_with_any_key(piece: &[u8], options: &Options) -> Option<(usize, String)> {
    let cookie = Cookie::parse_encoded(std::str::from_utf8(piece).ok()?).ok()?.into_owned();
    let keys = std::iter::once(&options.keys.current).chain(&options.keys.fallbacks);
    let open = |key| open(cookie.clone(), key, options.cookie.content);
    keys.enumerate().find_map(|(index, key)| Some((index, open(key)?)))
}

/// Returns the content of a cookie that is signed or encrypted with `key`.
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

/// Returns a cookie as it is sent, `name=value`, signed or encrypted with the current
/// secret key.
pub fn seal(name: &str, value: &str, options: &Options) -> String {
    let cookie = Cookie::new(name.to_owned(), value.to_owned());
    let mut jar = CookieJar::new();
    match options.cookie.content {
        CookieContentSecurity::Signed => jar.signed_mut(&options.keys.current).add(cookie),
        CookieContentSecurity::Private => jar.private_mut(&options.keys.current).add(cookie),
    }
    jar.get(name).map(|cookie| cookie.encoded().to_string()).unwrap_or_default()
}

/// Removes the middleware's `Set-Cookie` header from the response, and returns its
/// `name=value`.
fn take_set_cookie(headers: &mut HeaderMap, name: &str) -> Option<String> {
    if !headers.contains_key(header::SET_COOKIE) {
        return None;
    }
    let mut made = None;
    for line in headers.remove(header::SET_COOKIE) {
        match line.to_str().ok().filter(|text| is_named(text.as_bytes(), name)) {
            Some(text) => made = text.split(';').next().map(str::to_owned),
            None => headers.append(header::SET_COOKIE, line),
        }
    }
    made
}

fn with_lifetime(mut cookie: Cookie<'static>, lifetime: CookieLifetime) -> Cookie<'static> {
    match lifetime {
        CookieLifetime::UntilBrowserCloses => {}
        CookieLifetime::Until { max_age, expires } => {
            cookie.set_max_age(max_age);
            cookie.set_expires(expires);
        }
    }
    cookie
}

/// Builds the cookie of a session as the middleware would.
///
/// # Errors
/// [`Error::TooLarge`] if browsers would reject the cookie because of its size.
pub fn build(
    key: &SessionKey,
    lifetime: CookieLifetime,
    options: &Options,
) -> Result<Cookie<'static>, Error> {
    complete(&seal(&options.cookie.name, key.as_str(), options), lifetime, &options.cookie)
}

/// Adds the attributes and the lifetime to an encoded `name=value`.
fn complete(pair: &str, lifetime: CookieLifetime, options: &CookieOptions) -> Result<Cookie<'static>, Error> {
    let cookie = with_lifetime(with_attributes(from_encoded(pair), options), lifetime);
    let bytes = cookie.name().len() + cookie.value().len();
    if bytes > MAX_COOKIE_BYTES {
        return Err(Error::TooLarge { bytes, limit: MAX_COOKIE_BYTES });
    }
    Ok(cookie)
}

/// Builds the cookie that removes the session's cookie from the browser.
pub fn removal(options: &CookieOptions) -> Cookie<'static> {
    let cookie = from_encoded(&Cookie::new(options.name.as_str(), "").encoded().to_string());
    let mut cookie = with_attributes(cookie, options);
    cookie.make_removal();
    cookie
}

/// Builds a cookie from an encoded `name=value`, without encoding it again.
fn from_encoded(text: &str) -> Cookie<'static> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    Cookie::new(name.to_owned(), value.to_owned())
}

fn with_attributes(mut cookie: Cookie<'static>, options: &CookieOptions) -> Cookie<'static> {
    cookie.set_path(options.path.clone());
    // Also if it is `false`: otherwise the cookie crate adds Secure to `SameSite=None`.
    cookie.set_secure(options.secure);
    cookie.set_http_only(options.http_only);
    cookie.set_same_site(options.same_site);
    if let Some(domain) = &options.domain {
        cookie.set_domain(domain.clone());
    }
    cookie
}
