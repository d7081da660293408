//! Steps 1 to 3 of the inspector: the cookies of the request, their signatures,
//! and the session's key.

use super::{
    analysis::{ExchangeAnalysis, LoadFailure},
    summary::Tag,
};
use crate::{
    i18n::Message,
    lab::{display::timestamp, own_cookies::OwnCookies},
    sessions::{SessionKey, verify::CookieCheck},
};

/// The verdict on a signature: a word and a sentence.
pub struct Verdict {
    pub tag: Tag,
    pub text: Message,
}

/// The key before and after.
pub struct Keys {
    /// The key that came, if its signature was valid.
    pub came: Option<String>,
    /// The key that was sent, if it is another.
    pub went: Option<String>,
    pub notes: Vec<Message>,
}

/// Returns what a cookie is for.
pub fn about(name: &str, is_session: bool, own: &OwnCookies) -> Message {
    Message::new(match name {
        _ if is_session => "inspector-cookie-session",
        name if name == own.csrf => "inspector-cookie-csrf",
        name if name == own.browser => "inspector-cookie-browser",
        name if name == own.overrides => "inspector-cookie-toggles",
        name if name == own.progress => "inspector-cookie-progress",
        _ => "inspector-cookie-other",
    })
}

/// Returns the verdict on the signature of a session's cookie; `None` for other
/// cookies.
pub fn verdict(check: &CookieCheck) -> Option<Verdict> {
    let valid = |text| Verdict { tag: Tag::new("tag--good", Message::new("inspector-verdict-holds")), text };
    match check {
        CookieCheck::Other => None,
        CookieCheck::Current(_) => Some(valid(Message::new("inspector-verdict-current"))),
        CookieCheck::Fallback(number, _) => {
            let number = i64::try_from(*number).unwrap_or(i64::MAX);
            Some(valid(Message::new("inspector-verdict-fallback").count("number", number)))
        }
        CookieCheck::Refused => Some(Verdict {
            tag: Tag::new("tag--low", Message::new("inspector-verdict-refused")),
            text: Message::new("inspector-verdict-refused-why"),
        }),
    }
}

/// Returns the key before and after.
pub fn keys(analysis: &ExchangeAnalysis) -> Keys {
    let text = |key: &SessionKey| key.as_str().to_owned();
    let came = analysis.key_in().map(text);
    let after = analysis.after.as_ref().map(|state| text(&state.key));
    let went = after.filter(|after| came.as_ref() != Some(after));
    let mut notes = vec![session_of_key(analysis)];
    notes.extend(new_key(analysis, went.is_some()));
    Keys { came, went, notes }
}

fn session_of_key(analysis: &ExchangeAnalysis) -> Message {
    if analysis.key_in().is_none() {
        return Message::new("inspector-key-none");
    }
    match analysis.load_failure {
        _ if analysis.before.is_some() => Message::new("inspector-key-found"),
        Some(LoadFailure::Expired(at)) => Message::new("inspector-key-over").with("moment", timestamp(at)),
        Some(LoadFailure::Failed) => Message::new("inspector-key-failed"),
        Some(LoadFailure::Missing) => Message::new("inspector-key-missing"),
        None => Message::new("inspector-key-not-asked"),
    }
}

fn new_key(analysis: &ExchangeAnalysis, is_new: bool) -> Option<Message> {
    match (&analysis.before, &analysis.after) {
        (Some(_), None) => Some(Message::new("inspector-key-ended")),
        (Some(_), Some(_)) if is_new && analysis.key_is_data() => Some(Message::new("inspector-key-is-data")),
        (Some(_), Some(_)) if is_new => Some(Message::new("inspector-key-changed")),
        (None, Some(_)) => Some(Message::new("inspector-key-drawn")),
        _ => None,
    }
}
