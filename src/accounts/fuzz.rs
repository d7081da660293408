//! Fuzz targets of what anybody can write into a link or a header: the page to return to
//! after a login, and the name of the browser.

use actix_web::http::header::HeaderValue;
use url::Url;

use super::{return_path::ReturnPath, user_agent};
use crate::i18n::Language;

/// The longest description of a browser, in characters: it is a line of a list.
const MAX_DESCRIPTION: usize = 60;

/// Whatever the parameter `next` contains, a browser that follows the redirect stays on
/// the site, and asks for the path that was checked.
///
/// # Panics
/// If a property does not hold.
pub fn return_path(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let path = ReturnPath::new(&text);
    stays_on_site(path.as_str());
    // A proxy that decodes the path once more must not change that.
    let (before, query) = path.as_str().split_once('?').unwrap_or((path.as_str(), ""));
    if let Ok(decoded) = percent_decoded(before) {
        stays_on_site(&format!("{decoded}?{query}"));
    }
    assert!(HeaderValue::from_str(path.as_str()).is_ok(), "{path:?} is no header value");
    assert_eq!(ReturnPath::new(path.as_str()), path, "a checked path is accepted again");
    let query = path.to_query();
    assert_eq!(ReturnPath::from_query(query.trim_start_matches('?')), path, "{query:?}");
    stays_on_site(ReturnPath::from_query(&text).as_str());
}

/// Resolves the path as browsers do (the URL standard of WHATWG).
fn stays_on_site(path: &str) {
    for base in ["https://shop.example/account/login", "http://127.0.0.1:8080/"] {
        let base = Url::parse(base).unwrap_or_else(|_| unreachable!());
        let target = base.join(path);
        let origin = target.as_ref().map(Url::origin);
        assert_eq!(origin, Ok(base.origin()), "{path:?} leads to {target:?}");
    }
}

fn percent_decoded(path: &str) -> Result<String, serde_urlencoded::de::Error> {
    // A `+` in a path is a plus sign, and `&` and `=` separate nothing.
    let escaped = path.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(&escaped)?;
    Ok(fields.into_iter().map(|(name, _)| name).collect())
}

/// Whatever a `User-Agent` header contains, its description is one short line.
///
/// # Panics
/// If a property does not hold.
pub fn user_agent(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for language in Language::ALL {
        let description = user_agent::describe(&text).localize(language);
        assert!((1..=MAX_DESCRIPTION).contains(&description.chars().count()), "{description:?}");
        assert!(!description.chars().any(char::is_control), "{description:?}");
    }
}
