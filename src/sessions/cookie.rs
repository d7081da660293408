//! The session's cookie, where actix-session's middleware leaves something to
//! be done: it looks at the first cookie of the name only, knows one key and
//! one lifetime, and never removes a cookie whose session is gone.

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

/// What browsers keep of a cookie: its name and value together, in bytes as
/// they are sent (RFC 6265bis, section 5.6).
pub const MAX_COOKIE_BYTES: usize = 4_096;

/// Whether the request carries a cookie of the session's name.
pub fn is_present(request: &ServiceRequest, name: &str) -> bool {
    pieces(request.headers()).any(|piece| is_named(piece, name))
}

/// Puts the one cookie that holds in front of the middleware: of several with
/// the name (a browser keeps one for each Path and Domain that was ever set),
/// the first whose signature holds, under the present key or one of the
/// fallbacks (H8), and under which there is a session. Another cookie on the
/// same host that is no text is left out, since the middleware would give up
/// on all of them.
///
/// It must run before anybody asks actix for the request's cookies: they are
/// read once and kept.
pub async fn select_cookie(request: &mut ServiceRequest, unit: &UnitOfWork) {
    let options = unit.options();
    let name = options.cookie.name.as_str();
    if options.keys.fallbacks.is_empty() && is_plain(request.headers(), name) {
        return;
    }
    let (ours, others): (Vec<_>, Vec<_>) = pieces(request.headers()).partition(|piece| is_named(piece, name));
    let mut valid: Vec<String> = ours.into_iter().filter_map(|piece| verify(piece, options)).collect();
    valid.dedup();
    let others = others.into_iter().filter_map(|piece| std::str::from_utf8(piece).ok());
    let mut header: Vec<String> = others.map(str::to_owned).collect();
    let valid = unit.first_alive(valid).await;
    header.extend(valid.map(|value| seal(name, &value, options)));
    match HeaderValue::from_bytes(header.join("; ").as_bytes()) {
        Ok(value) => request.headers_mut().insert(header::COOKIE, value),
        Err(_) => return,
    };
}

/// Whether the middleware can make of the cookies what is to be made of them:
/// no name twice, and all of it text. So it is with nearly every request, and
/// this must cost next to nothing.
fn is_plain(headers: &HeaderMap, name: &str) -> bool {
    let is_text = |line: &HeaderValue| std::str::from_utf8(line.as_bytes()).is_ok();
    headers.get_all(header::COOKIE).all(is_text)
        && pieces(headers).filter(|piece| is_named(piece, name)).count() <= 1
}

/// Makes the answer say what has to be said of the cookie: the middleware's
/// own with this session's lifetime, its removal, or nothing.
///
/// An error if browsers would drop the cookie for its size: then the answer
/// must not pretend that the session was kept.
pub fn write_set_cookie(
    headers: &mut HeaderMap,
    outcome: CookieOutcome,
    unit: &UnitOfWork,
) -> Result<(), Error> {
    let options = unit.options();
    let made = take_made(headers, &options.cookie.name);
    let cookie = match (outcome, made) {
        (CookieOutcome::Remove, _) => removal(&options.cookie),
        (CookieOutcome::Leave, _) | (CookieOutcome::Set(_), None) => return Ok(()),
        // After a touch the middleware has put the old key in.
        (CookieOutcome::Set(lifetime), Some(made)) => match unit.touched() {
            Some(key) => make(&key, lifetime, options)?,
            None => complete(&made, lifetime, &options.cookie)?,
        },
    };
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        headers.append(header::SET_COOKIE, value);
    }
    Ok(())
}

/// The cookies, as they were sent.
fn pieces(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    let lines = headers.get_all(header::COOKIE).map(HeaderValue::as_bytes);
    let pieces = lines.flat_map(|line| line.split(|byte| *byte == b';')).map(<[u8]>::trim_ascii);
    pieces.filter(|piece| !piece.is_empty())
}

/// Names are percent-encoded like values, as actix reads them.
pub(super) fn is_named(piece: &[u8], name: &str) -> bool {
    let Some(end) = piece.iter().position(|byte| *byte == b'=') else { return false };
    let Ok(written) = std::str::from_utf8(&piece[..end]).map(str::trim) else { return false };
    let decoded = || Cookie::parse_encoded(format!("{written}="));
    written == name || (written.contains('%') && decoded().is_ok_and(|cookie| cookie.name() == name))
}

/// The content of a cookie whose signature holds under one of the keys.
pub fn verify(piece: &[u8], options: &Options) -> Option<String> {
    opened(piece, options).map(|(_, content)| content)
}

/// The same, and the number of the key: 0 is the present one.
pub(super) fn opened(piece: &[u8], options: &Options) -> Option<(usize, String)> {
    let cookie = Cookie::parse_encoded(std::str::from_utf8(piece).ok()?).ok()?.into_owned();
    let keys = std::iter::once(&options.keys.current).chain(&options.keys.fallbacks);
    let open = |key| open(cookie.clone(), key, options.cookie.content);
    keys.enumerate().find_map(|(number, key)| Some((number, open(key)?)))
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

/// A cookie as it is sent, `name=value`, signed or encrypted under the present
/// key.
pub fn seal(name: &str, value: &str, options: &Options) -> String {
    let cookie = Cookie::new(name.to_owned(), value.to_owned());
    let mut jar = CookieJar::new();
    match options.cookie.content {
        CookieContentSecurity::Signed => jar.signed_mut(&options.keys.current).add(cookie),
        CookieContentSecurity::Private => jar.private_mut(&options.keys.current).add(cookie),
    }
    jar.get(name).map(|cookie| cookie.encoded().to_string()).unwrap_or_default()
}

/// Takes the cookie that the middleware made out of the answer: its name and
/// value, as they are written.
fn take_made(headers: &mut HeaderMap, name: &str) -> Option<String> {
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

/// The cookie of a session that the middleware does not know of, as it would
/// have made it; an error if browsers would drop it for its size.
pub fn make(key: &SessionKey, lifetime: CookieLifetime, options: &Options) -> Result<Cookie<'static>, Error> {
    complete(&seal(&options.cookie.name, key.as_str(), options), lifetime, &options.cookie)
}

/// A cookie whose name and value are written already, with all that goes
/// beside them.
fn complete(pair: &str, lifetime: CookieLifetime, options: &CookieOptions) -> Result<Cookie<'static>, Error> {
    let cookie = with_lifetime(with_attributes(written(pair), options), lifetime);
    let bytes = cookie.name().len() + cookie.value().len();
    if bytes > MAX_COOKIE_BYTES {
        return Err(Error::TooLarge { bytes, limit: MAX_COOKIE_BYTES });
    }
    Ok(cookie)
}

/// What makes a browser forget the session's cookie.
pub fn removal(options: &CookieOptions) -> Cookie<'static> {
    let cookie = written(&Cookie::new(options.name.as_str(), "").encoded().to_string());
    let mut cookie = with_attributes(cookie, options);
    cookie.make_removal();
    cookie
}

/// A cookie whose name and value stay as they are written.
fn written(text: &str) -> Cookie<'static> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    Cookie::new(name.to_owned(), value.to_owned())
}

fn with_attributes(mut cookie: Cookie<'static>, options: &CookieOptions) -> Cookie<'static> {
    cookie.set_path(options.path.clone());
    // Said even where it is not: cookies for other sites would be made Secure.
    cookie.set_secure(options.secure);
    cookie.set_http_only(options.http_only);
    cookie.set_same_site(options.same_site);
    if let Some(domain) = &options.domain {
        cookie.set_domain(domain.clone());
    }
    cookie
}
