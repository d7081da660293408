//! What can be wrong with the settings, in one line each.

use std::path::PathBuf;

/// The settings can't be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A value that is not allowed.
    #[error("{name} is {value:?} ({origin}); allowed: {allowed}")]
    Value {
        /// Its dotted name.
        name: String,
        /// What was found, or stars for a secret.
        value: String,
        /// Where it was found.
        origin: String,
        /// What it may be.
        allowed: &'static str,
    },
    /// A value that does not go with others.
    #[error("{name} is {value:?}; {reason}")]
    Together {
        /// Its dotted name.
        name: &'static str,
        /// What was found.
        value: String,
        /// With what it does not go.
        reason: &'static str,
    },
    /// A key that means nothing.
    #[error("{file}: there is no setting {name:?}{hint}; `session-shop settings` lists them all")]
    Unknown {
        /// The file.
        file: String,
        /// The dotted name found.
        name: String,
        /// The nearest that there is.
        hint: String,
    },
    /// The file is not TOML.
    #[error("{file}: line {line}: {reason}")]
    Syntax {
        /// The file.
        file: String,
        /// Counted from 1.
        line: usize,
        /// What the parser said.
        reason: String,
    },
    /// A file can't be read or written.
    #[error("{path}: {reason}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
}

impl SettingsError {
    /// The dotted name of the setting that is wrong, if it is one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Value { name, .. } | Self::Unknown { name, .. } => Some(name),
            Self::Together { name, .. } => Some(name),
            Self::Syntax { .. } | Self::File { .. } => None,
        }
    }
}
