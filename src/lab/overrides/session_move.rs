//! What happens to a browser's session when the browser chooses another store
//! (D22: an engine does not see the sessions of another one). As with Django,
//! the old session can stay where it is; the lab can also copy it to the new
//! store, or return to the session that the browser had there before.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use actix_web::{FromRequest, HttpRequest, cookie::Cookie};

use crate::{
    i18n::Message,
    lab::cookie_rules::{domain_matches, is_own_machine},
    sessions::{Error, Options, Session, SessionKey, cookie, migrate},
    settings::{SessionSettings, StoreLocation},
    web::{Form, client},
};

/// The name of the form's field.
pub const FIELD: &str = "session";

/// What happens to the session when the store changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveMode {
    /// Its data is copied to the new store, under a new key.
    CarryOver,
    /// It stays in the old store. The browser starts without a session.
    StartNew,
    /// It stays in the old store. The browser returns to the session that it had
    /// in the new store before.
    Return,
}

impl MoveMode {
    /// All modes, in the order of the page.
    pub const ALL: [Self; 3] = [Self::CarryOver, Self::StartNew, Self::Return];

    /// Returns the value of the form's field.
    pub fn code(self) -> &'static str {
        match self {
            Self::CarryOver => "carry",
            Self::StartNew => "afresh",
            Self::Return => "back",
        }
    }

    /// Returns the mode that the form chooses; `None` if its value is unknown. A
    /// form without the field copies the session, if there is one.
    pub fn of(form: &Form, has_session: bool) -> Option<Self> {
        if !form.has(FIELD) {
            return Some(if has_session { Self::CarryOver } else { Self::StartNew });
        }
        Self::ALL.into_iter().find(|mode| mode.code() == form.trimmed(FIELD))
    }
}

/// The keys of the sessions that a browser has left behind, by store. Their
/// number is limited by the aliases in the settings.
#[derive(Default)]
pub struct LeftSessions(Mutex<BTreeMap<StoreLocation, SessionKey>>);

impl LeftSessions {
    /// Returns the stores in which the browser left a session, for display.
    pub fn store_names(&self) -> Vec<String> {
        self.keys().keys().map(ToString::to_string).collect()
    }

    fn keys(&self) -> MutexGuard<'_, BTreeMap<StoreLocation, SessionKey>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, location: StoreLocation, key: Option<SessionKey>) {
        match key {
            Some(key) => self.keys().insert(location, key),
            None => self.keys().remove(&location),
        };
    }
}

/// The settings of sessions, and the framework's options that follow from them.
pub struct SessionSetup<'a> {
    /// The settings.
    pub session: &'a SessionSettings,
    /// The options.
    pub options: &'a Arc<Options>,
}

/// A change of the settings after which the session may be in another store or
/// another cookie.
pub struct SessionMove<'a> {
    /// The setup of this request.
    pub from: SessionSetup<'a>,
    /// The setup of the next requests.
    pub to: SessionSetup<'a>,
    /// The sessions that this browser has left behind.
    pub left: &'a LeftSessions,
}

/// The result of a move.
pub struct MoveResult {
    /// The cookies of the response, which the session layer does not set: first
    /// the one that removes the old cookie, then the new cookie.
    pub cookies: Vec<Cookie<'static>>,
    /// The message on the next page.
    pub notice: Message,
}

impl SessionMove<'_> {
    /// Returns whether the store or the cookie changes.
    pub fn is_needed(&self) -> bool {
        let (from, to) = (self.from.session, self.to.session);
        from.store_location() != to.store_location()
            || !self.is_same_cookie()
            || from.cookie_content != to.cookie_content
    }

    fn is_same_cookie(&self) -> bool {
        let (from, to) = (self.from.session, self.to.session);
        (&from.cookie_name, &from.cookie_path, &from.cookie_domain)
            == (&to.cookie_name, &to.cookie_path, &to.cookie_domain)
    }

    /// Moves the session.
    ///
    /// # Errors
    /// Returns the reason for the visitor if it can't be moved. Then nothing has
    /// changed.
    pub async fn carry_out(&self, mode: MoveMode, request: &HttpRequest) -> Result<MoveResult, Message> {
        let session = Session::extract(request).await;
        let key = session.as_ref().ok().and_then(Session::session_key);
        let moved = match (mode, &session) {
            (MoveMode::StartNew, _) => self.leave(key),
            (MoveMode::Return, _) => self.go_back(key, request).await?,
            (MoveMode::CarryOver, Err(error)) => return Err(failed(error)),
            (MoveMode::CarryOver, Ok(_)) => self.copy_session(key, request).await?,
        };
        // The layer of this request has the old settings. It must not save the
        // old session or set its cookie beside the new one.
        if let (Ok(session), false) = (session, moved.cookies.is_empty()) {
            session.set_passive();
        }
        Ok(moved)
    }

    fn leave(&self, key: Option<SessionKey>) -> MoveResult {
        if key.is_some() {
            self.left.set(self.from.session.store_location(), key);
        }
        MoveResult { cookies: Vec::new(), notice: Message::new("lab-settings-saved-afresh") }
    }

    async fn copy_session(
        &self,
        key: Option<SessionKey>,
        request: &HttpRequest,
    ) -> Result<MoveResult, Message> {
        let nothing =
            || MoveResult { cookies: Vec::new(), notice: Message::new("lab-settings-saved-nothing") };
        let Some(key) = key else { return Ok(nothing()) };
        self.check_cookie_is_stored(request)?;
        let carried = migrate::copy_session(&key, self.from.options, self.to.options).await;
        let Some(cookie) = carried.map_err(|error| failed(&error))? else { return Ok(nothing()) };
        self.left.set(self.from.session.store_location(), None);
        let notice = Message::new("lab-settings-saved-carried")
            .with("place", self.to.session.store_location().to_string());
        Ok(MoveResult { cookies: self.with_removal_of_old(cookie), notice })
    }

    async fn go_back(&self, key: Option<SessionKey>, request: &HttpRequest) -> Result<MoveResult, Message> {
        let location = self.to.session.store_location();
        let place = location.to_string();
        let left_key = self.left.keys().get(&location).cloned();
        let nothing = || Message::new("lab-settings-nothing-left").with("place", place.as_str());
        let left_key = left_key.ok_or_else(nothing)?;
        self.check_cookie_is_stored(request)?;
        let found = migrate::return_to(&left_key, self.to.options).await;
        let Some(cookie) = found.map_err(|error| failed(&error))? else {
            self.left.set(location, None);
            return Err(Message::new("lab-settings-left-is-over").with("place", place));
        };
        self.left.set(location, None);
        if key.is_some() {
            self.left.set(self.from.session.store_location(), key);
        }
        let notice = Message::new("lab-settings-saved-back").with("place", place);
        Ok(MoveResult { cookies: self.with_removal_of_old(cookie), notice })
    }

    fn with_removal_of_old(&self, cookie: Cookie<'static>) -> Vec<Cookie<'static>> {
        let old = (!self.is_same_cookie()).then(|| cookie::removal(&self.from.options.cookie));
        old.into_iter().chain([cookie]).collect()
    }

    /// Checks that the browser will store the new cookie. Otherwise the session
    /// would be lost.
    fn check_cookie_is_stored(&self, request: &HttpRequest) -> Result<(), Message> {
        let host = client::host(request).unwrap_or_default();
        let is_https = client::is_https(request);
        let cookie = &self.to.options.cookie;
        if let Some(domain) = cookie.domain.as_ref().filter(|domain| !domain_matches(&host, domain)) {
            let message = Message::new("lab-settings-lost-domain");
            return Err(message.with("domain", domain.as_str()).with("host", host));
        }
        if cookie.secure && !is_https && !is_own_machine(&host) {
            return Err(Message::new("lab-settings-lost-secure"));
        }
        Ok(())
    }
}

fn failed(error: &Error) -> Message {
    match error {
        Error::TooLarge { bytes, limit } => {
            let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
            let message = Message::new("lab-settings-too-large");
            message.count("bytes", number(*bytes)).count("limit", number(*limit))
        }
        error => Message::new("lab-settings-failed").with("reason", error.to_string()),
    }
}
