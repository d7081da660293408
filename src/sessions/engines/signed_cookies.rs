//! The `signed_cookies` engine: the data itself is the key, and the key is in
//! the cookie (D14). Nothing is kept on the server.
//!
//! What follows from that, and no care can mend: a copied cookie works until
//! it expires, whatever the server was told in the meantime (no logout, C9, no
//! H2), and of two requests at once the later answer wins (no H1). What can be
//! kept is kept: actix-session signs or encrypts the cookie, so it can't be
//! changed (D15), and its end is inside, so an old one is refused.

use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use time::OffsetDateTime;

use super::{Cleared, Engine, EngineError, Found, Lying, Replace};
use crate::sessions::{key::SessionKey, record::Record, text};

/// Keeps sessions in their cookies.
pub struct SignedCookiesEngine;

#[async_trait]
impl Engine for SignedCookiesEngine {
    fn name(&self) -> &'static str {
        "signed_cookies"
    }

    /// What is in the key; a key of another engine holds nothing.
    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        Ok(decode(key))
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        encode(record, 1)
    }

    async fn replace(&self, _: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        encode(record, record.version + 1).map(Replace::Replaced)
    }

    async fn touch(&self, _: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        encode(record, record.version).map(Replace::Replaced)
    }

    /// The browser is told to forget the cookie; a copy of it lives on.
    async fn delete(&self, _: &SessionKey) -> Result<(), EngineError> {
        Ok(())
    }

    async fn clear_expired(&self, _: OffsetDateTime) -> Result<Cleared, EngineError> {
        Ok(Cleared::NotNeeded)
    }

    async fn check(&self) -> Result<(), EngineError> {
        Ok(())
    }

    async fn inspect(&self, key: &SessionKey) -> Found {
        Ok(text_in(key).map(|text| Lying::Cookie { text }))
    }
}

/// Base64 without padding: every letter of it goes into a cookie as it is.
fn encode(record: &Record, version: i64) -> Result<SessionKey, EngineError> {
    Ok(SessionKey::from_cookie(&URL_SAFE_NO_PAD.encode(text::write_as(record, version)?)))
}

fn decode(key: &SessionKey) -> Option<Record> {
    text::read(&text_in(key)?).ok()
}

fn text_in(key: &SessionKey) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(key.as_str()).ok()?).ok()
}
