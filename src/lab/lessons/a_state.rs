//! Lessons A: state on a stateless protocol. Whom does the server take a request
//! for, what does the session's cookie hold, and what happens without cookies or
//! without sessions?

use actix_session::config::CookieContentSecurity;
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ContentType},
    web::{self, ServiceConfig},
};
use askama::Template;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{find, page};
use crate::{
    i18n::Message,
    lab::{LabContext, display::shorten_key, hosts},
    sessions::{Session, SessionKey},
    web::{Error, Form, Page, client, page::accepted_language, respond},
};

/// The session's key for the visitor's note.
const NOTE: &str = "lab_note";

/// Characters of a note.
const MAX_LENGTH: u32 = 40;

/// Characters of the signature at the beginning of a signed cookie: base64 of 32
/// bytes.
const SIGNATURE_LENGTH: usize = 44;

/// The lesson to return to if the form names none.
const DEFAULT_LESSON: &str = "a2-first-cookie";

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/lessons/a1-stateless/who").get(who))
        .service(web::resource("/lab/lessons/a2-first-cookie/remember").post(remember))
        .service(web::resource("/lab/lessons/a2-first-cookie/forget").post(forget))
        .service(web::resource("/lab/lessons/a8-cookies-off/try").post(try_cookies));
}

/// Responds with whom the server takes the request for. It knows the cookies of
/// the request, and nothing else (A1).
async fn who(request: HttpRequest, session: Option<Session>) -> Result<HttpResponse, Error> {
    let note = session.as_ref().map(|session| session.get::<String>(NOTE)).transpose()?.flatten();
    let is_known = session.is_some_and(|session| session.session_key().is_some());
    let message = match note {
        Some(note) => Message::new("lab-a-who-note").with("note", note),
        None if is_known => Message::new("lab-a-who-session"),
        None if request.headers().contains_key(header::COOKIE) => Message::new("lab-a-who-other-cookies"),
        None => Message::new("lab-a-who-stranger"),
    };
    let text = message.localize(accepted_language(&request));
    Ok(HttpResponse::Ok().content_type(ContentType::plaintext()).body(format!("{text}\n")))
}

/// Puts a note into the session. The first value creates the session and its
/// cookie (A2).
async fn remember(context: LabContext, session: Session, mut form: Form) -> Result<HttpResponse, Error> {
    let note = form.required("note", MAX_LENGTH);
    if !form.is_valid() {
        return page::refuse(&context, slug(&form), form).await;
    }
    session.set(NOTE, &note)?;
    Ok(respond::see_other(&format!("/lab/lessons/{}#try", slug(&form))))
}

/// Deletes the session: the visitor is a stranger again.
async fn forget(session: Session, form: Form) -> Result<HttpResponse, Error> {
    session.flush();
    Ok(respond::see_other(&format!("/lab/lessons/{}#try", slug(&form))))
}

/// Redirects to the lesson. A browser without cookies does not get here: its
/// form has no valid token (A8).
async fn try_cookies() -> HttpResponse {
    respond::see_other("/lab/lessons/a8-cookies-off?cookies=on#try")
}

/// Returns the lesson that the form belongs to.
fn slug(form: &Form) -> &'static str {
    find(form.trimmed("back")).map_or(DEFAULT_LESSON, |lesson| lesson.slug)
}

#[derive(Template)]
#[template(path = "lab/controls/a_session.html")]
struct SessionFacts {
    page: Page,
    form: Form,
    slug: String,
    cookie_name: String,
    /// The beginning of the cookie that came with the request.
    cookie: Option<String>,
    /// The beginning of the key of the session that was found.
    key: Option<String>,
    note: Option<String>,
    /// The last line that set the session's cookie, shortened.
    set_by: Option<String>,
    /// A1: a command that asks without a browser.
    curl: Option<String>,
    /// A4: the value of the cookie in its parts.
    parts: Option<CookieParts>,
}

/// The value of the session's cookie.
struct CookieParts {
    signature: String,
    content: String,
    length: usize,
    note: NoteLocation,
}

/// Where the note is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NoteLocation {
    Cookie,
    Store,
    /// The cookie is encrypted: nobody but the server can know.
    Unreadable,
}

impl SessionFacts {
    async fn new(context: &LabContext, page: Page) -> Result<Self, Error> {
        let session = context.session().await.ok();
        let form = context.refused_form().unwrap_or_default();
        let path = context.request.path();
        let slug =
            if form.has("back") { form.trimmed("back") } else { path.rsplit('/').next().unwrap_or("") };
        let removal = format!("{}=;", context.cookie_name());
        Ok(Self {
            slug: slug.to_owned(),
            cookie_name: context.cookie_name().to_owned(),
            cookie: context.session_cookie().map(shorten_key),
            key: key_start(session.as_ref()),
            note: session.map(|session| session.get(NOTE)).transpose()?.flatten(),
            set_by: context.last_set_cookie().filter(|line| !line.starts_with(&removal)),
            curl: None,
            parts: None,
            page,
            form,
        })
    }
}

fn key_start(session: Option<&Session>) -> Option<String> {
    session?.session_key().map(|key| shorten_key(key.as_str()))
}

/// A1: asks whom the server takes a request for, with a cookie and without.
pub async fn who_am_i(context: LabContext, page: Page) -> Result<String, Error> {
    let host = client::authority(&context.request);
    let host = host.map_or_else(|| "localhost".to_owned(), |host| host.to_string());
    let scheme = hosts::scheme(&context.request);
    let curl = Some(format!("curl -s {scheme}://{host}/lab/lessons/a1-stateless/who"));
    Ok(SessionFacts { curl, ..SessionFacts::new(&context, page).await? }.render()?)
}

/// A2, A3, A5: what the session holds, and a note to put into it.
pub async fn note(context: LabContext, page: Page) -> Result<String, Error> {
    Ok(SessionFacts::new(&context, page).await?.render()?)
}

/// A4: the parts of the cookie's value.
pub async fn cookie_parts(context: LabContext, page: Page) -> Result<String, Error> {
    let facts = SessionFacts::new(&context, page).await?;
    let is_private = matches!(context.options().cookie.content, CookieContentSecurity::Private);
    let parts = context.session_cookie().map(|value| {
        let cookie = actix_web::cookie::Cookie::parse_encoded(format!("x={value}"));
        let value = cookie.map_or_else(|_| value.to_owned(), |cookie| cookie.value().to_owned());
        CookieParts::of(&value, facts.note.as_deref(), is_private)
    });
    Ok(SessionFacts { parts, ..facts }.render()?)
}

impl CookieParts {
    fn of(value: &str, note: Option<&str>, is_private: bool) -> Self {
        let (signature, content) = value.split_at_checked(SIGNATURE_LENGTH).unwrap_or((value, ""));
        // The engine signed_cookies encodes the record in base64.
        let record = URL_SAFE_NO_PAD.decode(content).unwrap_or_default();
        let is_in_cookie = note.is_some_and(|note| String::from_utf8_lossy(&record).contains(note));
        let note = match (is_private, is_in_cookie) {
            (true, _) => NoteLocation::Unreadable,
            (false, true) => NoteLocation::Cookie,
            (false, false) => NoteLocation::Store,
        };
        let (signature, length) = (shorten_key(signature), content.len());
        Self { signature, content: shorten_key(content), length, note }
    }
}

#[derive(Template)]
#[template(path = "lab/controls/a_address.html")]
struct IdInUrl {
    page: Page,
    cookie_name: String,
    /// The id in the URL, if there is one.
    given: Option<String>,
    /// The beginning of the key of the session that was found.
    key: Option<String>,
    /// An id of no session.
    random: String,
}

/// A7: an id in the URL is ignored.
pub async fn id_in_url(context: LabContext, page: Page) -> Result<String, Error> {
    let key = key_start(context.session().await.ok().as_ref());
    let cookie_name = context.cookie_name().to_owned();
    let given = context.query(&cookie_name).map(|id| shorten_key(&id));
    let random = SessionKey::random().as_str().to_owned();
    Ok(IdInUrl { page, cookie_name, given, key, random }.render()?)
}

#[derive(Template)]
#[template(path = "lab/controls/a_cookies_off.html")]
struct CookiesOff {
    page: Page,
    /// Whether the form was accepted.
    is_through: bool,
}

/// A8: a form that needs a cookie.
pub async fn cookies_off(context: LabContext, page: Page) -> Result<String, Error> {
    Ok(CookiesOff { page, is_through: context.query("cookies").is_some() }.render()?)
}

#[derive(Template)]
#[template(path = "lab/controls/a_sessions_off.html")]
struct SessionsOff {
    page: Page,
    is_on: bool,
}

/// A9: a switch for sessions.
pub async fn sessions_off(context: LabContext, page: Page) -> Result<String, Error> {
    Ok(SessionsOff { page, is_on: context.options().enabled }.render()?)
}
