//! Internationalization: languages, messages and currencies.
//!
//! The texts are in `locales/`, in the format of [Project
//! Fluent](https://projectfluent.org), one folder for each language. [`Message`] is a
//! message to be localized later, [`Html`] one in a template.

mod catalogue;
mod currency;
mod html;
mod language;
mod message;
mod plain_messages;

pub use currency::{Currency, Money};
pub use html::Html;
pub use language::Language;
pub use message::Message;
