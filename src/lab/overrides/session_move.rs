//! What becomes of a browser's session when its settings look for it elsewhere
//! (D22): nothing, as with Django; it is carried over; or the one that was left
//! there is taken up again.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use actix_web::{FromRequest, HttpRequest, cookie::Cookie, http::uri::Authority};

use crate::{
    i18n::Message,
    sessions::{Error, Options, Session, SessionKey, cookie, migrate},
    settings::{EngineName, SessionSettings},
    web::Form,
};

/// The form's field.
pub const FIELD: &str = "session";

/// What is to become of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The same data under a new key.
    CarryOver,
    /// Nothing.
    Afresh,
    /// The one that was left there is taken up again.
    GoBack,
}

impl Keep {
    /// All, in the order of the page.
    pub const ALL: [Self; 3] = [Self::CarryOver, Self::Afresh, Self::GoBack];

    /// As forms have it.
    pub fn code(self) -> &'static str {
        match self {
            Self::CarryOver => "carry",
            Self::Afresh => "afresh",
            Self::GoBack => "back",
        }
    }

    /// As the form says. Who says nothing keeps what he has, if there is a
    /// session to be had.
    pub fn of(form: &Form, has_session: bool) -> Option<Self> {
        if !form.has(FIELD) {
            return Some(if has_session { Self::CarryOver } else { Self::Afresh });
        }
        Self::ALL.into_iter().find(|keep| keep.code() == form.trimmed(FIELD))
    }
}

/// Where a session is kept, in the words of the settings.
pub fn place_of(session: &SessionSettings) -> String {
    let (cache, database) = (&session.cache_alias, &session.database);
    match session.engine {
        EngineName::Db => format!("db ({database})"),
        EngineName::File => "file".to_owned(),
        EngineName::Cache => format!("cache ({cache})"),
        EngineName::CachedDb => format!("cached_db ({cache}, {database})"),
        EngineName::SignedCookies => "signed_cookies".to_owned(),
    }
}

/// The keys of the sessions that a browser has left behind, by place. There are
/// not more places than the settings have names for.
#[derive(Default)]
pub struct Left(Mutex<BTreeMap<String, SessionKey>>);

impl Left {
    /// The places where one was left.
    pub fn places(&self) -> Vec<String> {
        self.keys().keys().cloned().collect()
    }

    fn keys(&self) -> MutexGuard<'_, BTreeMap<String, SessionKey>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, place: String, key: Option<SessionKey>) {
        match key {
            Some(key) => self.keys().insert(place, key),
            None => self.keys().remove(&place),
        };
    }
}

/// Settings of sessions, and the options that follow from them.
pub struct Side<'a> {
    /// As texts say it.
    pub session: &'a SessionSettings,
    /// As the framework wants it.
    pub options: &'a Arc<Options>,
}

/// A change of settings that looks for the session elsewhere.
pub struct Move<'a> {
    /// What is in force for this request.
    pub from: Side<'a>,
    /// What will be.
    pub to: Side<'a>,
    /// What this browser has left behind.
    pub left: &'a Left,
}

/// What came of it: cookies to set past the session's layer, and what to say.
pub struct Moved {
    /// First what removes, then what sets.
    pub cookies: Vec<Cookie<'static>>,
    /// In the next page.
    pub notice: Message,
}

impl Move<'_> {
    /// Whether the session is looked for elsewhere than before.
    pub fn is_one(&self) -> bool {
        let (from, to) = (self.from.session, self.to.session);
        place_of(from) != place_of(to) || !self.is_same_cookie() || from.cookie_content != to.cookie_content
    }

    fn is_same_cookie(&self) -> bool {
        let (from, to) = (self.from.session, self.to.session);
        (&from.cookie_name, &from.cookie_path, &from.cookie_domain)
            == (&to.cookie_name, &to.cookie_path, &to.cookie_domain)
    }

    /// Does it; or says why it can't be done, and then nothing is done.
    pub async fn carry_out(&self, keep: Keep, request: &HttpRequest) -> Result<Moved, Message> {
        let session = Session::extract(request).await;
        let key = session.as_ref().ok().and_then(Session::session_key);
        let moved = match (keep, &session) {
            (Keep::Afresh, _) => self.leave(key),
            (Keep::GoBack, _) => self.go_back(key, request).await?,
            (Keep::CarryOver, Err(error)) => return Err(failed(error)),
            (Keep::CarryOver, Ok(_)) => self.copy_session(key, request).await?,
        };
        // Else this request's layer, which has the old settings, would go on
        // with the old session, and its cookie with ours.
        if let (Ok(session), false) = (session, moved.cookies.is_empty()) {
            session.set_passive();
        }
        Ok(moved)
    }

    fn leave(&self, key: Option<SessionKey>) -> Moved {
        if key.is_some() {
            self.left.put(place_of(self.from.session), key);
        }
        Moved { cookies: Vec::new(), notice: Message::new("lab-settings-saved-afresh") }
    }

    async fn copy_session(&self, key: Option<SessionKey>, request: &HttpRequest) -> Result<Moved, Message> {
        let nothing = || Moved { cookies: Vec::new(), notice: Message::new("lab-settings-saved-nothing") };
        let Some(key) = key else { return Ok(nothing()) };
        self.refuse_lost_cookie(request)?;
        let carried = migrate::copy_session(&key, self.from.options, self.to.options).await;
        let Some(cookie) = carried.map_err(|error| failed(&error))? else { return Ok(nothing()) };
        self.left.put(place_of(self.from.session), None);
        let notice = Message::new("lab-settings-saved-carried").with("place", place_of(self.to.session));
        Ok(Moved { cookies: self.in_place_of_the_old(cookie), notice })
    }

    async fn go_back(&self, key: Option<SessionKey>, request: &HttpRequest) -> Result<Moved, Message> {
        let place = place_of(self.to.session);
        let was_left = self.left.keys().get(&place).cloned();
        let nothing = || Message::new("lab-settings-nothing-left").with("place", place.as_str());
        let was_left = was_left.ok_or_else(nothing)?;
        self.refuse_lost_cookie(request)?;
        let found = migrate::return_to(&was_left, self.to.options).await;
        let Some(cookie) = found.map_err(|error| failed(&error))? else {
            self.left.put(place.clone(), None);
            return Err(Message::new("lab-settings-left-is-over").with("place", place));
        };
        self.left.put(place.clone(), None);
        if key.is_some() {
            self.left.put(place_of(self.from.session), key);
        }
        let notice = Message::new("lab-settings-saved-back").with("place", place);
        Ok(Moved { cookies: self.in_place_of_the_old(cookie), notice })
    }

    fn in_place_of_the_old(&self, cookie: Cookie<'static>) -> Vec<Cookie<'static>> {
        let old = (!self.is_same_cookie()).then(|| cookie::removal(&self.from.options.cookie));
        old.into_iter().chain([cookie]).collect()
    }

    /// A session must not go into a cookie that this browser would not keep:
    /// it would be lost.
    fn refuse_lost_cookie(&self, request: &HttpRequest) -> Result<(), Message> {
        let (host, is_https) = {
            let connection = request.connection_info();
            (host_of(connection.host()), connection.scheme() == "https")
        };
        let cookie = &self.to.options.cookie;
        if let Some(domain) = cookie.domain.as_ref().filter(|domain| !covers(domain, &host)) {
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

fn host_of(text: &str) -> String {
    let authority = text.parse::<Authority>();
    authority.map_or_else(|_| text.to_owned(), |authority| authority.host().to_ascii_lowercase())
}

/// Whether a browser at that host takes a cookie for that domain (RFC 6265bis,
/// section 5.1.3).
fn covers(domain: &str, host: &str) -> bool {
    let domain = domain.trim_start_matches('.').to_ascii_lowercase();
    let is_name = host.parse::<std::net::Ipv4Addr>().is_err() && !host.starts_with('[');
    let below = || host.strip_suffix(domain.as_str()).is_some_and(|front| front.ends_with('.'));
    host == domain || (is_name && !domain.is_empty() && below())
}

/// Browsers trust their own machine with Secure cookies without HTTPS.
fn is_own_machine(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || host.ends_with(".localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_takes_cookies_for_its_host_and_what_is_above_it() {
        for (domain, host, taken) in [
            ("example.com", "example.com", true),
            (".Example.com", "shop.example.com", true),
            ("example.com", "badexample.com", false),
            ("shop.example.com", "example.com", false),
            ("0.0.1", "127.0.0.1", false),
            ("127.0.0.1", "127.0.0.1", true),
            (".", "localhost", false),
        ] {
            assert_eq!(covers(domain, host), taken, "{domain} {host}");
        }
    }

    #[test]
    fn the_own_machine_is_trusted_without_https() {
        for (host, trusted) in
            [("localhost:80", true), ("127.0.0.1:1", true), ("[::1]:1", true), ("shop.test", false)]
        {
            assert_eq!(is_own_machine(&host_of(host)), trusted, "{host}");
        }
    }
}
