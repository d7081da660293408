//! A session in its cookie, signed or private (D14 to D17): what its owner can
//! read, what happens when one character is changed, and how large it can grow.
//! The key is public and signs nothing of the site.

use std::sync::Arc;

use actix_session::config::CookieContentSecurity;
use actix_web::{
    HttpResponse,
    cookie::{Cookie, SameSite},
    http::header::{self, HeaderMap, HeaderValue},
    web::{self, ServiceConfig},
};
use askama::Template;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::RngExt as _;

use crate::{
    lab::{LabContext, browser_cookie, display::shorten},
    sessions::{
        self, Keys, Options, Record, Session, SessionKey,
        cookie::{MAX_COOKIE_BYTES, seal, verify, write_set_cookie},
        data::Data,
        engines::{Engine, SignedCookiesEngine},
        expiry,
        unit_of_work::{SaveMode, UnitOfWork},
    },
    web::{Error, Form, Page, respond},
};

/// The name of the example cookies.
pub const COOKIE_NAME: &str = "sessionid";

/// Characters of a cookie or a record that are shown.
pub const MAX_SHOWN: usize = 600;

const KEY: &str = "the lab's key for cookies, which everybody may read";

/// The session whose cookie a student tampers with.
const GUEST: &str = r#"{"role":"guest"}"#;

/// The cookie of the session that grows.
const GROWING_COOKIE: &str = "lab_signed";

/// The path of that cookie.
const LESSON: &str = "/lab/lessons/d14-signed-cookies";

/// The key in that session.
const TEXT: &str = "what_grows";

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/lessons/d14-signed-cookies/send").post(send))
        .service(web::resource("/lab/lessons/d14-signed-cookies/grow").post(grow));
}

/// A cookie that was sent to a server with the lab's key.
#[derive(Clone)]
pub struct TamperedCookie {
    cookie: String,
    /// The position of the character that was changed, from 1.
    changed: Option<usize>,
    /// The session as JSON, if the server accepted the signature.
    session: Option<String>,
}

#[derive(Template)]
#[template(path = "lab/controls/session_in_cookie.html")]
struct SessionInCookie {
    page: Page,
    json: String,
    kinds: [CookieKind; 2],
    fresh: String,
    sent: Option<TamperedCookie>,
    grown: CookieSize,
    limit: usize,
}

/// This session's cookie, signed or private.
struct CookieKind {
    name: &'static str,
    cookie: String,
    bytes: usize,
    /// What its owner can read.
    readable: Option<String>,
}

impl CookieKind {
    async fn new(name: &'static str, data: &Data, content: CookieContentSecurity) -> Result<Self, Error> {
        let cookie = sign(data, &signing_options(content)).await?;
        let readable = readable(&cookie).map(|text| shorten(&text, MAX_SHOWN));
        Ok(Self { name, bytes: cookie.len() - 1, readable, cookie: shorten(&cookie, MAX_SHOWN) })
    }
}

/// D14 to D17: this session as two cookies, one cookie to tamper with, and one
/// that grows.
pub async fn session_in_cookie(context: LabContext, page: Page) -> Result<String, Error> {
    let data = data_of(&context.session().await?);
    let guest = Data::from_json(GUEST).map_err(Error::internal)?;
    let sent = context.browser.memory().tampered_cookie.clone();
    let widget = SessionInCookie {
        json: shorten(&data.to_json().unwrap_or_default(), MAX_SHOWN),
        kinds: [
            CookieKind::new("signed", &data, CookieContentSecurity::Signed).await?,
            CookieKind::new("private", &data, CookieContentSecurity::Private).await?,
        ],
        fresh: sign(&guest, &signing_options(CookieContentSecurity::Signed)).await?,
        sent,
        grown: CookieSize::of(&context).await,
        limit: MAX_COOKIE_BYTES,
        page,
    };
    Ok(widget.render()?)
}

/// Sends a cookie to a server with the lab's key, as it is or with one character
/// changed. It never becomes anybody's session.
async fn send(context: LabContext, form: Form) -> Result<HttpResponse, Error> {
    let mut cookie: String = form.trimmed("cookie").chars().take(MAX_COOKIE_BYTES).collect();
    let changed = (form.value("do") == "change").then(|| change_character(&mut cookie)).flatten();
    let session = read(&cookie, &signing_options(CookieContentSecurity::Signed)).await;
    context.browser.memory().tampered_cookie = Some(TamperedCookie { cookie, changed, session });
    Ok(respond::see_other("/lab/lessons/d14-signed-cookies#sent"))
}

/// Returns the session in a cookie as JSON, if a server with these options
/// accepts it.
pub async fn read(cookie: &str, server: &Options) -> Option<String> {
    let key = SessionKey::from_cookie(&verify(cookie.as_bytes(), server)?);
    let record = server.engine.load(&key).await.ok()??.into_valid(server.clock.now())?;
    record.data.to_json().ok()
}

/// Returns the options of a server with the lab's key.
pub fn signing_options(content: CookieContentSecurity) -> Options {
    let mut options = Options::new(Arc::new(SignedCookiesEngine), Keys::derive(KEY, &[]));
    options.cookie.content = content;
    options
}

/// Returns a cookie with that session, `name=value`, as a server with these
/// options sends it.
///
/// # Errors
/// If the session is too large for the engine.
pub async fn sign(data: &Data, server: &Options) -> Result<String, Error> {
    let expire_date = expiry::expiry_date(data, server.expiry, server.clock.now());
    let record = Record { data: data.clone(), expire_date, version: 1 };
    let key = SignedCookiesEngine.create(&record).await.map_err(sessions::Error::from)?;
    Ok(seal(COOKIE_NAME, key.as_str(), server))
}

/// Returns the data of this browser's session, without the framework's own keys.
pub fn data_of(session: &Session) -> Data {
    let mut data = Data::default();
    for (name, value) in session.items() {
        data.set(name, value.to_string());
    }
    data
}

/// Returns what anybody can read of a cookie: after the 44 characters of the
/// signature the rest is base64. `None` if it is encrypted.
fn readable(cookie: &str) -> Option<String> {
    let cookie = Cookie::parse_encoded(cookie).ok()?;
    let bytes = URL_SAFE_NO_PAD.decode(cookie.value().get(44..)?).ok()?;
    String::from_utf8(bytes).ok()
}

/// Changes one character of the value, and returns its position from 1.
fn change_character(cookie: &mut String) -> Option<usize> {
    let start = cookie.find('=').map_or(0, |equals| equals + 1);
    let mut letters: Vec<char> = cookie.chars().collect();
    if start >= letters.len() {
        return None;
    }
    let index = rand::rng().random_range(start..letters.len());
    letters[index] = if letters[index] == 'A' { 'B' } else { 'A' };
    *cookie = letters.into_iter().collect();
    Some(index + 1)
}

/// The size of the signed cookie whose session gets larger with each click.
#[derive(Default)]
struct CookieSize {
    letters: usize,
    /// Bytes of the cookie, name and value.
    bytes: usize,
}

impl CookieSize {
    /// Returns the size of the cookie that came with the request.
    async fn of(context: &LabContext) -> Self {
        let Some((_, data)) = load(context, &growing_unit(context)).await else { return Self::default() };
        let value = browser_cookie::cookies(context.request.headers(), GROWING_COOKIE).next();
        let bytes = value.map_or(0, |value| GROWING_COOKIE.len() + value.len());
        Self { letters: letters(&data), bytes }
    }
}

/// Makes the session in the cookie larger, or deletes it. The framework saves it
/// as any session, so the response past the limit is the same for every visitor:
/// 413, and the old data stays.
async fn grow(context: LabContext, form: Form) -> Result<HttpResponse, Error> {
    let unit = growing_unit(&context);
    let loaded = load(&context, &unit).await;
    let more = match form.value("more") {
        "1000" => 1_000,
        "5000" => 5_000,
        _ => 0,
    };
    let mut response = respond::see_other("/lab/lessons/d14-signed-cookies#grow");
    let key = if more == 0 {
        unit.set_save_mode(SaveMode::Purge);
        unit.delete(&SessionKey::from_cookie("")).await?;
        None
    } else {
        let mut data = loaded.as_ref().map(|(_, data)| data.clone()).unwrap_or_default();
        let letters = letters(&data) + more;
        data.set(TEXT, format!("\"{}\"", "x".repeat(letters)));
        match loaded {
            Some((key, _)) => unit.update(&key, data.to_state()).await?,
            None => unit.save(data.to_state()).await?,
        }
    };
    if let Some(key) = key {
        set_cookie(response.headers_mut(), &key, unit.options())?;
    }
    write_set_cookie(response.headers_mut(), unit.cookie(), &unit)?;
    Ok(response)
}

/// Sets the cookie as actix-session's middleware does.
fn set_cookie(headers: &mut HeaderMap, key: &SessionKey, options: &Options) -> Result<(), Error> {
    let mut cookie = Cookie::parse(seal(GROWING_COOKIE, key.as_str(), options)).map_err(Error::internal)?;
    cookie.set_path(LESSON);
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    let value = HeaderValue::from_str(&cookie.to_string()).map_err(Error::internal)?;
    headers.append(header::SET_COOKIE, value);
    Ok(())
}

async fn load(context: &LabContext, unit: &UnitOfWork) -> Option<(SessionKey, Data)> {
    let sent = browser_cookie::cookies(context.request.headers(), GROWING_COOKIE).next()?;
    let key =
        SessionKey::from_cookie(&verify(format!("{GROWING_COOKIE}={sent}").as_bytes(), unit.options())?);
    let data = Data::from_state(unit.load(key.clone()).await?);
    Some((key, data))
}

fn letters(data: &Data) -> usize {
    data.read::<String>(TEXT).map_or(0, |text| text.len())
}

fn growing_unit(context: &LabContext) -> UnitOfWork {
    let mut options = signing_options(CookieContentSecurity::Signed);
    GROWING_COOKIE.clone_into(&mut options.cookie.name);
    LESSON.clone_into(&mut options.cookie.path);
    options.cookie.secure = context.lab.secure_cookies;
    UnitOfWork::new(Arc::new(options))
}
