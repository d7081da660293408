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

use super::{Cleared, Engine, EngineError, InspectResult, RawRecord, Replace};
use crate::sessions::{codec, key::SessionKey, record::Record};

/// Keeps sessions in their cookies.
pub struct SignedCookiesEngine;

#[async_trait]
impl Engine for SignedCookiesEngine {
    fn name(&self) -> &'static str {
        "signed_cookies"
    }

    /// Returns the record in the key. A random key is another engine's, from
    /// before a switch of engines (D22), and holds no record. Any other key whose
    /// signature is valid was made by this engine, so an error is returned if it
    /// can't be decoded.
    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        if key.is_well_formed() {
            return Ok(None);
        }
        codec::read(&text_in(key)?).map(Some)
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

    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        Ok(text_in(key).ok().map(|text| RawRecord::Cookie { text }))
    }
}

/// Base64 without padding: every letter of it goes into a cookie as it is.
fn encode(record: &Record, version: i64) -> Result<SessionKey, EngineError> {
    Ok(SessionKey::from_cookie(&URL_SAFE_NO_PAD.encode(codec::write_as(record, version)?)))
}

/// Returns the text that is encoded in the key. The errors quote nothing of the
/// key: they are logged.
fn text_in(key: &SessionKey) -> Result<String, EngineError> {
    let unreadable = |what: &str| EngineError::Unreadable(format!("the cookie's value is not {what}"));
    let bytes = URL_SAFE_NO_PAD.decode(key.as_str()).map_err(|_| unreadable("Base64"))?;
    String::from_utf8(bytes).map_err(|_| unreadable("UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_random_key_holds_no_record_and_any_other_text_is_unreadable() {
        let load = async |text: &str| SignedCookiesEngine.load(&SessionKey::from_cookie(text)).await;
        assert!(load(SessionKey::random().as_str()).await.unwrap().is_none());
        for text in ["", "no base64!", &URL_SAFE_NO_PAD.encode([0xff]), &URL_SAFE_NO_PAD.encode("tea")] {
            assert!(matches!(load(text).await, Err(EngineError::Unreadable(_))), "{text:?}");
        }
    }

    #[actix_web::test]
    async fn the_error_quotes_nothing_of_the_cookie() {
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
