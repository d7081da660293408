//! The folder of the file engine, and what the files in it are called:
//!
//! | name | what it is |
//! |---|---|
//! | `session_KEY` | a session |
//! | `.new_KEY` | a session that is being created |
//! | `.lock_07` | held by whoever changes a session of this lock |
//! | `.spare_07` | what the next text of this lock is written into; else empty |
//! | `unreadable_KEY` | what was a session's file and held no session |

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io,
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

use rustix::fs::OFlags;

use crate::sessions::key::SessionKey;

/// What the names of session files begin with.
pub const SESSION: &str = "session_";

/// What the names of files that are being created begin with.
pub const NEW: &str = ".new_";

/// What the names of spares begin with; their lock's number follows.
const SPARE: &str = ".spare_";

/// What the names of files that could not be read begin with.
const UNREADABLE: &str = "unreadable_";

/// Only their owner may read and write the files.
const MODE: u32 = 0o600;

/// A folder that can be written.
#[derive(Clone)]
pub struct Folder {
    path: Arc<Path>,
    /// Whom the files belong to that this process makes here.
    owner: u32,
    /// Lets two files change places in one step.
    pub exchange: fn(&Path, &Path) -> io::Result<()>,
}

impl Folder {
    /// An error that says what is wrong if it isn't there or can't be written.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        let probe = path.join(format!("{NEW}{}", SessionKey::random().as_str()));
        let owner = create_new(&probe)?.metadata()?.uid();
        fs::remove_file(&probe)?;
        Ok(Self { path: path.into(), owner, exchange })
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file of that session.
    pub fn session(&self, key: &SessionKey) -> PathBuf {
        self.path.join(format!("{SESSION}{}", key.as_str()))
    }

    /// A name that nobody can guess, for a file that is being created.
    pub fn new_file(&self) -> PathBuf {
        self.path.join(format!("{NEW}{}", SessionKey::random().as_str()))
    }

    /// The lock file of that number.
    pub fn lock(&self, number: usize) -> PathBuf {
        self.path.join(format!(".lock_{number:02}"))
    }

    /// The spare of the lock of that number.
    pub fn spare(&self, number: usize) -> PathBuf {
        self.path.join(format!("{SPARE}{number:02}"))
    }

    /// Whether a file is one that this engine made. Anybody can make files in
    /// a folder such as `/tmp`, under names that can be guessed too.
    pub fn is_own(&self, file: &Metadata) -> bool {
        file.is_file() && file.uid() == self.owner && file.nlink() == 1 && file.mode() & 0o777 == MODE
    }

    /// Out of the way, for whoever wants to know what happened to it.
    pub fn put_aside(&self, key: &SessionKey) {
        let aside = self.path.join(format!("{UNREADABLE}{}", key.as_str()));
        if let Err(error) = fs::rename(self.session(key), aside) {
            log::warn!("a session file that can't be read could not be put aside: {error}");
        }
    }
}

/// A file that nobody had before, or an error.
pub fn create_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(MODE).open(path)
}

/// Opens a file to be written, as it is, or makes an empty one. It does not go
/// where a link leads: somebody else may have put it there.
pub fn open_or_create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(false).mode(MODE);
    options.custom_flags(OFlags::NOFOLLOW.bits().cast_signed()).open(path)
}

#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the path names this very file now. While it is open, no other file
/// can have its number.
pub fn names(path: &Path, file: &Metadata) -> io::Result<bool> {
    match fs::metadata(path) {
        Ok(named) => Ok((named.dev(), named.ino()) == (file.dev(), file.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// `None` for what is not there.
pub fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
