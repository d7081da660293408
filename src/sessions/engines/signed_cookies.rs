//! The `signed_cookies` engine: the session key contains the data, and the cookie
//! contains the key (D14). The server stores nothing.
//!
//! This has consequences that no implementation can avoid. A copied cookie works until
//! it expires, even after a logout (C9 and H2 do not hold). When two requests run at the
//! same time, the later response wins (H1 does not hold). Other promises hold:
//! actix-session signs or encrypts the cookie, so it can't be changed (D15), and the
//! cookie contains its expiry, so an expired cookie is refused.

use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use time::OffsetDateTime;

use super::{Cleared, Engine, EngineError, InspectResult, RawRecord, Replace};
use crate::sessions::{codec, key::SessionKey, record::Record};

/// Stores sessions in their cookies.
pub struct SignedCookiesEngine;

#[async_trait]
impl Engine for SignedCookiesEngine {
    fn name(&self) -> &'static str {
        "signed_cookies"
    }

    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        decode(key)
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        encode(record)
    }

    async fn replace(&self, _: &SessionKey, _: i64, next: &Record) -> Result<Replace, EngineError> {
        encode(next).map(Replace::Replaced)
    }

    async fn touch(&self, _: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        encode(record).map(Replace::Replaced)
    }

    /// Does nothing. The response removes the cookie from the browser, but a copy of the
    /// cookie stays valid until it expires.
    async fn delete(&self, _: &SessionKey) -> Result<(), EngineError> {
        Ok(())
    }

    async fn clear_expired(&self, _: OffsetDateTime) -> Result<Cleared, EngineError> {
        Ok(Cleared::NotNeeded)
    }

    async fn check(&self) -> Result<(), EngineError> {
        Ok(())
    }

    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        Ok(text_in(key).ok().map(|text| RawRecord::Cookie { text }))
    }
}

/// Returns the key that contains a record, in Base64 without padding. A cookie can
/// contain each of its characters without an escape.
pub(super) fn encode(record: &Record) -> Result<SessionKey, EngineError> {
    Ok(SessionKey::from_cookie(&URL_SAFE_NO_PAD.encode(codec::write(record)?)))
}

/// Returns the record in the key. A random key belongs to another engine, which the shop
/// used before (D22), and contains no record. Every other key with a valid signature was
/// made by this engine, so one that can't be decoded is an error.
pub(super) fn decode(key: &SessionKey) -> Result<Option<Record>, EngineError> {
    if key.is_well_formed() {
        return Ok(None);
    }
    codec::read(&text_in(key)?).map(Some)
}

/// Returns the text that is encoded in the key. The errors contain no part of the key,
/// because they are logged.
fn text_in(key: &SessionKey) -> Result<String, EngineError> {
    let unreadable = |what: &str| EngineError::Unreadable(format!("the cookie's value is not {what}"));
    let bytes = URL_SAFE_NO_PAD.decode(key.as_str()).map_err(|_| unreadable("Base64"))?;
    String::from_utf8(bytes).map_err(|_| unreadable("UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_random_key_contains_no_record_and_any_other_text_is_unreadable() {
        let load = async |text: &str| SignedCookiesEngine.load(&SessionKey::from_cookie(text)).await;
        assert!(load(SessionKey::random().as_str()).await.unwrap().is_none());
        for text in ["", "no base64!", &URL_SAFE_NO_PAD.encode([0xff]), &URL_SAFE_NO_PAD.encode("tea")] {
            assert!(matches!(load(text).await, Err(EngineError::Unreadable(_))), "{text:?}");
        }
    }

    #[actix_web::test]
    async fn the_error_contains_no_part_of_the_cookie() {
        let secret = "oolong-and-osmanthus";
        for text in
            [secret, &format!("{secret} 1 {{}}"), &format!("1 {secret} {{}}"), &format!("1 1 \"{secret}\"")]
        {
            let key = SessionKey::from_cookie(&URL_SAFE_NO_PAD.encode(text));
            let error = SignedCookiesEngine.load(&key).await.unwrap_err().to_string();
            assert!(!error.contains("oolong") && !error.contains(key.as_str()), "{error}");
        }
    }
}
