//! What the server makes of the session's cookie of this request, and a change of
//! the session, after which the shop sends the cookie again.

use actix_web::{HttpResponse, web::Path};

use crate::{
    lab::{LabContext, display::shorten_key},
    sessions::{Session, cookie},
    web::{Error, respond},
};

/// The session's key for the count.
const COUNT: &str = "lab_count";

/// What the server makes of the session's cookie.
pub struct CookieReport {
    /// The cookie's name.
    pub name: String,
    /// The cookie's value, if it came.
    pub value: Option<String>,
    /// Whether the signature is valid.
    pub is_valid: bool,
    /// The beginning of the key, if a session was found.
    pub key: Option<String>,
    /// The count in the session.
    pub count: u64,
}

impl CookieReport {
    /// Reports on the cookie of a request. Without a session (it may be off, or
    /// its store unavailable) the report has no key.
    pub async fn of(context: &LabContext) -> Self {
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
    pub fn verdict(&self) -> &'static str {
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
pub fn signed_content(context: &LabContext, value: &str) -> Option<String> {
    cookie::verify(format!("{}={value}", context.cookie_name()).as_bytes(), context.options())
}

/// Adds one to the count. The session changes, so its cookie is sent again.
///
/// # Errors
/// If the count has another type.
pub fn add_one(session: &Session) -> Result<(), Error> {
    Ok(session.change(COUNT, |count: Option<u64>| Some(count.unwrap_or(0).saturating_add(1)))?)
}

/// Serves the button that counts.
pub async fn count(session: Session, slug: Path<String>) -> Result<HttpResponse, Error> {
    add_one(&session)?;
    Ok(respond::see_other(&format!("/lab/lessons/{slug}")))
}
