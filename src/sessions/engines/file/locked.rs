//! A session's file and the lock on it: a shared lock to read it, an exclusive lock to
//! change or remove it. Each is held for a few microseconds.
//!
//! The lock belongs to the open file (`flock`). So it works between threads, which each
//! open the file, and between processes that share the folder. The operating system
//! releases it when its process ends, in whatever way. A writer that has got the lock
//! checks that the name still belongs to this file: another writer may have removed it,
//! or renamed a new file over it. A reader need not check: a file without a name is not
//! changed any more, so it contains the session as it was when the reader opened it.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read},
    path::{Path, PathBuf},
    thread,
};

use super::folder::none_if_missing;
use crate::platform;

/// The number of attempts to get a lock before a thread waits for it. A lock is released
/// within microseconds.
const MAX_ATTEMPTS: usize = 4;

/// The result of an attempt to lock a file without waiting.
pub enum Attempt<T> {
    /// The lock was free.
    Done(T),
    /// There is no such file.
    Missing,
    /// Another thread or process has the lock.
    Busy,
}

/// Returns the text of a file if no writer has locked it.
///
/// # Errors
/// If the file can't be read.
pub fn try_read(path: &Path) -> io::Result<Attempt<Vec<u8>>> {
    let Some(file) = none_if_missing(File::open(path), path)? else { return Ok(Attempt::Missing) };
    if !try_repeatedly(|| file.try_lock_shared())? {
        return Ok(Attempt::Busy);
    }
    let length = file.metadata()?.len();
    // With this capacity, one system call reads the file.
    let mut text = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(length).read_to_end(&mut text)?;
    Ok(Attempt::Done(text))
}

/// A session's file with an exclusive lock, which is released when this is dropped.
pub struct Locked {
    /// Open for reading and writing.
    pub file: File,
    /// The path under which it was opened.
    pub path: PathBuf,
    /// The length in bytes.
    pub length: u64,
}

impl Locked {
    /// Locks the file if the lock is free.
    ///
    /// # Errors
    /// If the file can't be opened or locked.
    pub fn try_lock(path: &Path) -> io::Result<Attempt<Self>> {
        Self::attempt(path, |file| try_repeatedly(|| file.try_lock()))
    }

    /// Waits for the lock, without a timeout. Returns `None` if there is no such file.
    ///
    /// # Errors
    /// If the file can't be opened or locked.
    pub fn wait(path: &Path) -> io::Result<Option<Self>> {
        loop {
            match Self::attempt(path, |file| file.lock().map(|()| true))? {
                Attempt::Done(locked) => return Ok(Some(locked)),
                Attempt::Missing => return Ok(None),
                Attempt::Busy => {}
            }
        }
    }

    fn attempt(path: &Path, lock: impl FnOnce(&File) -> io::Result<bool>) -> io::Result<Attempt<Self>> {
        let opened = OpenOptions::new().read(true).write(true).open(path);
        let Some(file) = none_if_missing(opened, path)? else { return Ok(Attempt::Missing) };
        if !lock(&file)? {
            return Ok(Attempt::Busy);
        }
        match none_if_missing(platform::is_same_file(&file, path), path)? {
            None => Ok(Attempt::Missing),
            Some(false) => Ok(Attempt::Busy),
            Some(true) => {
                let length = file.metadata()?.len();
                Ok(Attempt::Done(Self { file, path: path.to_owned(), length }))
            }
        }
    }

    /// Returns the whole text.
    ///
    /// # Errors
    /// If the file can't be read.
    pub fn text(&self) -> io::Result<Vec<u8>> {
        let mut text = vec![0; usize::try_from(self.length).unwrap_or_default()];
        platform::read_from_start(&self.file, &mut text)?;
        Ok(text)
    }
}

/// Tries to get a lock a few times and returns whether it succeeded.
fn try_repeatedly(lock: impl Fn() -> Result<(), TryLockError>) -> io::Result<bool> {
    for _ in 0..MAX_ATTEMPTS {
        match lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) => thread::yield_now(),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Ok(false)
}
