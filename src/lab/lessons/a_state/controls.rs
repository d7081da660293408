//! What the lessons A show of the visitor's own session, and their buttons.

use actix_session::config::CookieContentSecurity;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web::Data};
use askama::Template;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::LocalBoxFuture;

use super::asking::NOTE;
use crate::{
    lab::{Lab, browser, request_settings::RequestSettings},
    sessions::{Session, SessionKey},
    web::{Error, Form, Page},
};

/// Of a key no more is shown: who has all of it has the session.
const SHOWN_CHARACTERS: usize = 8;

/// Length of the signature before a signed cookie's content: base64 of 32 bytes.
const SIGNATURE: usize = 44;

type Drawn = LocalBoxFuture<'static, Result<String, Error>>;

#[derive(Template)]
#[template(path = "lab/controls/a_session.html")]
struct Control {
    page: Page,
    form: Form,
    slug: String,
    facts: Facts,
    /// A1: with the two ways to ask.
    curl: Option<String>,
    /// A4: the cookie's value in its parts.
    parts: Option<Parts>,
}

/// What is known of the session of this request.
struct Facts {
    cookie_name: String,
    /// The beginning of the cookie that came.
    cookie: Option<String>,
    /// The beginning of the key of the session that was found.
    key: Option<String>,
    note: Option<String>,
    /// The last line that set the session's cookie, shortened.
    set_by: Option<String>,
}

/// The value of the session's cookie.
struct Parts {
    signature: String,
    content: String,
    length: usize,
    note: NoteIn,
}

/// Where the note is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NoteIn {
    Cookie,
    Store,
    /// The cookie is encrypted: from outside nobody can tell.
    Unreadable,
}

/// A1: the same question with a cookie and without.
pub fn ask(request: HttpRequest, page: Page) -> Drawn {
    Box::pin(async move {
        let host = request.connection_info().host().to_owned();
        let curl = format!("curl -s http://{host}/lab/lessons/a1-stateless/who");
        Ok(Control { curl: Some(curl), ..control(&request, page).await? }.render()?)
    })
}

/// A2, A3, A5: what the session knows, and a note to put in it.
pub fn session(request: HttpRequest, page: Page) -> Drawn {
    Box::pin(async move { Ok(control(&request, page).await?.render()?) })
}

/// A4: the same with the cookie's value taken apart.
pub fn id(request: HttpRequest, page: Page) -> Drawn {
    Box::pin(async move {
        let control = control(&request, page).await?;
        let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
        let is_private = matches!(in_force.options.cookie.content, CookieContentSecurity::Private);
        let value = browser::cookie(request.headers(), &control.facts.cookie_name).map(decoded);
        let parts = value.map(|value| parts(&value, control.facts.note.as_deref(), is_private));
        Ok(Control { parts, ..control }.render()?)
    })
}

async fn control(request: &HttpRequest, page: Page) -> Result<Control, Error> {
    let session = Session::extract(request).await.ok();
    let form = request.extensions().get::<Form>().cloned().unwrap_or_default();
    let slug = if form.has("back") { form.trimmed("back") } else { last_of(request.path()) }.to_owned();
    let facts = facts(request, session.as_ref())?;
    Ok(Control { page, form, slug, facts, curl: None, parts: None })
}

fn facts(request: &HttpRequest, session: Option<&Session>) -> Result<Facts, Error> {
    let in_force = RequestSettings::of(request).ok_or(Error::NotFound)?;
    let cookie_name = in_force.options.cookie.name.clone();
    let note = session.map(|session| session.get(NOTE)).transpose()?.flatten();
    let key = session.and_then(Session::session_key);
    Ok(Facts {
        cookie: browser::cookie(request.headers(), &cookie_name).map(glimpse),
        key: key.map(|key| glimpse(key.as_str())),
        note,
        set_by: last_set(request, &in_force, &cookie_name),
        cookie_name,
    })
}

/// The last answer to this browser that set the session's cookie.
fn last_set(request: &HttpRequest, in_force: &RequestSettings, name: &str) -> Option<String> {
    let lab = request.app_data::<Data<Lab>>()?;
    let lines = lab.logs.of(in_force.browser).latest_first();
    let mut lines = lines.iter().flat_map(|exchange| exchange.set_cookies.iter());
    let line = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
    let (value, attributes) = line.split_once(';').unwrap_or((line, ""));
    (!value.is_empty()).then(|| format!("{name}={};{attributes}", glimpse(value)))
}

fn last_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn parts(value: &str, note: Option<&str>, is_private: bool) -> Parts {
    let (signature, content) = value.split_at_checked(SIGNATURE).unwrap_or((value, ""));
    // The engine signed_cookies writes the record down in base64.
    let record = URL_SAFE_NO_PAD.decode(content).unwrap_or_default();
    let is_in_cookie = note.is_some_and(|note| String::from_utf8_lossy(&record).contains(note));
    let note = match (is_private, is_in_cookie) {
        (true, _) => NoteIn::Unreadable,
        (false, true) => NoteIn::Cookie,
        (false, false) => NoteIn::Store,
    };
    Parts { signature: glimpse(signature), content: glimpse(content), length: content.len(), note }
}

fn decoded(value: &str) -> String {
    let cookie = actix_web::cookie::Cookie::parse_encoded(format!("x={value}"));
    cookie.map_or_else(|_| value.to_owned(), |cookie| cookie.value().to_owned())
}

fn glimpse(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN_CHARACTERS).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

#[derive(Template)]
#[template(path = "lab/controls/a_address.html")]
struct Address {
    page: Page,
    cookie_name: String,
    /// The id in the address, if there is one.
    given: Option<String>,
    /// The key of the session that was found.
    key: Option<String>,
    /// An id that nobody has.
    random: String,
}

/// A7: an id in the address.
pub fn address(request: HttpRequest, page: Page) -> Drawn {
    Box::pin(async move {
        let session = Session::extract(&request).await.ok();
        let facts = facts(&request, session.as_ref())?;
        let given = query(&request, &facts.cookie_name).map(|id| glimpse(&id));
        let random = SessionKey::random().as_str().to_owned();
        Ok(Address { page, cookie_name: facts.cookie_name, given, key: facts.key, random }.render()?)
    })
}

#[derive(Template)]
#[template(path = "lab/controls/a_cookies_off.html")]
struct CookiesOff {
    page: Page,
    /// Whether the form has come through.
    is_through: bool,
}

/// A8: a form that needs a cookie.
pub fn cookies_off(request: HttpRequest, page: Page) -> Drawn {
    Box::pin(async move {
        let is_through = query(&request, "cookies").is_some();
        Ok(CookiesOff { page, is_through }.render()?)
    })
}

#[derive(Template)]
#[template(path = "lab/controls/a_sessions_off.html")]
struct SessionsOff {
    page: Page,
    is_on: bool,
}

/// A9: the switch.
pub fn sessions_off(request: HttpRequest, page: Page) -> Drawn {
    Box::pin(async move {
        let is_on = RequestSettings::of(&request).is_some_and(|in_force| in_force.options.enabled);
        Ok(SessionsOff { page, is_on }.render()?)
    })
}

fn query(request: &HttpRequest, name: &str) -> Option<String> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(request.query_string()).ok()?;
    fields.into_iter().find(|(field, _)| field == name).map(|(_, value)| value)
}
