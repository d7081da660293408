//! The settings: typed, with where each value came from. Built-in defaults,
//! then `settings.toml`, then the environment, then the command line; the last
//! one that says something wins.
//!
//! A wrong value or an unknown key is an error that names the setting, the
//! value and what is allowed.

mod changed;
mod error;
mod places;
mod secret;
mod sources;
mod specs;

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

pub use error::SettingsError;
pub use places::{Backend, CacheSettings, DatabaseSettings};
pub use secret::Secret;
pub use sources::{Origin, Reported, Sources};
pub use specs::{SPECS, Spec};

/// Everything that can be set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen, and what with.
    pub server: ServerSettings,
    /// What signs cookies.
    pub secret_key: Option<Secret>,
    /// What used to sign them and still holds (H8).
    pub secret_key_fallbacks: Vec<Secret>,
    /// The sessions.
    pub session: SessionSettings,
    /// What a password hash costs.
    pub password: PasswordSettings,
    /// The databases, by alias; `default` is the shop's own.
    pub databases: BTreeMap<String, DatabaseSettings>,
    /// The caches, by alias.
    pub caches: BTreeMap<String, CacheSettings>,
    /// Whether there is a lab.
    pub lab: LabSettings,
    session_texts: BTreeMap<String, String>,
}

/// The lab, in which students see and try how sessions work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabSettings {
    /// Where nobody but this machine's users can reach it.
    OnLoopbackOnly,
    /// Whoever can reach the shop.
    On,
    /// Nowhere.
    Off,
}

/// Where to listen, and what with.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// Address and port; port 0 takes a free one.
    pub bind: SocketAddr,
    /// Folder of the database and the secret key; made at start.
    pub data_dir: PathBuf,
    /// Folder of the styles and pictures; if not set, `static` beside the
    /// program or in its source.
    pub static_dir: Option<PathBuf>,
    /// Threads that serve; 0 is one for each core.
    pub workers: usize,
    /// Seconds that requests under way have at the end.
    pub shutdown_timeout: u64,
}

/// The sessions: Django's `SESSION_*` settings and ours.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the documents have that many switches")]
pub struct SessionSettings {
    /// Without it there are no sessions (A9).
    pub enabled: bool,
    /// Where they are kept (D1).
    pub engine: EngineName,
    /// Folder of the file engine; if not set, the system's temporary one (D4).
    pub file_path: Option<PathBuf>,
    /// Which cache the cache engines use (D6).
    pub cache_alias: String,
    /// Which database the db engines use (D3).
    pub database: String,
    /// What the keys of sessions in a cache begin with.
    pub key_prefix: String,
    /// How long an engine may take to answer, milliseconds (H5).
    pub store_timeout_ms: u64,
    /// Seconds (E1).
    pub cookie_age: u32,
    /// Seconds after its beginning, or the login, that a session ends in any
    /// case; 0 is never (H7).
    pub absolute_age: u32,
    /// Seconds between two clearings of expired sessions; 0 is never (E11).
    pub sweep_interval: u64,
    /// Forget them when the browser is closed (E2).
    pub expire_at_browser_close: bool,
    /// Count from the last access, not the last change (E8).
    pub save_every_request: bool,
    /// The most that a session's data may take.
    pub max_bytes: usize,
    /// The cookie's name (F4).
    pub cookie_name: String,
    /// Its Path (F4).
    pub cookie_path: String,
    /// Its Domain (F4).
    pub cookie_domain: Option<String>,
    /// Send it over HTTPS only (F1).
    pub cookie_secure: bool,
    /// Hide it from scripts (F2).
    pub cookie_httponly: bool,
    /// When other sites may cause it to be sent (F3).
    pub cookie_samesite: SameSite,
    /// Signed, or encrypted too (D16).
    pub cookie_content: CookieContent,
}

/// The five engines, as the documents name them (D1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineName {
    /// A row a session.
    Db,
    /// A file a session.
    File,
    /// In a cache and nowhere else.
    Cache,
    /// In a database, with a cache before it.
    CachedDb,
    /// In the cookie.
    SignedCookies,
}

/// The values of `SameSite` (RFC 6265bis, section 5.6.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// Only for requests that begin on this site.
    Strict,
    /// Those, and links from elsewhere that open a page.
    Lax,
    /// Always.
    None,
}

/// What is done to the cookie's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieContent {
    /// The visitor can read it and can't change it.
    Signed,
    /// The visitor can do neither.
    Private,
}

/// What a password hash costs (argon2id, RFC 9106).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordSettings {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
}

impl Settings {
    /// Reads them all. Each wrong one is an error of its own; the first is
    /// returned.
    pub fn read(sources: &mut Sources) -> Result<Self, SettingsError> {
        let settings = Self {
            server: ServerSettings::read(sources)?,
            secret_key: Some(sources.take("secret_key", Secret::parse)?).filter(|secret| !secret.is_empty()),
            secret_key_fallbacks: sources.take("secret_key_fallbacks", specs::secrets)?,
            session: SessionSettings::read(sources)?,
            password: PasswordSettings::read(sources)?,
            databases: DatabaseSettings::read_all(sources)?,
            caches: CacheSettings::read_all(sources)?,
            lab: sources.take("lab.enabled", specs::lab)?,
            session_texts: sources.taken("session."),
        };
        sources.refuse_unknown()?;
        Ok(settings)
    }

    /// Whether the lab is open.
    pub fn has_lab(&self) -> bool {
        match self.lab {
            LabSettings::OnLoopbackOnly => self.server.bind.ip().is_loopback(),
            LabSettings::On => true,
            LabSettings::Off => false,
        }
    }
}

impl ServerSettings {
    fn read(sources: &mut Sources) -> Result<Self, SettingsError> {
        Ok(Self {
            bind: sources.take("server.bind", specs::parsed)?,
            data_dir: sources.take("server.data_dir", specs::path)?,
            static_dir: sources.take("server.static_dir", specs::optional_path)?,
            workers: sources.take("server.workers", |text| specs::number(text, 0..=1024))?,
            shutdown_timeout: sources
                .take("server.shutdown_timeout", |text| specs::number(text, 0..=3600))?,
        })
    }
}

impl SessionSettings {
    fn read(sources: &mut Sources) -> Result<Self, SettingsError> {
        let (caches, databases) = (CacheSettings::aliases(sources), DatabaseSettings::aliases(sources));
        let settings = Self {
            enabled: sources.take("session.enabled", specs::boolean)?,
            engine: sources.take("session.engine", specs::engine)?,
            file_path: sources.take("session.file_path", specs::optional_path)?,
            cache_alias: sources.take("session.cache_alias", |text| specs::alias(text, &caches))?,
            database: sources.take("session.database", |text| specs::alias(text, &databases))?,
            key_prefix: sources.take("session.key_prefix", specs::key_prefix)?,
            store_timeout_ms: sources
                .take("session.store_timeout_ms", |text| specs::number(text, 10..=60_000))?,
            cookie_age: sources.take("session.cookie_age", |text| specs::number(text, 1..=315_360_000))?,
            absolute_age: sources
                .take("session.absolute_age", |text| specs::number(text, 0..=315_360_000))?,
            sweep_interval: sources.take("session.sweep_interval", |text| specs::number(text, 0..=86_400))?,
            expire_at_browser_close: sources.take("session.expire_at_browser_close", specs::boolean)?,
            save_every_request: sources.take("session.save_every_request", specs::boolean)?,
            max_bytes: sources.take("session.max_bytes", |text| specs::number(text, 256..=67_108_864))?,
            cookie_name: sources.take("session.cookie_name", specs::cookie_name)?,
            cookie_path: sources.take("session.cookie_path", specs::cookie_path)?,
            cookie_domain: sources.take("session.cookie_domain", specs::cookie_domain)?,
            cookie_secure: sources.take("session.cookie_secure", specs::boolean)?,
            cookie_httponly: sources.take("session.cookie_httponly", specs::boolean)?,
            cookie_samesite: sources.take("session.cookie_samesite", specs::same_site)?,
            cookie_content: sources.take("session.cookie_content", specs::cookie_content)?,
        };
        settings.refuse_useless_prefix()?;
        Ok(settings)
    }

    /// Browsers drop a cookie whose name promises what its attributes don't
    /// keep (RFC 6265bis, section 4.1.3).
    fn refuse_useless_prefix(&self) -> Result<(), SettingsError> {
        let name = self.cookie_name.to_ascii_lowercase();
        let is_host = name.starts_with("__host-");
        let kept =
            self.cookie_secure && (!is_host || (self.cookie_path == "/" && self.cookie_domain.is_none()));
        if kept || !(is_host || name.starts_with("__secure-")) {
            return Ok(());
        }
        Err(SettingsError::Together {
            name: "session.cookie_name",
            value: self.cookie_name.clone(),
            reason: "browsers take a __Secure- name only with cookie_secure = true, \
                     and __Host- only with cookie_path = \"/\" and no cookie_domain besides",
        })
    }
}

impl PasswordSettings {
    fn read(sources: &mut Sources) -> Result<Self, SettingsError> {
        let settings = Self {
            memory_kib: sources.take("password.memory_kib", |text| specs::number(text, 8..=4_194_304))?,
            iterations: sources.take("password.iterations", |text| specs::number(text, 1..=100))?,
            parallelism: sources.take("password.parallelism", |text| specs::number(text, 1..=64))?,
        };
        if settings.memory_kib < 8 * settings.parallelism {
            return Err(SettingsError::Together {
                name: "password.memory_kib",
                value: settings.memory_kib.to_string(),
                reason: "argon2 needs 8 KiB for each lane of password.parallelism",
            });
        }
        Ok(settings)
    }
}
