//! Languages, messages and money: what the shop says, and how. The texts lie
//! in `locales/`, one folder a language, in Project Fluent's format.

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
