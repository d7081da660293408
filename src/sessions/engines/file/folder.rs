//! The folder of the file engine, and the names of its files:
//!
//! | name | content |
//! |---|---|
//! | `session_KEY` | a session |
//! | `.new_KEY` | a temporary file that is renamed when it is written |
//! | `unreadable_KEY` | a former session file without a readable session |

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    platform::{Readers, create_new},
    sessions::key::SessionKey,
};

/// The prefix of the names of session files.
pub const SESSION: &str = "session_";

/// The prefix of the names of temporary files.
pub const NEW: &str = ".new_";

/// The prefix of the names of unreadable files.
const UNREADABLE: &str = "unreadable_";

/// A folder in which files can be created.
#[derive(Clone)]
pub struct Folder(Arc<Path>);

impl Folder {
    /// Opens a folder and creates a file in it as a test.
    ///
    /// # Errors
    /// If the folder does not exist or can't be written.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        let folder = Self(path.into());
        let probe = folder.new_file();
        create_new(&probe, Readers::OwnerOnly)?;
        fs::remove_file(&probe)?;
        Ok(folder)
    }

    /// Returns the path of the folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Returns the path of a session's file.
    pub fn session(&self, key: &SessionKey) -> PathBuf {
        self.0.join(format!("{SESSION}{}", key.as_str()))
    }

    /// Writes a text to a temporary file and renames it to `path`. If the process is
    /// killed meanwhile, the old file or the new one is there.
    ///
    /// # Errors
    /// If the file can't be written; the old file then stays.
    pub fn write_and_rename(&self, path: &Path, text: &str) -> io::Result<()> {
        let new = self.new_file();
        let written =
            create_new(&new, Readers::OwnerOnly).and_then(|mut file| file.write_all(text.as_bytes()));
        let renamed = written.and_then(|()| fs::rename(&new, path));
        renamed.inspect_err(|_| drop(fs::remove_file(&new)))
    }

    /// Renames an unreadable session file, so that an operator can examine it.
    pub fn move_aside(&self, path: &Path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().replacen(SESSION, UNREADABLE, 1);
        if let Err(error) = fs::rename(path, self.0.join(name)) {
            log::warn!("an unreadable session file could not be renamed: {error}");
        }
    }

    /// Returns the path of a new temporary file, with a random name.
    fn new_file(&self) -> PathBuf {
        self.0.join(format!("{NEW}{}", SessionKey::random().as_str()))
    }
}

/// Returns `None` if the file at `path` does not exist.
///
/// # Errors
/// If its folder does not exist either. Then the store is unavailable, for example an
/// unmounted disk, and the session may exist when it is back.
pub fn none_if_missing<T>(result: io::Result<T>, path: &Path) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            path.parent().map_or(Ok(None), |folder| fs::metadata(folder).map(|_| None))
        }
        Err(error) => Err(error),
    }
}
