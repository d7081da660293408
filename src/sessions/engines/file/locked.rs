//! A session's file and a lock on it: shared for who reads, exclusive for who
//! changes or removes it, for the few microseconds that either takes.
//!
//! The lock is on the file that was opened (`flock`). So it holds between
//! threads, which each open it, and between processes that share the folder;
//! and the system lets go of it when its process ends, however it ends. Who
//! wants to change a file looks, once it has the lock, whether the name still
//! means this file: somebody may have removed it, or renamed another over it.
//! Nobody then changes the one that was opened any more, so a reader needn't
//! look: it has what was there when it came.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read},
    path::{Path, PathBuf},
    thread,
};

use super::folder::found;
use crate::platform;

/// How often a lock is asked for before a thread waits for it: whoever holds
/// it has nearly done.
const TRIES: usize = 4;

/// What came of an attempt.
pub enum Attempt<T> {
    /// It worked.
    Done(T),
    /// There is no such file.
    Missing,
    /// Somebody else is at it.
    Busy,
}

/// The text of a file, if nobody is changing it.
pub fn look(path: &Path) -> io::Result<Attempt<Vec<u8>>> {
    let Some(file) = found(File::open(path), path)? else { return Ok(Attempt::Missing) };
    if !again_and_again(|| file.try_lock_shared())? {
        return Ok(Attempt::Busy);
    }
    let length = file.metadata()?.len();
    // Of that length, it is read in one call.
    let mut text = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(length).read_to_end(&mut text)?;
    Ok(Attempt::Done(text))
}

/// A session's file that nobody else reads or changes until this is dropped.
pub struct Locked {
    /// Open for reading and writing.
    pub file: File,
    /// Its name.
    pub path: PathBuf,
    /// In bytes.
    pub length: u64,
}

impl Locked {
    /// If nobody else is at it.
    pub fn at_once(path: &Path) -> io::Result<Attempt<Self>> {
        Self::attempt(path, |file| again_and_again(|| file.try_lock()))
    }

    /// However long somebody else is at it; `None` if there is no such file.
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
        let Some(file) = found(opened, path)? else { return Ok(Attempt::Missing) };
        if !lock(&file)? {
            return Ok(Attempt::Busy);
        }
        match found(platform::is_same_file(&file, path), path)? {
            None => Ok(Attempt::Missing),
            Some(false) => Ok(Attempt::Busy),
            Some(true) => {
                let length = file.metadata()?.len();
                Ok(Attempt::Done(Self { file, path: path.to_owned(), length }))
            }
        }
    }

    /// The whole text.
    pub fn text(&self) -> io::Result<Vec<u8>> {
        let mut text = vec![0; usize::try_from(self.length).unwrap_or_default()];
        platform::read_from_start(&self.file, &mut text)?;
        Ok(text)
    }
}

/// Whether it got the lock in a few tries.
fn again_and_again(lock: impl Fn() -> Result<(), TryLockError>) -> io::Result<bool> {
    for _ in 0..TRIES {
        match lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) => thread::yield_now(),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Ok(false)
}
