//! The profile of a browser: its files on disk and its settings.

use std::sync::Arc;

use serde_json::{Value, json};
use tempfile::TempDir;

/// No background work, and the same behaviour on every machine.
const ARGUMENTS: [&str; 11] = [
    "--headless=new",
    // On a narrower screen the navigation is behind a menu.
    "--window-size=1280,900",
    // A view transition covers the page while it runs.
    "--force-prefers-reduced-motion",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // The shop's own certificate is self-signed.
    "--ignore-certificate-errors",
];

/// The files of a browser, which it keeps when it is closed. A clone is the same
/// profile.
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

    /// A profile whose preferred language is this one.
    pub fn in_language(language: &'static str) -> Self {
        Self { language, ..Self::new() }
    }

    pub fn without_cookies() -> Self {
        Self { cookies: false, ..Self::new() }
    }

    /// A profile for which the shop has a host name of another machine: a browser
    /// trusts its own machine more.
    pub fn remote() -> Self {
        Self { host: "shop.test", ..Self::new() }
    }

    /// A profile for which the shop has this host name.
    pub fn of_host(host: &'static str) -> Self {
        Self { host, ..Self::new() }
    }

    /// Returns the host name of the shop.
    pub fn host(&self) -> &'static str {
        self.host
    }

    /// Returns the `WebDriver` capabilities.
    pub fn capabilities(&self) -> serde_json::Map<String, Value> {
        let mut arguments: Vec<String> = ARGUMENTS.map(ToOwned::to_owned).into();
        arguments.push(format!("--user-data-dir={}", self.folder.path().display()));
        arguments.push(format!("--accept-lang={}", self.language));
        // And all hosts below `.test`, which no name server resolves (RFC 6761).
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
