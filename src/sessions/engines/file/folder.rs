//! The folder of the file engine, and what the files in it are called:
//!
//! | name | what it is |
//! |---|---|
//! | `session_KEY` | a session |
//! | `.new_KEY` | a text that is being written, to be renamed |
//! | `unreadable_KEY` | what was a session's file and held no session |

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

/// What the names of session files begin with.
pub const SESSION: &str = "session_";

/// What the names of files that are being written begin with.
pub const NEW: &str = ".new_";

/// What the names of files that could not be read begin with.
const UNREADABLE: &str = "unreadable_";

/// A folder that can be written.
#[derive(Clone)]
pub struct Folder(Arc<Path>);

impl Folder {
    /// An error that says what is wrong if it isn't there or can't be written.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        let folder = Self(path.into());
        let probe = folder.new_file();
        create_new(&probe, Readers::OwnerOnly)?;
        fs::remove_file(&probe)?;
        Ok(folder)
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The file of that session.
    pub fn session(&self, key: &SessionKey) -> PathBuf {
        self.0.join(format!("{SESSION}{}", key.as_str()))
    }

    /// Writes a text beside and renames it to `path`, over what is there.
    /// Somebody who is killed leaves the old file or the new one.
    pub fn put(&self, path: &Path, text: &str) -> io::Result<()> {
        let new = self.new_file();
        let written =
            create_new(&new, Readers::OwnerOnly).and_then(|mut file| file.write_all(text.as_bytes()));
        let renamed = written.and_then(|()| fs::rename(&new, path));
        renamed.inspect_err(|_| drop(fs::remove_file(&new)))
    }

    /// Out of the way, for whoever wants to know what happened to it.
    pub fn put_aside(&self, path: &Path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().replacen(SESSION, UNREADABLE, 1);
        if let Err(error) = fs::rename(path, self.0.join(name)) {
            log::warn!("a session file that can't be read could not be put aside: {error}");
        }
    }

    /// A name that nobody has and nobody guesses.
    fn new_file(&self) -> PathBuf {
        self.0.join(format!("{NEW}{}", SessionKey::random().as_str()))
    }
}

/// Returns `None` if the file at `path` does not exist.
///
/// # Errors
/// If its folder does not exist either: then the store is away, such as a disk
/// that is not mounted, and the session may still be there when it is back.
pub fn found<T>(result: io::Result<T>, path: &Path) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            path.parent().map_or(Ok(None), |folder| fs::metadata(folder).map(|_| None))
        }
        Err(error) => Err(error),
    }
}
