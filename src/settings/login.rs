//! The settings of logins: the limits against guessing passwords, and the cache.

use super::{SettingsError, Sources};

/// The limits of logins and registrations, and the cache of logins. A limit of 0 is no
/// limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginSettings {
    /// Failed logins to an account before each next attempt has to wait.
    pub attempts_per_account: u32,
    /// Failed logins from an address before each next attempt has to wait.
    pub attempts_per_address: u32,
    /// Registrations from an address before each next one has to wait.
    pub registrations_per_address: u32,
    /// The first wait, seconds. Each further attempt doubles it.
    pub base_delay: u32,
    /// The maximum wait, seconds.
    pub max_delay: u32,
    /// How long a look-up of a login is used, milliseconds; 0 is never.
    pub cache_ms: u32,
}

impl LoginSettings {
    pub(super) fn read(sources: &mut Sources) -> Result<Self, SettingsError> {
        let settings = Self {
            attempts_per_account: sources.read_number("login.attempts_per_account")?,
            attempts_per_address: sources.read_number("login.attempts_per_address")?,
            registrations_per_address: sources.read_number("login.registrations_per_address")?,
            base_delay: sources.read_number("login.base_delay")?,
            max_delay: sources.read_number("login.max_delay")?,
            cache_ms: sources.read_number("login.cache_ms")?,
        };
        if settings.base_delay > settings.max_delay {
            return Err(SettingsError::Conflict {
                name: "login.base_delay",
                value: settings.base_delay.to_string(),
                reason: "it must not be longer than login.max_delay",
            });
        }
        Ok(settings)
    }
}
