//! What came of the session's cookie in this very request, which each of these
//! lessons shows; and a change to the session, which makes the shop send the
//! cookie anew.

use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::{FromRequest, HttpRequest, HttpResponse, web::Path};

use crate::{
    lab::{browser, request_settings::RequestSettings},
    sessions::{Session, cookie},
    web::{Error, respond},
};

/// Where the session keeps the count.
const COUNT: &str = "lab_count";

/// Of a key no more is shown: who has all of it has the session.
const SHOWN: usize = 8;

/// What a browser tried in these lessons; the session can't keep it, since it
/// is the session that gets lost.
#[derive(Default)]
pub struct Tried {
    checked: Mutex<Option<String>>,
    before: Mutex<Option<String>>,
}

impl Tried {
    /// The text that was last handed in to be checked.
    pub fn checked(&self) -> Option<String> {
        locked(&self.checked).clone()
    }

    /// Hands a text in.
    pub fn check(&self, text: String) {
        *locked(&self.checked) = Some(text);
    }

    /// The session's cookie as it was before its key was changed.
    pub fn before(&self) -> Option<String> {
        locked(&self.before).clone()
    }

    /// Notes it down.
    pub fn note_before(&self, cookie: Option<String>) {
        *locked(&self.before) = cookie;
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What came with a request.
pub struct Seen {
    /// The cookie's name.
    pub name: String,
    /// Its value, if it came.
    pub value: Option<String>,
    /// Whether its signature holds.
    pub holds: bool,
    /// The beginning of the key, if there is a session under it.
    pub key: Option<String>,
    /// What was counted in it.
    pub count: u64,
}

impl Seen {
    /// With this request.
    pub async fn with(request: &HttpRequest) -> Result<Self, Error> {
        let in_force = RequestSettings::of(request).ok_or_else(|| Error::internal("the lab is off"))?;
        let name = in_force.options.cookie.name.clone();
        let value = browser::cookie(request.headers(), &name).map(ToOwned::to_owned);
        let holds =
            value.as_ref().is_some_and(|value| content(&format!("{name}={value}"), &in_force).is_some());
        // Sessions may be switched off, or their store be down.
        let session = Session::extract(request).await.ok();
        let key = session.as_ref().and_then(Session::session_key).map(|key| beginning(key.as_str()));
        let count = session.and_then(|session| session.get(COUNT).ok().flatten()).unwrap_or(0);
        Ok(Self { name, value, holds, key, count })
    }

    /// What the server makes of it, in one word.
    pub fn verdict(&self) -> &'static str {
        match (&self.value, self.holds, &self.key) {
            (None, ..) => "none",
            (Some(_), false, _) => "broken",
            (Some(_), true, None) => "unknown",
            (Some(_), true, Some(_)) => "good",
        }
    }
}

/// What is in a cookie, given as `name=value`, if its signature holds.
pub fn content(piece: &str, in_force: &RequestSettings) -> Option<String> {
    cookie::verify(piece.as_bytes(), &in_force.options)
}

/// The beginning of a key.
pub fn beginning(key: &str) -> String {
    let shown: String = key.chars().take(SHOWN).collect();
    if shown.len() < key.len() { format!("{shown}…") } else { shown }
}

/// Counts in the session: it changes, so its cookie is made anew.
pub fn count_in(session: &Session) -> Result<(), Error> {
    Ok(session.change(COUNT, |count: Option<u64>| Some(count.unwrap_or(0).saturating_add(1)))?)
}

/// The button that counts.
pub async fn count(session: Session, slug: Path<String>) -> Result<HttpResponse, Error> {
    count_in(&session)?;
    Ok(respond::see_other(&format!("/lab/lessons/{slug}")))
}
