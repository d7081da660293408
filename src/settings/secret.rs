//! Texts that must never be shown, and the one that the shop makes itself.

use std::{fmt, fs, io::Write, os::unix::fs::OpenOptionsExt, path::Path};

use rand::RngExt;

use super::SettingsError;

/// A text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// The fewest bytes of a `secret_key`: 256 bits.
pub const MIN_BYTES: usize = 32;

impl Secret {
    /// Long enough, or empty for none.
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.len() >= MIN_BYTES).then(|| Self(text.to_owned()))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text itself, for whoever signs with it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The key under `folder`, made at the first start, readable by its owner
    /// only.
    pub fn kept_in(folder: &Path) -> Result<Self, SettingsError> {
        let path = folder.join("secret_key");
        let failed = |reason: String| SettingsError::File { path: path.clone(), reason };
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(text.trim()).filter(|secret| !secret.is_empty()).ok_or_else(|| {
                failed(format!(
                    "a secret key has at least {MIN_BYTES} bytes; remove the file to have one made"
                ))
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let secret = Self::random();
                let mut options = fs::OpenOptions::new();
                let file = options.write(true).create_new(true).mode(0o600).open(&path);
                let written = file.and_then(|mut file| writeln!(file, "{}", secret.0));
                written.map_err(|error| failed(error.to_string()))?;
                log::info!("SECRET_KEY is not set: one was made and kept in {}", path.display());
                Ok(secret)
            }
            Err(error) => Err(failed(error.to_string())),
        }
    }

    fn random() -> Self {
        let mut rng = rand::rng();
        Self((0..64).map(|_| char::from(rng.sample(rand::distr::Alphanumeric))).collect())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
