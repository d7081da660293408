//! Lessons F: security. Each shows what the server makes of the session's cookie
//! of this request; a button changes the session, so that the shop sends the
//! cookie again.

pub mod attributes;
pub mod tampering;

use actix_web::{
    HttpResponse,
    web::{self, Path, ServiceConfig},
};

use crate::{
    lab::{LabContext, attack, display::shorten_key},
    sessions::{Session, cookie},
    web::{Error, respond},
};

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/lessons/{slug:f[1-6]-[a-z-]+}/count").post(count))
        .service(web::resource("/lab/lessons/f3-samesite/points").post(attributes::take_points))
        .service(web::resource("/lab/lessons/f5-tampered/check").post(tampering::check))
        .service(web::resource("/lab/lessons/f6-fixation/cycle").post(tampering::cycle))
        .service(web::resource("/lab/guarded").post(attack::guarded));
}

/// The session's key for the count.
const COUNT: &str = "lab_count";

/// What the server makes of the session's cookie.
struct CookieReport {
    name: String,
    /// The cookie's value, if it came.
    value: Option<String>,
    is_valid: bool,
    /// The beginning of the key, if a session was found.
    key: Option<String>,
    count: u64,
}

impl CookieReport {
    /// Reports on the cookie of a request. Without a session (it may be off, or
    /// its store unavailable) the report has no key.
    async fn of(context: &LabContext) -> Self {
        let value = context.session_cookie().map(ToOwned::to_owned);
        let session = context.session().await.ok();
        let key = session.as_ref().and_then(Session::session_key);
        Self {
            name: context.cookie_name().to_owned(),
            is_valid: value.as_ref().is_some_and(|value| signed_content(context, value).is_some()),
            value,
            key: key.map(|key| shorten_key(key.as_str())),
            count: session.and_then(|session| session.get(COUNT).ok().flatten()).unwrap_or(0),
        }
    }

    /// Returns the verdict for the template.
    fn verdict(&self) -> &'static str {
        match (&self.value, self.is_valid, &self.key) {
            (None, ..) => "none",
            (Some(_), false, _) => "broken",
            (Some(_), true, None) => "unknown",
            (Some(_), true, Some(_)) => "good",
        }
    }
}

/// Returns what is signed in a value of the session's cookie, if the signature is
/// valid.
fn signed_content(context: &LabContext, value: &str) -> Option<String> {
    cookie::verify(format!("{}={value}", context.cookie_name()).as_bytes(), context.options())
}

/// Adds one to the count. The session changes, so its cookie is sent again.
fn add_one(session: &Session) -> Result<(), Error> {
    Ok(session.change(COUNT, |count: Option<u64>| Some(count.unwrap_or(0).saturating_add(1)))?)
}

/// Serves the button that counts.
async fn count(session: Session, slug: Path<String>) -> Result<HttpResponse, Error> {
    add_one(&session)?;
    Ok(respond::see_other(&format!("/lab/lessons/{slug}")))
}
