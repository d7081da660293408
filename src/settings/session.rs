//! The settings of the sessions: Django's `SESSION_*` settings under the same
//! names, and some of our own.

use std::path::PathBuf;

use strum::{EnumString, IntoStaticStr, VariantNames};

use super::{CacheSettings, DatabaseSettings, EngineName, SettingsError, Sources, StoreLocation, specs};

/// The settings `session.*`. See Django's
/// [settings for sessions](https://docs.djangoproject.com/en/stable/ref/settings/#sessions).
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each of them is a setting of its own")]
pub struct SessionSettings {
    /// Whether requests have sessions at all (A9: without sessions the pages
    /// work, but there is no cart and no login).
    pub enabled: bool,
    /// The engine (D1: it decides where the sessions are stored).
    pub engine: EngineName,
    /// The folder of the file engine (D4). `None` is the system's folder for
    /// temporary files.
    pub file_path: Option<PathBuf>,
    /// The alias of the cache that the engines `cache` and `cached_db` use (D6).
    pub cache_alias: String,
    /// The alias of the database that the engines `db` and `cached_db` use (D3).
    pub database: String,
    /// The prefix of the keys of sessions in a cache.
    pub key_prefix: String,
    /// The timeout of a call to the session store, in milliseconds (H5: a
    /// request whose store does not respond gets the status 503).
    pub store_timeout_ms: u64,
    /// The time from which a call to a store is logged as slow, in milliseconds; 0 is
    /// never.
    pub slow_call_ms: u64,
    /// The age at which a session and its cookie expire, in seconds (E1).
    pub cookie_age: u32,
    /// Seconds after the start of the session or the login at which the session
    /// expires in any case; 0 is never (H7).
    pub absolute_age: u32,
    /// The age at which a session without a login expires, in seconds; 0 is
    /// `cookie_age`.
    pub anonymous_age: u32,
    /// The number of sessions without a login that one address may start within
    /// a minute; 0 is no limit.
    pub new_per_address: u32,
    /// The interval at which expired sessions are cleared, in seconds; 0 is
    /// never (E11).
    pub sweep_interval: u64,
    /// Whether the browser removes the cookie when it is closed (E2).
    pub expire_at_browser_close: bool,
    /// Whether each request extends the session, and not only one that changes
    /// the data (E8).
    pub save_every_request: bool,
    /// The maximum size of the data of a session, in bytes.
    pub max_bytes: usize,
    /// The name of the cookie (F4).
    pub cookie_name: String,
    /// The cookie's attribute `Path` (F4).
    pub cookie_path: String,
    /// The cookie's attribute `Domain` (F4).
    pub cookie_domain: Option<String>,
    /// The cookie's attribute `Secure` (F1: the browser sends the cookie over
    /// HTTPS only).
    pub cookie_secure: bool,
    /// The cookie's attribute `HttpOnly` (F2: scripts can't read the cookie).
    pub cookie_httponly: bool,
    /// The cookie's attribute `SameSite` (F3: it decides which requests from
    /// other sites carry the cookie).
    pub cookie_samesite: SameSite,
    /// How the content of the cookie is protected (D16).
    pub cookie_content: CookieContent,
}

/// The values of `SameSite` (RFC 6265bis, section 5.6.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, VariantNames)]
#[strum(ascii_case_insensitive)]
pub enum SameSite {
    /// Only requests from the same site carry the cookie.
    Strict,
    /// A link on another site that opens a page carries the cookie, too.
    Lax,
    /// All requests carry the cookie.
    None,
}

/// How the content of the cookie is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum CookieContent {
    /// The visitor can read the content and can't change it.
    Signed,
    /// The content is encrypted: the visitor can neither read nor change it.
    Private,
}

impl CookieContent {
    /// The names of all values.
    pub const NAMES: &'static [&'static str] = <Self as VariantNames>::VARIANTS;

    /// Returns the name as the settings have it.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl SameSite {
    /// The names of all values.
    pub const NAMES: &'static [&'static str] = <Self as VariantNames>::VARIANTS;
}

impl SessionSettings {
    pub(super) fn read(sources: &mut Sources) -> Result<Self, SettingsError> {
        let (caches, databases) = (CacheSettings::aliases(sources), DatabaseSettings::aliases(sources));
        let settings = Self {
            enabled: sources.read("session.enabled", specs::boolean)?,
            engine: sources.read("session.engine", specs::parsed)?,
            file_path: sources.read("session.file_path", specs::optional_path)?,
            cache_alias: sources.read("session.cache_alias", |text| specs::alias(text, &caches))?,
            database: sources.read("session.database", |text| specs::alias(text, &databases))?,
            key_prefix: sources.read("session.key_prefix", specs::key_prefix)?,
            store_timeout_ms: sources.read_number("session.store_timeout_ms")?,
            slow_call_ms: sources.read_number("session.slow_call_ms")?,
            cookie_age: sources.read_number("session.cookie_age")?,
            absolute_age: sources.read_number("session.absolute_age")?,
            anonymous_age: sources.read_number("session.anonymous_age")?,
            new_per_address: sources.read_number("session.new_per_address")?,
            sweep_interval: sources.read_number("session.sweep_interval")?,
            expire_at_browser_close: sources.read("session.expire_at_browser_close", specs::boolean)?,
            save_every_request: sources.read("session.save_every_request", specs::boolean)?,
            max_bytes: sources.read_number("session.max_bytes")?,
            cookie_name: sources.read("session.cookie_name", specs::cookie_name)?,
            cookie_path: sources.read("session.cookie_path", specs::cookie_path)?,
            cookie_domain: sources.read("session.cookie_domain", specs::cookie_domain)?,
            cookie_secure: sources.read("session.cookie_secure", specs::boolean)?,
            cookie_httponly: sources.read("session.cookie_httponly", specs::boolean)?,
            cookie_samesite: sources.read("session.cookie_samesite", specs::parsed)?,
            cookie_content: sources.read("session.cookie_content", specs::parsed)?,
        };
        settings.check_name_prefix()?;
        Ok(settings)
    }

    /// Returns where the sessions are stored.
    pub fn store_location(&self) -> StoreLocation {
        StoreLocation::of(self)
    }

    /// Returns the folder of the file engine.
    pub fn folder(&self) -> PathBuf {
        self.file_path.clone().unwrap_or_else(std::env::temp_dir)
    }
}
