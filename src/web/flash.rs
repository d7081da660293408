//! Flash messages: one request stores a message in the session, and the next page shows
//! it, such as "2 packets were added to your cart".
//!
//! The equivalent in Django is `django.contrib.messages` with its session storage.

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::{
    i18n::{Language, Message},
    sessions::{Error, Session},
};

const KEY: &str = "flashes";

/// The most messages that a session stores. A client that sends forms but never loads
/// a page (a script, a load test) must not make the session grow with each form.
const MAX_STORED: usize = 4;

/// How important a message is, as in Django's message levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The action succeeded.
    Success,
    /// Information.
    Info,
    /// Something unexpected happened.
    Warning,
    /// The action failed.
    Error,
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

/// What a message offers: a link, or a form with one hidden field, such as "Undo".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Path that the link leads to, or that the form is sent to.
    path: String,
    /// Id of the message on the link or the button.
    label: String,
    /// Name and value of the form's field; a link has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    field: Option<(String, String)>,
}

impl Offer {
    /// Returns a link. `label` is the id of a message.
    pub fn link(path: &str, label: &str) -> Self {
        Self { path: path.to_owned(), label: label.to_owned(), field: None }
    }

    /// Returns a form that sends one field. `label` is the id of a message.
    pub fn form(path: &str, label: &str, (name, value): (&str, String)) -> Self {
        Self { field: Some((name.to_owned(), value)), ..Self::link(path, label) }
    }
}

/// A message as a page shows it.
#[derive(Clone, Debug)]
pub struct FlashMessage {
    /// `success`, `info`, `warning` or `error`.
    pub level: &'static str,
    /// Text in the page's language.
    pub text: String,
    /// What it offers.
    pub offer: Option<ShownOffer>,
}

/// An offer as a page shows it.
#[derive(Clone, Debug)]
pub struct ShownOffer {
    /// Path of the link or the form.
    pub path: String,
    /// Text in the page's language.
    pub label: String,
    /// Name and value of the form's hidden field; a link has none.
    pub field: Option<(String, String)>,
}

/// A message as the session stores it. It has no language yet: the page that shows it
/// has one.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct StoredFlash {
    /// Random; two messages with equal text have different ids.
    #[serde(default)]
    id: u32,
    level: Level,
    /// Slug of the product that the message is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    message: Message,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offer: Option<Offer>,
}

/// Stores a message for the next page. When two requests run at the same time, both
/// messages are stored.
///
/// # Errors
/// Returns [`Error::WrongType`] if the stored messages can't be read.
pub fn add(session: &Session, level: Level, message: Message) -> Result<(), Error> {
    push(session, &StoredFlash { id: rand::random(), level, about: None, message, offer: None })
}

/// Stores a message about a product. The page that shows the message sets its variable
/// `$name` to the product's name in the page's language.
///
/// # Errors
/// Returns [`Error::WrongType`] if the stored messages can't be read.
pub fn add_about(session: &Session, level: Level, slug: &str, message: Message) -> Result<(), Error> {
    let about = Some(slug.to_owned());
    push(session, &StoredFlash { id: rand::random(), level, about, message, offer: None })
}

/// Stores a message that offers something, about a product or about none.
///
/// # Errors
/// Returns [`Error::WrongType`] if the stored messages can't be read.
pub fn add_offer(
    session: &Session,
    level: Level,
    slug: Option<&str>,
    message: Message,
    offer: Offer,
) -> Result<(), Error> {
    let about = slug.map(ToOwned::to_owned);
    push(session, &StoredFlash { id: rand::random(), level, about, message, offer: Some(offer) })
}

/// Appends a message and removes the oldest ones past [`MAX_STORED`]. The stored
/// messages are not deserialized for it.
fn push(session: &Session, flash: &StoredFlash) -> Result<(), Error> {
    let flash = to_raw_value(flash).map_err(|error| Error::not_json(KEY, &error))?;
    session.change(KEY, move |stored: Option<Vec<Box<RawValue>>>| {
        let mut stored = stored.unwrap_or_default();
        let surplus = (stored.len() + 1).saturating_sub(MAX_STORED);
        stored.drain(..surplus);
        stored.push(flash.clone());
        Some(stored)
    })
}

/// Removes the stored messages and returns them in `language`. `name_of` returns the
/// name of a product by its slug. Messages that can't be read are discarded. A message
/// that another request stores at the same time stays for the next page.
pub fn take(
    session: &Session,
    language: Language,
    name_of: impl Fn(&str) -> Option<String>,
) -> Vec<FlashMessage> {
    let stored: Vec<StoredFlash> = match session.get(KEY) {
        Ok(stored) => stored.unwrap_or_default(),
        Err(error) => {
            log::warn!("unreadable flash messages are discarded: {error}");
            drop(session.delete(KEY));
            Vec::new()
        }
    };
    if !stored.is_empty() {
        remove(session, stored.iter().map(|flash| flash.id).collect());
    }
    let shown = stored.into_iter().map(|StoredFlash { level, about, message, offer, .. }| {
        let message = match about {
            Some(slug) => message.with("name", name_of(&slug).unwrap_or(slug)),
            None => message,
        };
        let offer = offer.map(|Offer { path, label, field }| ShownOffer {
            path,
            label: language.text(&label).into_owned(),
            field,
        });
        FlashMessage { level: level.code(), text: message.localize(language).into_owned(), offer }
    });
    shown.collect()
}

/// Removes the messages with these ids and no others.
fn remove(session: &Session, ids: Vec<u32>) {
    let remove = move |stored: Option<Vec<StoredFlash>>| {
        let mut stored = stored.unwrap_or_default();
        stored.retain(|flash| !ids.contains(&flash.id));
        (!stored.is_empty()).then_some(stored)
    };
    if let Err(error) = session.change(KEY, remove) {
        log::warn!("flash messages that were shown can't be removed: {error}");
    }
}
