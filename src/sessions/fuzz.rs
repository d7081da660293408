//! Fuzz targets of the sessions: the cookie that a browser sends, the cookie that the shop
//! writes, and the texts that a store returns.

use std::{collections::BTreeMap, sync::Arc};

use actix_session::config::CookieContentSecurity;
use actix_web::cookie::{Cookie, SameSite};
use time::{Duration, OffsetDateTime, macros::datetime};
use url::Url;

use super::{
    CookieOptions, Keys, Options, Record, SessionKey, Tombstone, codec, cookie,
    engines::{self, SignedCookiesEngine},
    expiry::{self, CookieLifetime, GlobalExpiry},
};
use crate::settings::{Settings, Sources};

const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);
const SETTINGS: GlobalExpiry =
    GlobalExpiry { cookie_age: 1_209_600, expire_at_browser_close: false, anonymous_age: 0, owner_key: None };

/// The key of the only session whose cookie was ever signed.
const KEY: &str = "k3y0fth3s3ss10nk3y0fth3s3ss10n00";

fn options(content: CookieContentSecurity) -> Options {
    let keys = Keys::derive(
        "the current secret key of this test",
        &["an older secret key that still holds".to_owned()],
    );
    let mut options = Options::new(Arc::new(SignedCookiesEngine), keys);
    options.cookie.content = content;
    options
}

/// The input is what a browser sends, and it is also a list of changes of a cookie that was
/// signed or encrypted. In both cases no content is accepted but the one that was signed.
///
/// # Panics
/// If a property does not hold.
pub fn session_cookie(data: &[u8]) {
    for content in [CookieContentSecurity::Signed, CookieContentSecurity::Private] {
        let options = options(content);
        for piece in data.split(|byte| *byte == b';') {
            let accepted = cookie::verify(piece.trim_ascii(), &options);
            assert!(accepted.as_deref().is_none_or(|text| text == KEY), "{}", piece.escape_ascii());
        }
        let genuine = cookie::seal("sessionid", KEY, &options);
        assert_eq!(cookie::verify(genuine.as_bytes(), &options).as_deref(), Some(KEY));
        let changed = changed(genuine.as_bytes(), data);
        if value(&changed) != value(genuine.as_bytes()) {
            let accepted = cookie::verify(&changed, &options);
            assert_eq!(accepted, None, "{} was {genuine}", changed.escape_ascii());
        }
    }
}

/// Returns the decoded value of a cookie: `%3d` is the same as `%3D`.
fn value(piece: &[u8]) -> Option<String> {
    let cookie = Cookie::parse_encoded(str::from_utf8(piece).ok()?).ok()?;
    Some(cookie.value().to_owned())
}

/// Returns `genuine` after changes: each three bytes of the input are one.
fn changed(genuine: &[u8], edits: &[u8]) -> Vec<u8> {
    let mut changed = genuine.to_vec();
    for edit in edits.chunks_exact(3) {
        let at = usize::from(edit[1]) % changed.len().max(1);
        match edit[0] % 4 {
            0 if !changed.is_empty() => changed[at] = edit[2],
            1 => changed.insert(at, edit[2]),
            2 if !changed.is_empty() => drop(changed.remove(at)),
            _ => changed.truncate(changed.len() - usize::from(edit[2]).min(changed.len())),
        }
    }
    changed
}

/// The input has a line each for the cookie's name, its path, its domain and its content.
/// If the settings accept the first three, then a browser reads the `Set-Cookie` header as
/// it is meant, sends the cookie back, and gets its session.
///
/// # Panics
/// If a property does not hold.
pub fn cookie_line(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let mut lines = text.splitn(4, '\n');
    let [name, path, domain, key] = [(); 4].map(|()| lines.next().unwrap_or_default());
    let Some(attributes) = accepted(name, path, domain) else { return };
    for content in [CookieContentSecurity::Signed, CookieContentSecurity::Private] {
        let mut options = options(content);
        options.cookie = CookieOptions { content, ..attributes.clone() };
        let lifetime = CookieLifetime::Until { max_age: Duration::seconds(60), expires: NOW };
        let Ok(built) = cookie::build(&SessionKey::from_cookie(key), lifetime, &options) else { continue };
        let sent = read_as_browser(&built.to_string());
        has_attributes(&sent, &options.cookie);
        assert_eq!(sent.attribute("max-age"), Some("60"));
        let piece = format!("{}={}", sent.name, sent.value);
        let name = &attributes.name;
        assert!(cookie::is_named(piece.as_bytes(), name), "{piece} is not {name}");
        assert_eq!(cookie::verify(piece.as_bytes(), &options).as_deref(), Some(key), "{piece}");
        let removal = read_as_browser(&cookie::removal(&options.cookie).to_string());
        has_attributes(&removal, &options.cookie);
        assert_eq!(
            (removal.name, removal.attributes.get("max-age").map(String::as_str)),
            (sent.name, Some("0"))
        );
    }
}

/// Returns the attributes of the cookie if the settings accept them.
fn accepted(name: &str, path: &str, domain: &str) -> Option<CookieOptions> {
    let mut sources = Sources::default();
    sources.set("session.cookie_name", name);
    sources.set("session.cookie_path", path);
    sources.set("session.cookie_domain", domain);
    sources.set("session.cookie_secure", "true");
    let settings = Settings::read(&mut sources).ok()?.session;
    Some(CookieOptions {
        name: settings.cookie_name,
        path: settings.cookie_path,
        domain: settings.cookie_domain,
        secure: true,
        http_only: true,
        same_site: SameSite::Lax,
        content: CookieContentSecurity::Signed,
    })
}

fn has_attributes(sent: &BrowserCookie, options: &CookieOptions) {
    assert_eq!(sent.attribute("path"), Some(options.path.as_str()), "{sent:?}");
    assert_eq!(sent.attribute("samesite"), Some("Lax"), "{sent:?}");
    assert!(sent.attribute("secure").is_some() && sent.attribute("httponly").is_some(), "{sent:?}");
    let domain = options.domain.as_deref().map(|domain| domain.trim_start_matches('.').to_ascii_lowercase());
    // Browsers ignore a leading dot.
    let sent_domain =
        sent.attribute("domain").map(|domain| domain.trim_start_matches('.').to_ascii_lowercase());
    assert_eq!(sent_domain, domain, "{sent:?}");
    // A name in punycode and one that ends with a number have rules of their own.
    let ends_with_number = |domain: &str| {
        domain.rsplit('.').next().is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()))
    };
    if let Some(domain) = domain.filter(|domain| !domain.contains("xn--") && !ends_with_number(domain)) {
        let url = Url::parse(&format!("https://{domain}/"));
        assert!(url.is_ok_and(|url| url.host_str().is_some()), "no host is named {domain:?}");
    }
}

/// A cookie as a browser reads it from a `Set-Cookie` header.
#[derive(Debug)]
pub struct BrowserCookie {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
    /// The attributes, with their names in lower case.
    pub attributes: BTreeMap<String, String>,
}

impl BrowserCookie {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// Reads a `Set-Cookie` header by the rules for browsers (RFC 6265bis, section 5.6), and
/// checks it by the stricter rules for servers (section 4.1.1).
///
/// # Panics
/// If the header breaks one of these rules.
pub fn read_as_browser(line: &str) -> BrowserCookie {
    const MAX_ATTRIBUTE_BYTES: usize = 1_024;
    const ATTRIBUTES: [&str; 7] = ["domain", "expires", "httponly", "max-age", "path", "samesite", "secure"];
    let pair = |piece: &str| {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        (name.trim_matches([' ', '\t']).to_owned(), value.trim_matches([' ', '\t']).to_owned())
    };
    assert!(line.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{line:?}");
    let mut pieces = line.split(';').map(pair);
    let (name, value) = pieces.next().unwrap_or_default();
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    assert!(!name.is_empty() && name.bytes().all(is_token), "{line:?}");
    let is_octet = |byte| matches!(byte, 0x21 | 0x23..=0x2B | 0x2D..=0x3A | 0x3C..=0x5B | 0x5D..=0x7E);
    assert!(value.bytes().all(is_octet), "{line:?}");
    assert!(name.len() + value.len() <= cookie::MAX_COOKIE_BYTES, "{line:?}");
    let mut attributes = BTreeMap::new();
    for (attribute, text) in pieces {
        let attribute = attribute.to_ascii_lowercase();
        assert!(ATTRIBUTES.contains(&attribute.as_str()), "{line:?}");
        assert!(text.len() <= MAX_ATTRIBUTE_BYTES, "browsers ignore this attribute: {line:?}");
        assert!(attributes.insert(attribute, text).is_none(), "an attribute is repeated: {line:?}");
    }
    BrowserCookie { name, value, attributes }
}

/// A stored text is refused, or it is a record that is written again as it was, by the
/// codec and by each engine that has a form of its own.
///
/// # Panics
/// If a property does not hold.
pub fn stored_record(data: &[u8]) {
    engines::fuzz::file_text(data);
    let Ok(text) = str::from_utf8(data) else { return };
    engines::fuzz::cache_entries(text);
    let Ok(record) = codec::read(text) else { return };
    let written = codec::write(&record).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(codec::read(&written).ok().as_ref(), Some(&record), "{written}");
    assert!(written.starts_with(&codec::prefix(record.version)), "{written}");
    assert!(Record::version_after(record.version) > record.version);
    engines::fuzz::signed_cookie(&record);
    is_used_without_panic(&record);
}

/// Calls what a request calls on a record that was just loaded.
fn is_used_without_panic(record: &Record) {
    for now in [NOW, record.expire_date, OffsetDateTime::UNIX_EPOCH, datetime!(9999-12-31 23:59:59 UTC)] {
        if let Some(tombstone) = Tombstone::in_record(record) {
            assert_eq!(record.clone().into_valid(now), None, "a tombstone is no session");
            let _ = tombstone.allows_new_session(record, now);
        }
        if let Some(valid) = record.clone().into_valid(now) {
            assert!(valid.expire_date > now, "an expired session is served");
        }
        let _ = expiry::expiry_date(&record.data, SETTINGS, now);
        let _ = expiry::absolute_expiry(&record.data, u32::MAX);
        if let CookieLifetime::Until { max_age, .. } = record.cookie_lifetime(SETTINGS, now) {
            assert!(max_age >= Duration::ZERO);
        }
    }
}
