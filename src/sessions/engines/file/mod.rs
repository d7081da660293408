//! The `file` engine: stores each session in a file that is named after its key (D4) and
//! that only the owner of the process can read.
//!
//! The calling thread itself reads a file and writes a text of usual length. The file is
//! nearly always in the page cache of the operating system, and the system call then
//! takes less time than a switch to another thread. So the folder should be on a local
//! disk: a network file system that hangs would block all requests of the thread. Work
//! that waits for a lock or creates a file runs on a thread for blocking work.

mod clearing;
mod folder;
mod locked;
mod swapping;
#[cfg(test)]
mod tests;

use std::{
    fs, io,
    path::PathBuf,
    sync::{Arc, Weak},
};

use async_trait::async_trait;
use time::OffsetDateTime;

#[cfg(any(test, fuzzing))]
pub(super) use self::swapping::{padded as padded_text, parse as parse_text};
use self::{
    folder::Folder,
    locked::{Attempt, Locked, try_read},
    swapping::{MAX_IN_PLACE_BYTES, padded, parse, read, swap},
};
use super::{Cleared, Engine, EngineError, InspectResult, RawRecord, Replace};
use crate::sessions::{codec, key::SessionKey, record::Record};

/// Stores sessions in files.
pub struct FileEngine {
    folder: Folder,
}

impl FileEngine {
    /// Opens an engine over a folder.
    ///
    /// # Errors
    /// If the folder does not exist, or if no file can be created in it (D5).
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        Ok(Self { folder: Folder::open(folder)? })
    }

    /// Runs `work` on a thread for blocking work. `work` can test by its second argument
    /// whether the caller still waits: the strong count is 0 if not.
    async fn run_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Folder, &Weak<()>) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let caller = Arc::new(());
        let (folder, waiting) = (self.folder.clone(), Arc::downgrade(&caller));
        let done = tokio::task::spawn_blocking(move || work(&folder, &waiting)).await;
        drop(caller);
        done.map_err(|error| EngineError::Unavailable(error.to_string()))?
    }

    /// Runs `work` while the session's file is locked, or with `None` if there is no file.
    /// Uses the calling thread if the lock is free.
    async fn with_lock<T: Send + 'static>(
        &self,
        key: &SessionKey,
        work: impl FnOnce(&Folder, Option<Locked>) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        match Locked::try_lock(&self.folder.session(key))? {
            Attempt::Done(locked) => work(&self.folder, Some(locked)),
            Attempt::Missing => work(&self.folder, None),
            Attempt::Busy => self.with_lock_blocking(key, work).await,
        }
    }

    /// Waits for the lock of the session's file on a thread for blocking work, and runs
    /// `work` there.
    async fn with_lock_blocking<T: Send + 'static>(
        &self,
        key: &SessionKey,
        work: impl FnOnce(&Folder, Option<Locked>) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let path = self.folder.session(key);
        self.run_blocking(move |folder, waiting| {
            let locked = Locked::wait(&path)?;
            // If the caller has stopped waiting, it has reported that nothing was
            // written; then nothing may be written.
            match waiting.strong_count() {
                0 => Err(EngineError::Unavailable(
                    "the lock of a session file was not free in time".to_owned(),
                )),
                _ => work(folder, locked),
            }
        })
        .await
    }

    /// Replaces the text of a session if it has the version `expected`.
    async fn swap(&self, key: &SessionKey, expected: i64, next: String) -> Result<Replace, EngineError> {
        if !key.is_well_formed() {
            return Ok(Replace::Gone);
        }
        let (of, is_short) = (key.clone(), next.len() <= MAX_IN_PLACE_BYTES);
        let work = move |folder: &Folder, locked: Option<Locked>| match locked {
            Some(locked) => swap(folder, &locked, &of, expected, &next),
            None => Ok(Replace::Gone),
        };
        if is_short { self.with_lock(key, work).await } else { self.with_lock_blocking(key, work).await }
    }
}

#[async_trait]
impl Engine for FileEngine {
    fn name(&self) -> &'static str {
        "file"
    }

    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        if !key.is_well_formed() {
            return Ok(None);
        }
        match try_read(&self.folder.session(key))? {
            Attempt::Missing => return Ok(None),
            Attempt::Done(text) => match parse(&text) {
                // Read again under the lock, and moved aside if still unreadable.
                Err(EngineError::Unreadable(_)) => {}
                record => return record.map(Some),
            },
            Attempt::Busy => {}
        }
        let again =
            |folder: &Folder, locked: Option<Locked>| locked.map(|locked| read(folder, &locked)).transpose();
        self.with_lock(key, again).await
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        let text = padded(&codec::write(record)?, 0);
        self.run_blocking(move |folder, _| {
            let key = SessionKey::random();
            folder.write_and_rename(&folder.session(&key), &text)?;
            Ok(key)
        })
        .await
    }

    async fn replace(&self, key: &SessionKey, expected: i64, next: &Record) -> Result<Replace, EngineError> {
        self.swap(key, expected, codec::write(next)?).await
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        self.swap(key, record.version, codec::write(record)?).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        if !key.is_well_formed() {
            return Ok(());
        }
        self.with_lock(key, |_, locked| match locked {
            Some(locked) => Ok(fs::remove_file(&locked.path)?),
            None => Ok(()),
        })
        .await
    }

    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError> {
        self.run_blocking(move |folder, _| clearing::clear(folder, now)).await.map(Cleared::Removed)
    }

    async fn check(&self) -> Result<(), EngineError> {
        self.run_blocking(|folder, _| Ok(fs::metadata(folder.path()).map(drop)?)).await
    }

    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        if !key.is_well_formed() {
            return Ok(None);
        }
        self.with_lock(key, |_, locked| {
            let Some(locked) = locked else { return Ok(None) };
            let text = String::from_utf8_lossy(&locked.text()?).into_owned();
            Ok(Some(RawRecord::File { path: locked.path, text }))
        })
        .await
    }
}

impl From<io::Error> for EngineError {
    fn from(error: io::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}
