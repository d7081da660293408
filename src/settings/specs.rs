//! Every setting: its name, the variable that overrides it, its default and
//! what is allowed; and how each kind of value is read.

use std::{ops::RangeInclusive, path::PathBuf, str::FromStr};

use super::{Backend, CookieContent, EngineName, LabSettings, SameSite, Secret};

/// One setting.
#[derive(Debug)]
pub struct Spec {
    /// Dotted name, as in `settings.toml`.
    pub name: &'static str,
    /// Variable of the environment; the documents' name where they have one.
    pub variable: &'static str,
    /// Built-in value, as text.
    pub default: &'static str,
    /// What it may be, in words.
    pub allowed: &'static str,
    /// Never to be shown.
    pub secret: bool,
}

impl Spec {
    /// The setting of that name. The names are this program's own, and the
    /// table below has them all.
    pub(super) fn of(name: &'static str) -> &'static Self {
        static NONE: Spec = spec("?", "?", "", "");
        let found = SPECS.iter().find(|spec| spec.name == name);
        debug_assert!(found.is_some(), "{name} is not in the table of settings");
        found.unwrap_or(&NONE)
    }

    /// Whether a dotted name is this setting's, also by way of an alias.
    pub(super) fn names(&self, name: &str) -> bool {
        match self.name.split_once(ALIAS) {
            None => self.name == name,
            Some((group, field)) => {
                let alias = name.strip_prefix(group).and_then(|rest| rest.strip_suffix(field));
                alias.is_some_and(|alias| !alias.is_empty() && !alias.contains('.'))
            }
        }
    }

    /// A value as it may be shown: stars for a secret and for the password in
    /// an address.
    pub(super) fn shown(&self, text: &str) -> String {
        const STARS: &str = "********";
        if self.secret && !text.is_empty() {
            return STARS.to_owned();
        }
        let parts = text.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?)));
        match parts {
            Some((scheme, (user, place))) => match user.split_once(':') {
                Some((name, _)) => format!("{scheme}://{name}:{STARS}@{place}"),
                None => text.to_owned(),
            },
            None => text.to_owned(),
        }
    }
}

/// Stands for the alias in the names of settings that each alias has.
pub(super) const ALIAS: &str = "NAME";

const fn spec(
    name: &'static str,
    variable: &'static str,
    default: &'static str,
    allowed: &'static str,
) -> Spec {
    Spec { name, variable, default, allowed, secret: false }
}

const fn secret(name: &'static str, variable: &'static str, allowed: &'static str) -> Spec {
    Spec { name, variable, default: "", allowed, secret: true }
}

const DATABASE_URL: &str = "sqlite:PATH (relative to the data folder), postgres://USER:PASSWORD@HOST:PORT/NAME \
     or mysql://USER:PASSWORD@HOST:PORT/NAME";

const BOOLEAN: &str = "true or false";

/// All settings.
pub static SPECS: &[Spec] = &[
    spec("server.bind", "SHOP_BIND", "127.0.0.1:8080", "ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080"),
    spec("server.data_dir", "SHOP_DATA_DIR", "var", "a folder"),
    spec("server.static_dir", "SHOP_STATIC_DIR", "", "a folder, or nothing for the one beside the program"),
    spec("server.workers", "SHOP_WORKERS", "0", "a number from 0 (one for each core) to 1024"),
    spec("server.shutdown_timeout", "SHOP_SHUTDOWN_TIMEOUT", "30", "seconds, 0 to 3600"),
    secret("secret_key", "SECRET_KEY", "at least 32 bytes"),
    secret(
        "secret_key_fallbacks",
        "SECRET_KEY_FALLBACKS",
        "keys of at least 32 bytes each, separated by commas",
    ),
    spec("session.enabled", "SESSION_ENABLED", "true", BOOLEAN),
    spec("session.engine", "SESSION_ENGINE", "db", "db, file, cache, cached_db or signed_cookies"),
    spec("session.file_path", "SESSION_FILE_PATH", "", "a folder, or nothing for the system's temporary one"),
    spec(
        "session.cache_alias",
        "SESSION_CACHE_ALIAS",
        "default",
        "the name of a cache, such as default, redis or memcached",
    ),
    spec("session.database", "SESSION_DATABASE", "default", "the name of a database, such as default"),
    spec("session.key_prefix", "SESSION_KEY_PREFIX", "session:", "up to 100 visible letters without a space"),
    spec("session.store_timeout_ms", "SESSION_STORE_TIMEOUT_MS", "800", "milliseconds, 10 to 60000"),
    spec("session.cookie_age", "SESSION_COOKIE_AGE", "1209600", "seconds, 1 to 315360000 (ten years)"),
    spec("session.absolute_age", "SESSION_ABSOLUTE_AGE", "0", "seconds, 0 (no limit) to 315360000"),
    spec("session.sweep_interval", "SESSION_SWEEP_INTERVAL", "0", "seconds, 0 (never) to 86400"),
    spec("session.expire_at_browser_close", "SESSION_EXPIRE_AT_BROWSER_CLOSE", "false", BOOLEAN),
    spec("session.save_every_request", "SESSION_SAVE_EVERY_REQUEST", "false", BOOLEAN),
    spec("session.max_bytes", "SESSION_MAX_BYTES", "1048576", "bytes, 256 to 67108864"),
    spec(
        "session.cookie_name",
        "SESSION_COOKIE_NAME",
        "sessionid",
        "letters, digits and any of !#$%&'*+-.^_`|~",
    ),
    spec("session.cookie_path", "SESSION_COOKIE_PATH", "/", "a path that begins with / and has no ; in it"),
    spec("session.cookie_domain", "SESSION_COOKIE_DOMAIN", "", "a host name, or nothing for this host alone"),
    spec("session.cookie_secure", "SESSION_COOKIE_SECURE", "false", BOOLEAN),
    spec("session.cookie_httponly", "SESSION_COOKIE_HTTPONLY", "true", BOOLEAN),
    spec("session.cookie_samesite", "SESSION_COOKIE_SAMESITE", "Lax", "Strict, Lax or None"),
    spec("session.cookie_content", "SESSION_COOKIE_CONTENT", "signed", "signed or private"),
    spec("password.memory_kib", "PASSWORD_MEMORY_KIB", "19456", "KiB, 8 to 4194304"),
    spec("password.iterations", "PASSWORD_ITERATIONS", "2", "a number from 1 to 100"),
    spec("password.parallelism", "PASSWORD_PARALLELISM", "1", "a number from 1 to 64"),
    spec("databases.NAME.url", "", "", DATABASE_URL),
    spec("databases.NAME.connections", "", "8", "a number from 1 to 1000"),
    spec("caches.NAME.backend", "", "memory", "memory, redis or memcached"),
    spec("caches.NAME.url", "", "", "redis://HOST:PORT/DB or memcache://HOST:PORT, as the backend is"),
    spec("caches.NAME.max_entries", "", "100000", "a number from 1 to 1000000000 (memory)"),
    spec("caches.NAME.connections", "", "16", "a number from 1 to 1000 (memcached)"),
    spec("caches.NAME.timeout_ms", "", "250", "milliseconds, 5 to 60000"),
    spec("lab.enabled", "LAB_ENABLED", "auto", "auto (if server.bind is on loopback), true or false"),
];

pub(super) fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

pub(super) fn lab(text: &str) -> Option<LabSettings> {
    match text.to_ascii_lowercase().as_str() {
        "auto" => Some(LabSettings::OnLoopbackOnly),
        "true" => Some(LabSettings::On),
        "false" => Some(LabSettings::Off),
        _ => None,
    }
}

pub(super) fn number<T: FromStr + PartialOrd>(text: &str, allowed: RangeInclusive<T>) -> Option<T> {
    text.parse().ok().filter(|number| allowed.contains(number))
}

pub(super) fn parsed<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

pub(super) fn path(text: &str) -> Option<PathBuf> {
    (!text.is_empty()).then(|| PathBuf::from(text))
}

#[expect(clippy::unnecessary_wraps, reason = "a reader of values, and this kind is never wrong")]
#[expect(clippy::option_option, reason = "the inner one is the value: there may be no folder")]
pub(super) fn optional_path(text: &str) -> Option<Option<PathBuf>> {
    Some(path(text))
}

pub(super) fn secrets(text: &str) -> Option<Vec<Secret>> {
    let texts = text.split(',').map(str::trim).filter(|text| !text.is_empty());
    texts.map(Secret::parse).collect()
}

pub(super) fn database_url(text: &str) -> Option<String> {
    let sqlite = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:"));
    let server =
        ["postgres://", "postgresql://", "mysql://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let place = sqlite.filter(|path| *path != ":memory:").or(server)?;
    (!place.is_empty()).then(|| text.to_owned())
}

pub(super) fn engine(text: &str) -> Option<EngineName> {
    match text {
        "db" => Some(EngineName::Db),
        "file" => Some(EngineName::File),
        "cache" => Some(EngineName::Cache),
        "cached_db" => Some(EngineName::CachedDb),
        "signed_cookies" => Some(EngineName::SignedCookies),
        _ => None,
    }
}

pub(super) fn backend(text: &str) -> Option<Backend> {
    match text {
        "memory" => Some(Backend::Memory),
        "redis" => Some(Backend::Redis),
        "memcached" => Some(Backend::Memcached),
        _ => None,
    }
}

pub(super) fn cache_url(text: &str, scheme: &str) -> Option<String> {
    let place = text.strip_prefix(scheme)?;
    (!place.is_empty()).then(|| text.to_owned())
}

pub(super) fn key_prefix(text: &str) -> Option<String> {
    (text.len() <= 100 && text.bytes().all(|byte| byte.is_ascii_graphic())).then(|| text.to_owned())
}

/// A name of a cache or database that there is.
pub(super) fn alias(text: &str, known: &[String]) -> Option<String> {
    known.iter().find(|name| *name == text).cloned()
}

pub(super) fn same_site(text: &str) -> Option<SameSite> {
    match text.to_ascii_lowercase().as_str() {
        "strict" => Some(SameSite::Strict),
        "lax" => Some(SameSite::Lax),
        "none" => Some(SameSite::None),
        _ => None,
    }
}

pub(super) fn cookie_content(text: &str) -> Option<CookieContent> {
    match text {
        "signed" => Some(CookieContent::Signed),
        "private" => Some(CookieContent::Private),
        _ => None,
    }
}

/// A token of RFC 9110, section 5.6.2.
pub(super) fn cookie_name(text: &str) -> Option<String> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (!text.is_empty() && text.bytes().all(is_token)).then(|| text.to_owned())
}

pub(super) fn cookie_path(text: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b';';
    (text.starts_with('/') && text.bytes().all(is_plain)).then(|| text.to_owned())
}

#[expect(clippy::option_option, reason = "the inner one is the value: there may be no domain")]
pub(super) fn cookie_domain(text: &str) -> Option<Option<String>> {
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    text.bytes().all(is_host).then(|| Some(text.to_owned()).filter(|text| !text.is_empty()))
}
