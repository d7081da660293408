//! A session in its cookie, signed and private: what its owner can read of it,
//! and what becomes of it when a letter is changed. Under a key of the lab's
//! own, so that nothing here says anything of the site's.

use std::sync::{Arc, PoisonError};

use actix_session::config::CookieContentSecurity;
use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    cookie::Cookie,
    web::{self, Data, ServiceConfig},
};
use askama::Template;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::LocalBoxFuture;
use rand::RngExt as _;

use super::growing::{self, Grown};
use crate::{
    lab::{Lab, RequestSettings},
    sessions::{
        self, Keys, Options, Record, Session, SessionKey,
        cookie::{MAX_COOKIE_BYTES, seal, verify},
        data::Data as SessionData,
        engines::{Engine, SignedCookiesEngine},
        expiry,
    },
    web::{Error, Form, Page, respond},
};

/// Not the site's: everybody may read it.
const KEY: &str = "the lab's key for cookies, which everybody may read";

/// The name in the examples.
const NAME: &str = "sessionid";

/// Letters of a cookie that are shown.
const MAX_SHOWN: usize = 600;

/// The session whose cookie is tampered with.
const GUEST: &str = r#"{"role":"guest"}"#;

/// What the buttons do.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/lessons/d14-signed-cookies/send").post(send));
}

/// A cookie that was sent, and what a server made of it.
#[derive(Clone)]
pub struct Sent {
    cookie: String,
    /// Place of the letter that was changed, counted from 1.
    changed: Option<usize>,
    /// The session in it, if the signature held.
    session: Option<String>,
}

#[derive(Template)]
#[template(path = "lab/controls/sealed.html")]
struct Sealed {
    page: Page,
    json: String,
    kinds: [Kind; 2],
    fresh: String,
    sent: Option<Sent>,
    grown: Grown,
    limit: usize,
}

/// This session's cookie, signed or private.
struct Kind {
    name: &'static str,
    cookie: String,
    bytes: usize,
    /// What its owner can read of it.
    readable: Option<String>,
}

/// Draws the two cookies, the one to tamper with, and the one that grows.
pub fn draw(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let session = Session::extract(&request).await?;
        let lab = request.app_data::<Data<Lab>>().ok_or(Error::NotFound)?;
        let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
        let kept = lab.kept_of_engines.of(in_force.browser);
        let sent = kept.sent.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let data = data_of(&session);
        let controls = Sealed {
            json: shortened(data.to_json().unwrap_or_default()),
            kinds: [
                kind("signed", &data, CookieContentSecurity::Signed).await?,
                kind("private", &data, CookieContentSecurity::Private).await?,
            ],
            fresh: fresh().await?,
            sent,
            grown: growing::grown(&request, lab.secure_cookies).await,
            limit: MAX_COOKIE_BYTES,
            page,
        };
        Ok(controls.render()?)
    })
}

/// Sends a cookie to a server with the lab's key, as it is or with one letter
/// changed. What is in it never becomes anybody's session.
async fn send(request: HttpRequest, lab: Data<Lab>, form: Form) -> Result<HttpResponse, Error> {
    let browser = RequestSettings::of(&request).ok_or(Error::NotFound)?.browser;
    let mut cookie: String = form.trimmed("cookie").chars().take(MAX_COOKIE_BYTES).collect();
    let changed = (form.value("do") == "change").then(|| change_one(&mut cookie)).flatten();
    let session = read(&cookie, &server(CookieContentSecurity::Signed)).await;
    let kept = lab.kept_of_engines.of(browser);
    *kept.sent.lock().unwrap_or_else(PoisonError::into_inner) = Some(Sent { cookie, changed, session });
    Ok(respond::see_other("/lab/lessons/d14-signed-cookies#sent"))
}

/// What a server makes of a cookie: the session in it as JSON, if it holds.
pub async fn read(cookie: &str, server: &Options) -> Option<String> {
    let key = SessionKey::from_cookie(&verify(cookie.as_bytes(), server)?);
    let record = server.engine.load(&key).await.ok()??.into_valid(server.clock.now())?;
    record.data.to_json().ok()
}

/// The options of a server with the lab's key.
pub fn server(content: CookieContentSecurity) -> Options {
    server_with(KEY, content)
}

/// The options of a server with that key.
pub fn server_with(key: &str, content: CookieContentSecurity) -> Options {
    let mut options = Options::new(Arc::new(SignedCookiesEngine), Keys::derive(key, &[]));
    options.cookie.content = content;
    options
}

/// A cookie with that session in it, as a server with these options sends it.
pub async fn cookie_of(data: &SessionData, server: &Options) -> Result<String, Error> {
    let expire_date = expiry::expiry_date(data, server.expiry, server.clock.now());
    let record = Record::new(data.clone(), expire_date);
    let key = SignedCookiesEngine.create(&record).await.map_err(sessions::Error::from)?;
    Ok(seal(NAME, key.as_str(), server))
}

/// What is in this browser's session, less the framework's own.
pub fn data_of(session: &Session) -> SessionData {
    let mut data = SessionData::default();
    for (name, value) in session.items() {
        data.set(name, value.to_string());
    }
    data
}

async fn kind(name: &'static str, data: &SessionData, content: CookieContentSecurity) -> Result<Kind, Error> {
    let cookie = cookie_of(data, &server(content)).await?;
    let readable = readable(&cookie).map(shortened);
    Ok(Kind { name, bytes: cookie.len() - 1, readable, cookie: shortened(cookie) })
}

async fn fresh() -> Result<String, Error> {
    let data = SessionData::from_json(GUEST).map_err(Error::internal)?;
    cookie_of(&data, &server(CookieContentSecurity::Signed)).await
}

/// Past the 44 letters of a signature the rest is base64, which anybody can
/// read. Of an encrypted cookie nothing readable is there.
fn readable(cookie: &str) -> Option<String> {
    let cookie = Cookie::parse_encoded(cookie).ok()?;
    let bytes = URL_SAFE_NO_PAD.decode(cookie.value().get(44..)?).ok()?;
    String::from_utf8(bytes).ok()
}

/// Changes one letter of the value; says which.
fn change_one(cookie: &mut String) -> Option<usize> {
    let start = cookie.find('=').map_or(0, |equals| equals + 1);
    let mut letters: Vec<char> = cookie.chars().collect();
    if start >= letters.len() {
        return None;
    }
    let place = rand::rng().random_range(start..letters.len());
    letters[place] = if letters[place] == 'A' { 'B' } else { 'A' };
    *cookie = letters.into_iter().collect();
    Some(place + 1)
}

/// As much of a long text as a page can bear.
pub fn shortened(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(MAX_SHOWN) {
        text.truncate(end);
        text.push('…');
    }
    text
}
