//! Messages that wait in the session for the next page: "two packets are in
//! your cart".

use serde::{Deserialize, Serialize};

use super::page::ShownFlash;
use crate::{
    i18n::{Language, Message},
    sessions::{Error, Session},
};

const KEY: &str = "flashes";

/// The most messages that wait. Who never looks at a page (a script, a load
/// test) must not make the session grow with each form that it sends.
const MOST_WAITING: usize = 4;

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
    level: Level,
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
    session.change(KEY, move |waiting: Option<Vec<Flash>>| {
        let mut waiting = waiting.unwrap_or_default();
        let surplus = (waiting.len() + 1).saturating_sub(MOST_WAITING);
        waiting.drain(..surplus);
        waiting.push(Flash { level, message: message.clone() });
        Some(waiting)
    })
}

/// Takes the waiting messages out, in words. What can't be read is dropped.
pub fn take(session: &Session, language: Language) -> Vec<ShownFlash> {
    let waiting: Vec<Flash> = match session.pop(KEY) {
        Ok(waiting) => waiting.unwrap_or_default(),
        Err(error) => {
            log::warn!("waiting messages are dropped: {error}");
            drop(session.delete(KEY));
            Vec::new()
        }
    };
    let shown = waiting.into_iter().map(|flash| ShownFlash {
        level: flash.level.code(),
        text: flash.message.say(language).into_owned(),
    });
    shown.collect()
}
