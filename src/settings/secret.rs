//! Texts that must not be shown, and the secret key that the shop creates for
//! itself.

use std::{fmt, fs, io::Write, path::Path};

use rand::RngExt;

use super::SettingsError;
use crate::platform::{Readers, create_new};

/// A text that is never printed: its `Debug` output hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// The minimum size of `secret_key`, in bytes: 256 bits.
pub const MIN_BYTES: usize = 32;

impl Secret {
    /// Returns the secret if `text` is long enough. An empty text is allowed; it
    /// means that there is no secret.
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.len() >= MIN_BYTES).then(|| Self(text.to_owned()))
    }

    /// Returns whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the text itself, for signing.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Reads the key from the file `secret_key` in `folder`. If there is no such
    /// file, creates it with a random key; only its owner can read it.
    ///
    /// # Errors
    /// If the file can't be read or created, or if the key in it is too short.
    pub fn load_or_create(folder: &Path) -> Result<Self, SettingsError> {
        let path = folder.join("secret_key");
        let failed = |reason: String| SettingsError::File { path: path.clone(), reason };
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(text.trim()).filter(|secret| !secret.is_empty()).ok_or_else(|| {
                failed(format!(
                    "a secret key has at least {MIN_BYTES} bytes; remove the file to have a new one created"
                ))
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let secret = Self::random();
                let file = create_new(&path, Readers::OwnerOnly);
                let written = file.and_then(|mut file| writeln!(file, "{}", secret.0));
                written.map_err(|error| failed(error.to_string()))?;
                log::info!("SECRET_KEY is not set: created a random key in {}", path.display());
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
