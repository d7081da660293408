//! Describes a `User-Agent` header in a few words, such as "Firefox on Linux", so that
//! users recognize their devices in the list of their logins. It is only a hint: a
//! client can send any text.

use crate::i18n::Message;

/// Parts of the header and the browsers that they identify. The first match counts:
/// nearly all browsers send "Safari", and many send "Chrome".
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

/// Parts of the header and the operating systems that they identify. The first match
/// counts: Android sends "Linux".
const SYSTEMS: [(&str, &str); 7] = [
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// Returns the message that names the browser and its operating system.
pub(super) fn describe(user_agent: &str) -> Message {
    match (find(&BROWSERS, user_agent), find(&SYSTEMS, user_agent)) {
        (Some(browser), Some(system)) => {
            Message::new("accounts-browser-on-system").with("browser", browser).with("system", system)
        }
        (Some(name), None) | (None, Some(name)) => Message::new("accounts-browser").with("name", name),
        (None, None) => Message::new("accounts-browser-unknown"),
    }
}

fn find(names: &[(&'static str, &'static str)], user_agent: &str) -> Option<&'static str> {
    names.iter().find(|(part, _)| user_agent.contains(part)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn common_browsers_are_recognized() {
        for (user_agent, text) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/140.0.0.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            ("curl/8.14.1", "curl"),
            ("", "Unknown browser"),
        ] {
            assert_eq!(describe(user_agent).localize(Language::English), text, "{user_agent:?}");
        }
    }
}
