//! The errors of the settings, each a message of one line.

use std::path::PathBuf;

use super::Allowed;

/// The settings can't be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A value that is not allowed.
    #[error("{name} is {value:?} ({origin}); allowed: {allowed}")]
    Value {
        /// The dotted name of the setting.
        name: String,
        /// The value, or asterisks for a secret.
        value: String,
        /// The source of the value.
        origin: String,
        /// The values that are allowed.
        allowed: &'static Allowed,
    },
    /// A value that conflicts with other settings.
    #[error("{name} is {value:?}; {reason}")]
    Conflict {
        /// The dotted name of the setting.
        name: &'static str,
        /// The value.
        value: String,
        /// The condition that the other settings don't meet.
        reason: &'static str,
    },
    /// A key of the file that is no setting.
    #[error("{file}: there is no setting {name:?}{hint}; `session-shop settings` lists them all")]
    Unknown {
        /// The file.
        file: String,
        /// The dotted name in the file.
        name: String,
        /// A question with the most similar name, or an empty text.
        hint: String,
    },
    /// An environment variable that is no setting, and looks like one.
    #[error(
        "there is no setting for the environment variable {name:?}{hint}; docs/SETTINGS.md lists them all"
    )]
    UnknownVariable {
        /// The name of the variable.
        name: String,
        /// A question with the most similar name, or an empty text.
        hint: String,
    },
    /// An environment variable and the variable of its file are both set.
    #[error("{variable} and {file_variable} are both set; allowed: one of them")]
    SetTwice {
        /// The variable with the value.
        variable: String,
        /// The variable with the path.
        file_variable: String,
    },
    /// The value of an environment variable is no text.
    #[error("the environment variable {variable} is no text; allowed: UTF-8")]
    NoText {
        /// The name of the variable.
        variable: String,
    },
    /// A file with a secret can't be read.
    #[error("{source_name} is {path:?}, but that file can't be read: {reason}")]
    SecretFile {
        /// The variable or the credential that names the file.
        source_name: String,
        /// The file.
        path: PathBuf,
        /// The message of the operating system.
        reason: String,
    },
    /// The file is not TOML.
    #[error("{file}: line {line}: {reason}")]
    Syntax {
        /// The file.
        file: String,
        /// The number of the line; the first line is 1.
        line: usize,
        /// The message of the parser.
        reason: String,
    },
    /// A file can't be read or written.
    #[error("{path}: {reason}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The message of the operating system.
        reason: String,
    },
}

impl SettingsError {
    /// Returns the dotted name of the setting that is wrong. An error of a file or of a
    /// variable has none.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Value { name, .. } | Self::Unknown { name, .. } => Some(name),
            Self::Conflict { name, .. } => Some(name),
            Self::UnknownVariable { .. }
            | Self::SetTwice { .. }
            | Self::NoText { .. }
            | Self::SecretFile { .. }
            | Self::Syntax { .. }
            | Self::File { .. } => None,
        }
    }
}
