//! Who changes a session holds a lock on one of a few lock files. The system
//! lets go of it when its process ends, however it ends, and it holds between
//! threads and between processes that share the folder.
//!
//! The file is opened each time: a lock belongs to what was opened, so that
//! threads which shared one would not keep each other out. And it is looked
//! whether the name still means the file: something that tidies up `/tmp` may
//! have removed it, and the next one would lock another.

use std::{
    fs::{File, TryLockError},
    io,
};

use super::folder::{self, Folder};
use crate::sessions::key::SessionKey;

/// Lock files: enough that two sessions seldom share one.
pub const LOCKS: usize = 64;

/// Held until it is dropped.
pub struct Lock {
    _file: File,
    number: usize,
}

impl Lock {
    /// The lock that this key shares with a few others, if nobody holds it.
    pub fn at_once(folder: &Folder, key: &SessionKey) -> io::Result<Option<Self>> {
        Self::take(folder, number(key), |file| match file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        })
    }

    /// The same, however long somebody else holds it.
    pub fn wait(folder: &Folder, key: &SessionKey) -> io::Result<Self> {
        Self::wait_for(folder, number(key))
    }

    /// The lock of that number.
    pub fn wait_for(folder: &Folder, number: usize) -> io::Result<Self> {
        loop {
            if let Some(lock) = Self::take(folder, number, |file| file.lock().map(|()| true))? {
                return Ok(lock);
            }
        }
    }

    fn take(
        folder: &Folder,
        number: usize,
        lock: impl Fn(&File) -> io::Result<bool>,
    ) -> io::Result<Option<Self>> {
        let path = folder.lock(number);
        let file = folder::open_or_create(&path)?;
        let holds = lock(&file)? && folder::names(&path, &file.metadata()?)?;
        Ok(holds.then_some(Self { _file: file, number }))
    }

    /// Its number, which is also that of the spare file of whoever holds it.
    pub fn number(&self) -> usize {
        self.number
    }
}

fn number(key: &SessionKey) -> usize {
    key.as_str().bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31) + usize::from(byte)) % LOCKS
}
