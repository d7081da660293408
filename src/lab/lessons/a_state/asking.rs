//! Asks the server who one is (A1), and gives it something to remember (A2).

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ContentType},
    web::{self, ServiceConfig},
};

use crate::{
    i18n::Message,
    lab::lessons::{all, page},
    sessions::Session,
    web::{Error, Form, page::accepted_language, respond},
};

/// What is remembered lies in the session under this key.
pub const NOTE: &str = "lab_note";

/// The longest note, characters.
const MAX_LENGTH: u32 = 40;

/// Where the answer leads that came from no lesson.
const HERE: &str = "a2-first-cookie";

/// `who`, `remember` and `forget`.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/lessons/a1-stateless/who").get(who))
        .service(web::resource("/lab/lessons/a2-first-cookie/remember").post(remember))
        .service(web::resource("/lab/lessons/a2-first-cookie/forget").post(forget));
}

/// What the server can know of a request: its cookies, and nothing else.
async fn who(request: HttpRequest, session: Option<Session>) -> Result<HttpResponse, Error> {
    let note = session.as_ref().map(|session| session.get::<String>(NOTE)).transpose()?.flatten();
    let is_known = session.is_some_and(|session| session.session_key().is_some());
    let message = match note {
        Some(note) => Message::new("lab-a-who-note").with("note", note),
        None if is_known => Message::new("lab-a-who-session"),
        None if request.headers().contains_key(header::COOKIE) => Message::new("lab-a-who-other-cookies"),
        None => Message::new("lab-a-who-stranger"),
    };
    let words = message.localize(accepted_language(&request));
    Ok(HttpResponse::Ok().content_type(ContentType::plaintext()).body(format!("{words}\n")))
}

/// The first thing to remember makes a session, and its cookie.
async fn remember(request: HttpRequest, session: Session, mut form: Form) -> Result<HttpResponse, Error> {
    let note = form.required("note", MAX_LENGTH);
    if !form.is_valid() {
        return page::refuse(request, slug(&form), form).await;
    }
    session.set(NOTE, &note)?;
    Ok(respond::see_other(&format!("/lab/lessons/{}#try", slug(&form))))
}

/// Begins again as a stranger.
async fn forget(session: Session, form: Form) -> Result<HttpResponse, Error> {
    session.flush();
    Ok(respond::see_other(&format!("/lab/lessons/{}#try", slug(&form))))
}

/// The lesson whose form it was.
fn slug(form: &Form) -> &'static str {
    let lesson = all().find(|lesson| lesson.slug == form.trimmed("back"));
    lesson.map_or(HERE, |lesson| lesson.slug)
}
