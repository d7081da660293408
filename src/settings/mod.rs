//! The typed settings, and the source of each value: built-in defaults, then
//! `settings.toml`, then the environment, then the command line. A later source
//! overrides an earlier one.
//!
//! A wrong value or an unknown key is an error that names the setting, the
//! value and the values that are allowed.

mod aliases;
mod allowed;
mod changed;
mod checks;
mod cookie_names;
mod engine_name;
mod environment;
mod error;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod hosts;
mod listen;
mod login;
mod monitoring;
mod proxies;
mod redaction;
#[cfg(test)]
mod reference;
mod secret;
mod session;
mod sources;
mod specs;
mod store_location;
mod suggestion;

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use strum::EnumString;

pub use aliases::{Backend, CacheSettings, DatabaseSettings};
pub use allowed::Allowed;
pub use checks::{Check, CheckWarning};
pub use cookie_names::own_cookie_name;
pub use engine_name::{EngineName, StoreKind};
pub use error::SettingsError;
pub use hosts::AllowedHosts;
pub use listen::ListenAddress;
pub use login::LoginSettings;
pub use monitoring::{LogFormat, MonitoringSettings};
pub use proxies::TrustedProxies;
pub use redaction::redact_url;
pub use secret::Secret;
pub use session::{CookieContent, SameSite, SessionSettings};
pub use sources::{Origin, ReportedSetting, Sources};
pub use specs::{SPECS, Spec};
pub use store_location::StoreLocation;

/// All settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address to listen on, the folders and the threads.
    pub server: ServerSettings,
    /// The key that signs cookies. Without one, the shop creates its own.
    pub secret_key: Option<Secret>,
    /// Earlier keys, whose signatures are still accepted (H8: a key can be
    /// changed without ending the sessions).
    pub secret_key_fallbacks: Vec<Secret>,
    /// The sessions.
    pub session: SessionSettings,
    /// The name of the cookie with the secret against forged forms (F3).
    pub csrf_cookie_name: String,
    /// The cost of a password hash.
    pub password: PasswordSettings,
    /// The limits against guessing passwords.
    pub login: LoginSettings,
    /// The file of the audit trail. `None` is the log.
    pub audit_file: Option<PathBuf>,
    /// The log, the metrics and the traces.
    pub monitoring: MonitoringSettings,
    /// The databases, by alias. `default` is the database of the shop.
    pub databases: BTreeMap<String, DatabaseSettings>,
    /// The caches, by alias.
    pub caches: BTreeMap<String, CacheSettings>,
    /// Whether the lab is served.
    pub lab: LabSettings,
    /// The number of browsers that the lab remembers.
    pub lab_max_browsers: u64,
    /// The files that hold secrets: those that variables name, and a settings file with a
    /// key or a password.
    pub secret_files: Vec<PathBuf>,
    session_texts: BTreeMap<String, String>,
}

/// Whether the lab is served, in which students see and try how sessions work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString)]
#[strum(ascii_case_insensitive)]
pub enum LabSettings {
    /// Only if the shop listens on nothing but loopback addresses, which other machines
    /// can't reach.
    #[strum(serialize = "auto")]
    OnLoopbackOnly,
    /// To everybody who can reach the shop.
    #[strum(serialize = "true")]
    On,
    /// To nobody.
    #[strum(serialize = "false")]
    Off,
}

/// The address to listen on, the folders and the threads.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// The addresses to listen on; at least one.
    pub bind: Vec<ListenAddress>,
    /// Whether other processes of the same user can listen on the same ports.
    pub reuse_port: bool,
    /// Whether the pending migrations are run.
    pub migrate: bool,
    /// The permissions of a Unix socket that the shop creates, such as `0o660`.
    pub unix_socket_mode: u32,
    /// Folder of the database and the secret key; it is created at the start.
    pub data_dir: PathBuf,
    /// Folder of the stylesheets, scripts and pictures. `None` is those that are
    /// part of the program.
    pub static_dir: Option<PathBuf>,
    /// The number of worker threads; 0 is one for each CPU core.
    pub workers: usize,
    /// Seconds that the requests in progress have when the server stops.
    pub shutdown_timeout: u64,
    /// Seconds in which the server serves on and is not ready, before it stops.
    pub shutdown_delay: u64,
    /// The host names of the site.
    pub allowed_hosts: AllowedHosts,
    /// The proxies whose headers about the client are believed.
    pub trusted_proxies: TrustedProxies,
    /// The limits of connections and requests.
    pub limits: RequestLimits,
    /// Seconds for which browsers use HTTPS only; 0 sends no header.
    pub hsts_seconds: u64,
    /// The checks of a deployment whose warnings are not shown.
    pub silenced_checks: Vec<Check>,
}

/// The limits of connections and requests.
#[derive(Clone, Copy, Debug)]
pub struct RequestLimits {
    /// The maximum number of connections; 0 depends on the limit of open files.
    pub max_connections: usize,
    /// The time for the head of a request.
    pub head_timeout: Duration,
    /// The time for the body of a request.
    pub body_timeout: Duration,
    /// The time for each part of a response.
    pub write_timeout: Duration,
    /// The maximum size of the request line and the headers, bytes.
    pub max_header_bytes: usize,
    /// The maximum size of a body, bytes.
    pub max_form_bytes: usize,
    /// The maximum number of fields of a form.
    pub max_form_fields: usize,
}

/// The cost of a password hash (argon2id, RFC 9106).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordSettings {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes that can be computed in parallel.
    pub parallelism: u32,
    /// The threads that compute hashes, each one at a time; 0 is one for each CPU core.
    pub threads: usize,
    /// The number of requests that wait for these threads. More get a 503.
    pub queue: usize,
}

#[cfg(test)]
impl PasswordSettings {
    /// The least cost, for tests.
    pub const CHEAP: Self = Self { memory_kib: 64, iterations: 1, parallelism: 1, threads: 1, queue: 100 };
}

impl Settings {
    /// Reads all settings from their sources.
    ///
    /// # Errors
    /// Returns the first value that is not allowed, the first conflict between
    /// two values, or the first unknown key of the file.
    pub fn read(sources: &mut Sources) -> Result<Self, SettingsError> {
        let server = ServerSettings::read(sources)?;
        let mut session = SessionSettings::read(sources)?;
        let csrf_cookie_name = cookie_names::read_csrf(sources, &session)?;
        session.add_host_prefix();
        let settings = Self {
            server,
            secret_key: Some(sources.read("secret_key", Secret::parse)?).filter(|secret| !secret.is_empty()),
            secret_key_fallbacks: sources.read("secret_key_fallbacks", specs::secrets)?,
            session,
            csrf_cookie_name,
            password: PasswordSettings::read(sources)?,
            login: LoginSettings::read(sources)?,
            audit_file: sources.read("audit.file", specs::optional_file)?,
            monitoring: MonitoringSettings::read(sources)?,
            databases: DatabaseSettings::read_all(sources)?,
            caches: CacheSettings::read_all(sources)?,
            lab: sources.read("lab.enabled", specs::parsed)?,
            lab_max_browsers: sources.read_number("lab.max_browsers")?,
            secret_files: sources.secret_files(),
            session_texts: sources.texts_of("session."),
        };
        sources.refuse_unknown()?;
        Ok(settings)
    }

    /// Returns whether the lab is served.
    pub fn has_lab(&self) -> bool {
        match self.lab {
            LabSettings::OnLoopbackOnly => self.server.is_on_loopback(),
            LabSettings::On => true,
            LabSettings::Off => false,
        }
    }
}

impl ServerSettings {
    /// Returns whether only programs of this machine can reach the shop.
    pub fn is_on_loopback(&self) -> bool {
        self.bind.iter().all(ListenAddress::is_loopback)
    }

    fn read(sources: &mut Sources) -> Result<Self, SettingsError> {
        Ok(Self {
            bind: sources.read("server.bind", ListenAddress::parse_list)?,
            reuse_port: sources.read("server.reuse_port", specs::boolean)?,
            migrate: sources.read("server.migrate", specs::boolean)?,
            unix_socket_mode: sources.read("server.unix_socket_mode", specs::permissions)?,
            data_dir: sources.read("server.data_dir", specs::path)?,
            static_dir: sources.read("server.static_dir", specs::optional_path)?,
            workers: sources.read_number("server.workers")?,
            shutdown_timeout: sources.read_number("server.shutdown_timeout")?,
            shutdown_delay: sources.read_number("server.shutdown_delay")?,
            allowed_hosts: sources.read("server.allowed_hosts", AllowedHosts::parse)?,
            trusted_proxies: sources.read("server.trusted_proxies", TrustedProxies::parse)?,
            limits: RequestLimits::read(sources)?,
            hsts_seconds: sources.read_number("server.hsts_seconds")?,
            silenced_checks: sources.read("server.silenced_checks", checks::parse_silenced)?,
        })
    }
}

impl RequestLimits {
    fn read(sources: &mut Sources) -> Result<Self, SettingsError> {
        Ok(Self {
            max_connections: sources.read_number("server.max_connections")?,
            head_timeout: Duration::from_secs(sources.read_number("server.head_timeout")?),
            body_timeout: Duration::from_secs(sources.read_number("server.body_timeout")?),
            write_timeout: Duration::from_secs(sources.read_number("server.write_timeout")?),
            max_header_bytes: sources.read_number("server.max_header_bytes")?,
            max_form_bytes: sources.read_number("server.max_form_bytes")?,
            max_form_fields: sources.read_number("server.max_form_fields")?,
        })
    }
}

impl PasswordSettings {
    fn read(sources: &mut Sources) -> Result<Self, SettingsError> {
        let settings = Self {
            memory_kib: sources.read_number("password.memory_kib")?,
            iterations: sources.read_number("password.iterations")?,
            parallelism: sources.read_number("password.parallelism")?,
            threads: sources.read_number("password.threads")?,
            queue: sources.read_number("password.queue")?,
        };
        if settings.memory_kib < 8 * settings.parallelism {
            return Err(SettingsError::Conflict {
                name: "password.memory_kib",
                value: settings.memory_kib.to_string(),
                reason: "argon2 needs 8 KiB for each lane of password.parallelism",
            });
        }
        Ok(settings)
    }
}
