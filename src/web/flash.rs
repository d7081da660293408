//! Messages that wait in the session for the next page: "two packets are in
//! your cart".

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use super::page::ShownFlash;
use crate::{
    i18n::{Language, Message},
    sessions::{Error, Session},
};

const KEY: &str = "flashes";

/// The most messages that wait. Who never looks at a page (a script, a load
/// test) must not make the session grow with each form that it sends.
const MAX_WAITING: usize = 4;

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It worked.
    Success,
    /// Good to know.
    Info,
    /// Mind this.
    Warning,
    /// It did not work.
    Error,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Flash {
    /// Tells two messages of the same words apart.
    #[serde(default)]
    id: u32,
    level: Level,
    /// What it is about, by its name in addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    message: Message,
}

impl Level {
    fn code(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Leaves a message for the next page. Two requests at once may each leave one.
pub fn leave(session: &Session, level: Level, message: Message) -> Result<(), Error> {
    add(session, &Flash { id: rand::random(), level, about: None, message })
}

/// The same of something whose name is a variable of the message, `$name`. It
/// is filled in when it is said, in the language of that page.
pub fn leave_about(session: &Session, level: Level, slug: &str, message: Message) -> Result<(), Error> {
    add(session, &Flash { id: rand::random(), level, about: Some(slug.to_owned()), message })
}

/// Those that wait already need not be taken apart for it.
fn add(session: &Session, flash: &Flash) -> Result<(), Error> {
    let flash = to_raw_value(flash).map_err(|error| Error::not_json(KEY, &error))?;
    session.change(KEY, move |waiting: Option<Vec<Box<RawValue>>>| {
        let mut waiting = waiting.unwrap_or_default();
        let surplus = (waiting.len() + 1).saturating_sub(MAX_WAITING);
        waiting.drain(..surplus);
        waiting.push(flash.clone());
        Some(waiting)
    })
}

/// Takes the waiting messages and returns them in the page's language. `name_of`
/// gives the name of what a message is about. Messages that can't be read are
/// dropped. A message that another request leaves meanwhile stays for the next
/// page.
pub fn take(
    session: &Session,
    language: Language,
    name_of: impl Fn(&str) -> Option<String>,
) -> Vec<ShownFlash> {
    let waiting: Vec<Flash> = match session.get(KEY) {
        Ok(waiting) => waiting.unwrap_or_default(),
        Err(error) => {
            log::warn!("waiting messages are dropped: {error}");
            drop(session.delete(KEY));
            Vec::new()
        }
    };
    if !waiting.is_empty() {
        remove(session, waiting.iter().map(|flash| flash.id).collect());
    }
    let shown = waiting.into_iter().map(|Flash { level, about, message, .. }| {
        let message = match about {
            Some(slug) => message.with("name", name_of(&slug).unwrap_or(slug)),
            None => message,
        };
        ShownFlash { level: level.code(), text: message.say(language).into_owned() }
    });
    shown.collect()
}

/// Removes the messages that were shown, and no others.
fn remove(session: &Session, shown: Vec<u32>) {
    let remove = move |waiting: Option<Vec<Flash>>| {
        let mut waiting = waiting.unwrap_or_default();
        waiting.retain(|flash| !shown.contains(&flash.id));
        (!waiting.is_empty()).then_some(waiting)
    };
    if let Err(error) = session.change(KEY, remove) {
        log::warn!("shown messages could not be removed: {error}");
    }
}
