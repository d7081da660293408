//! The fuzz target of the `Accept-Language` header.

use actix_web::{
    http::header::{ACCEPT_LANGUAGE, HeaderValue},
    test::TestRequest,
};

use super::page::accepted_language;
use crate::i18n::Language;

/// Each header selects a language of the shop. A language that the header does not accept,
/// in addition, changes nothing.
///
/// # Panics
/// If a property does not hold.
pub fn accept_language(data: &[u8]) {
    let selected = |bytes: &[u8]| {
        let value = HeaderValue::from_bytes(bytes).ok()?;
        let request = TestRequest::get().insert_header((ACCEPT_LANGUAGE, value)).to_http_request();
        Some(accepted_language(&request))
    };
    let Some(language) = selected(data) else { return };
    assert!(Language::ALL.contains(&language));
    let more = [data, b", tlh;q=0"].concat();
    let is_a_list = data.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-,;= .*".contains(byte));
    if is_a_list && !data.trim_ascii().is_empty() {
        assert_eq!(selected(&more), Some(language), "{}", more.escape_ascii());
    }
}
