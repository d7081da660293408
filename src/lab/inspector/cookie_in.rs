//! The first three steps: the cookies as they came, what their signatures are
//! worth, and the key that came out of it.

use super::{measures::Tag, reading::Reading, reading::Unserved};
use crate::{
    i18n::Message,
    lab::{browser, overrides_map},
    sessions::{
        SessionKey,
        verify::{CookieCheck, VerifiedCookie},
    },
    web::csrf,
};

/// A cookie that came.
pub struct CookieIn<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value.
    pub value: &'a str,
    /// Whether it has the session's name.
    pub is_session: bool,
    /// Whose it is.
    pub about: Message,
    /// What its signature is worth, if it is of the session's name.
    pub verdict: Option<Verdict>,
}

/// What a signature is worth.
pub struct Verdict {
    /// In a word.
    pub tag: Tag,
    /// In a sentence.
    pub words: Message,
}

/// The key before and after.
pub struct Keys {
    /// The one that came, if its signature held.
    pub came: Option<String>,
    /// The one that went, if it is another.
    pub went: Option<String>,
    /// What is to be said of them.
    pub words: Vec<Message>,
}

/// The cookies, in the order in which they came.
pub fn cookies<'a>(reading: &'a Reading<'a>) -> Vec<CookieIn<'a>> {
    reading.cookies.iter().map(cookie_in).collect()
}

fn cookie_in<'a>(cookie: &'a VerifiedCookie<'a>) -> CookieIn<'a> {
    let is_session = cookie.check != CookieCheck::Other;
    CookieIn {
        name: cookie.name,
        value: cookie.value,
        is_session,
        about: about(cookie.name, is_session),
        verdict: verdict(&cookie.check),
    }
}

/// Whose cookie that is.
pub fn about(name: &str, is_session: bool) -> Message {
    Message::new(match name {
        _ if is_session => "inspector-cookie-session",
        csrf::COOKIE => "inspector-cookie-csrf",
        browser::COOKIE => "inspector-cookie-browser",
        overrides_map::COOKIE => "inspector-cookie-toggles",
        _ => "inspector-cookie-other",
    })
}

fn verdict(finding: &CookieCheck) -> Option<Verdict> {
    let holds =
        |words| Verdict { tag: Tag::new("tag--good", Message::new("inspector-verdict-holds")), words };
    match finding {
        CookieCheck::Other => None,
        CookieCheck::Current(_) => Some(holds(Message::new("inspector-verdict-current"))),
        CookieCheck::Fallback(number, _) => {
            let number = i64::try_from(*number).unwrap_or(i64::MAX);
            Some(holds(Message::new("inspector-verdict-fallback").count("number", number)))
        }
        CookieCheck::Refused => Some(Verdict {
            tag: Tag::new("tag--low", Message::new("inspector-verdict-refused")),
            words: Message::new("inspector-verdict-refused-why"),
        }),
    }
}

/// What became of the key.
pub fn keys(reading: &Reading) -> Keys {
    let text = |key: &SessionKey| key.as_str().to_owned();
    let came = reading.key_in().map(text);
    let after = reading.after.as_ref().map(|kept| text(&kept.key));
    let went = after.filter(|after| came.as_ref() != Some(after));
    let mut words = vec![under_the_key(reading)];
    words.extend(new_key(reading, went.is_some()));
    Keys { came, went, words }
}

fn under_the_key(reading: &Reading) -> Message {
    if reading.key_in().is_none() {
        return Message::new("inspector-key-none");
    }
    match reading.unserved {
        _ if reading.before.is_some() => Message::new("inspector-key-found"),
        Some(Unserved::Over(end)) => {
            Message::new("inspector-key-over").with("moment", super::measures::moment(end))
        }
        Some(Unserved::Failed) => Message::new("inspector-key-failed"),
        Some(Unserved::Missing) => Message::new("inspector-key-missing"),
        None => Message::new("inspector-key-not-asked"),
    }
}

fn new_key(reading: &Reading, is_new: bool) -> Option<Message> {
    match (&reading.before, &reading.after) {
        (Some(_), None) => Some(Message::new("inspector-key-ended")),
        (Some(_), Some(_)) if is_new && reading.key_is_data() => Some(Message::new("inspector-key-is-data")),
        (Some(_), Some(_)) if is_new => Some(Message::new("inspector-key-changed")),
        (None, Some(_)) => Some(Message::new("inspector-key-drawn")),
        _ => None,
    }
}
