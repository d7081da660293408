//! The fields of the page: the settings that a browser can override, with the
//! values that the page offers and a sentence about each. [`crate::settings`]
//! decides which values are allowed; the limits here are stricter, so that one
//! browser can't use more of the server than the site allows.

use crate::{
    i18n::Message,
    lab::overrides::map::REPLAY,
    settings::{CookieContent, EngineName, SameSite},
};

/// The values of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Switch,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The alias of a cache.
    Cache,
    /// The alias of a database.
    Database,
    /// A whole number in this range, both ends included.
    Number(u32, u32),
    /// A text of at most this number of characters.
    Text(u32),
}

/// A field of the form.
pub struct Field {
    /// The setting's dotted name.
    pub name: &'static str,
    /// The values of the field.
    pub kind: Kind,
    /// Whether Django has a setting with the name of its environment variable.
    pub in_django: bool,
    /// A sentence about what the setting does.
    pub about: fn() -> Message,
}

/// A group of fields under one heading.
pub struct Group {
    /// The id of the heading, for URLs.
    pub id: &'static str,
    /// The heading.
    pub title: fn() -> Message,
    /// The fields.
    pub fields: &'static [Field],
}

/// A setting that a browser can't override.
pub struct Fixed {
    /// The dotted name.
    pub name: &'static str,
    /// The reason.
    pub reason: fn() -> Message,
}

/// The values of a switch.
pub const SWITCH: &[&str] = &["true", "false"];

const TEN_YEARS: u32 = 315_360_000;

const fn django(name: &'static str, kind: Kind, about: fn() -> Message) -> Field {
    Field { name, kind, in_django: true, about }
}

const fn ours(name: &'static str, kind: Kind, about: fn() -> Message) -> Field {
    Field { name, kind, in_django: false, about }
}

/// All groups, in the order of the page.
pub static GROUPS: [Group; 5] = [
    Group {
        id: "store",
        title: || Message::new("lab-settings-store"),
        fields: &[
            django("session.engine", Kind::Choice(EngineName::NAMES), || Message::new("lab-settings-engine")),
            django("session.cache_alias", Kind::Cache, || Message::new("lab-settings-cache-alias")),
            ours("session.database", Kind::Database, || Message::new("lab-settings-database")),
            ours("session.enabled", Kind::Switch, || Message::new("lab-settings-enabled")),
        ],
    },
    Group {
        id: "expiry",
        title: || Message::new("lab-settings-expiry"),
        fields: &[
            django("session.cookie_age", Kind::Number(1, TEN_YEARS), || {
                Message::new("lab-settings-cookie-age")
            }),
            django("session.expire_at_browser_close", Kind::Switch, || {
                Message::new("lab-settings-browser-close")
            }),
            django("session.save_every_request", Kind::Switch, || Message::new("lab-settings-every-request")),
            ours("session.absolute_age", Kind::Number(0, TEN_YEARS), || {
                Message::new("lab-settings-absolute-age")
            }),
            ours("session.anonymous_age", Kind::Number(0, TEN_YEARS), || {
                Message::new("lab-settings-anonymous-age")
            }),
        ],
    },
    Group {
        id: "cookie",
        title: || Message::new("lab-settings-cookie"),
        fields: &[
            django("session.cookie_name", Kind::Text(64), || Message::new("lab-settings-cookie-name")),
            django("session.cookie_path", Kind::Text(200), || Message::new("lab-settings-cookie-path")),
            django("session.cookie_domain", Kind::Text(253), || Message::new("lab-settings-cookie-domain")),
            django("session.cookie_secure", Kind::Switch, || Message::new("lab-settings-cookie-secure")),
            django("session.cookie_httponly", Kind::Switch, || Message::new("lab-settings-cookie-httponly")),
            django("session.cookie_samesite", Kind::Choice(SameSite::NAMES), || {
                Message::new("lab-settings-cookie-samesite")
            }),
            ours("session.cookie_content", Kind::Choice(CookieContent::NAMES), || {
                Message::new("lab-settings-cookie-content")
            }),
        ],
    },
    Group {
        id: "limits",
        title: || Message::new("lab-settings-limits"),
        fields: &[
            ours("session.max_bytes", Kind::Number(256, 1_048_576), || {
                Message::new("lab-settings-max-bytes")
            }),
            ours("session.store_timeout_ms", Kind::Number(10, 5_000), || {
                Message::new("lab-settings-store-timeout")
            }),
        ],
    },
    Group {
        id: "lab",
        title: || Message::new("lab-settings-own-switch"),
        fields: &[ours(REPLAY, Kind::Switch, || Message::new("lab-settings-replay"))],
    },
];

/// The settings that no browser can override.
pub static FIXED: [Fixed; 6] = [
    Fixed { name: "session.key_prefix", reason: || Message::new("lab-settings-fixed-key-prefix") },
    Fixed { name: "session.file_path", reason: || Message::new("lab-settings-fixed-file-path") },
    Fixed { name: "session.new_per_address", reason: || Message::new("lab-settings-fixed-new-per-address") },
    Fixed { name: "session.slow_call_ms", reason: || Message::new("lab-settings-fixed-slow-call-ms") },
    Fixed { name: "session.sweep_interval", reason: || Message::new("lab-settings-fixed-sweep-interval") },
    Fixed { name: "secret_key", reason: || Message::new("lab-settings-fixed-secret-key") },
];

/// Returns all fields.
pub fn all() -> impl Iterator<Item = &'static Field> {
    GROUPS.iter().flat_map(|group| group.fields)
}

/// Returns the field of that name.
pub fn find(name: &str) -> Option<&'static Field> {
    all().find(|field| field.name == name)
}

/// Returns what a choice means. A new engine has no text until the message
/// catalogue has one.
pub fn describe(choice: &str) -> Option<Message> {
    Some(match choice {
        "db" => Message::new("lab-settings-engine-db"),
        "file" => Message::new("lab-settings-engine-file"),
        "cache" => Message::new("lab-settings-engine-cache"),
        "cached_db" => Message::new("lab-settings-engine-cached-db"),
        "signed_cookies" => Message::new("lab-settings-engine-signed-cookies"),
        "Strict" => Message::new("lab-settings-samesite-strict"),
        "Lax" => Message::new("lab-settings-samesite-lax"),
        "None" => Message::new("lab-settings-samesite-none"),
        "signed" => Message::new("lab-settings-content-signed"),
        "private" => Message::new("lab-settings-content-private"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::{
        lab::overrides::map,
        settings::{Settings, Sources},
    };

    #[test]
    fn each_setting_that_a_browser_can_override_has_a_field() {
        let fields: BTreeSet<_> = all().map(|field| field.name).filter(|name| *name != REPLAY).collect();
        assert_eq!(fields, map::settings().map(|spec| spec.name).collect());
    }

    #[test]
    fn each_value_that_a_field_offers_is_allowed() {
        let settings = Settings::read(&mut Sources::default()).unwrap();
        for field in all().filter(|field| field.name != REPLAY) {
            let offered: Vec<String> = match field.kind {
                Kind::Switch => SWITCH.iter().map(ToString::to_string).collect(),
                Kind::Choice(choices) => choices.iter().map(ToString::to_string).collect(),
                Kind::Number(least, most) => vec![least.to_string(), most.to_string()],
                Kind::Cache => settings.caches.keys().cloned().collect(),
                Kind::Database => settings.databases.keys().cloned().collect(),
                Kind::Text(_) => continue,
            };
            for text in offered {
                let change = BTreeMap::from([(field.name.to_owned(), text)]);
                assert_eq!(settings.session_errors(&change).len(), 0, "{change:?}");
            }
        }
    }
}
