//! Whose browser it is: what it keeps on disk, and how its owner set it up.

use std::sync::Arc;

use serde_json::{Value, json};
use tempfile::TempDir;

/// Quiet, and the same everywhere.
const ARGUMENTS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // The shop's own certificate is signed by nobody but itself.
    "--ignore-certificate-errors",
];

/// What a browser keeps on disk between its openings. A clone is the same one.
#[derive(Clone)]
pub struct Profile {
    folder: Arc<TempDir>,
    language: &'static str,
    cookies: bool,
    host: &'static str,
}

impl Profile {
    pub fn new() -> Self {
        Self {
            folder: Arc::new(tempfile::tempdir().unwrap()),
            language: "en",
            cookies: true,
            host: "127.0.0.1",
        }
    }

    /// Whose owner would rather read this language.
    pub fn in_language(language: &'static str) -> Self {
        Self { language, ..Self::new() }
    }

    pub fn without_cookies() -> Self {
        Self { cookies: false, ..Self::new() }
    }

    /// At a shop that is not on the same machine, as far as the browser knows:
    /// it trusts its own machine with more.
    pub fn far_away() -> Self {
        Self { host: "shop.test", ..Self::new() }
    }

    /// The same, with another name for it.
    pub fn of_host(host: &'static str) -> Self {
        Self { host, ..Self::new() }
    }

    /// The name by which it knows this machine.
    pub fn host(&self) -> &'static str {
        self.host
    }

    /// What chromedriver is asked for.
    pub fn capabilities(&self) -> serde_json::Map<String, Value> {
        let mut arguments: Vec<String> = ARGUMENTS.map(ToOwned::to_owned).into();
        arguments.push(format!("--user-data-dir={}", self.folder.path().display()));
        arguments.push(format!("--accept-lang={}", self.language));
        // And all the hosts below `.test`, which no name server knows (RFC 6761).
        arguments.push(format!("--host-resolver-rules=MAP {} 127.0.0.1,MAP *.test 127.0.0.1", self.host));
        let (allow, block) = (1, 2);
        let preferences = json!({
            "intl.accept_languages": self.language,
            "profile.default_content_setting_values.cookies": if self.cookies { allow } else { block },
        });
        let options = json!({ "args": arguments, "prefs": preferences });
        let log = json!({ "browser": "ALL" });
        [("goog:chromeOptions".to_owned(), options), ("goog:loggingPrefs".to_owned(), log)]
            .into_iter()
            .collect()
    }
}
