//! The `file` engine: a file a session, named by its key (D4), readable by its
//! owner only.
//!
//! A file is read, and a text of usual length written, on the thread that asks:
//! it lies in the system's memory nearly always, and that takes less than
//! handing the work to another thread. So the folder should be on a disk of the
//! machine's own; one on a network that hangs would stop all requests of the
//! thread. Whatever waits for a lock or makes a file goes to a thread that may
//! wait.

mod clearing;
mod folder;
mod locked;
mod reading;
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

use self::{
    folder::Folder,
    locked::{Attempt, Locked, look},
    reading::{parse, read},
    swapping::{IN_PLACE, padded, swap},
};
use super::{Cleared, Engine, EngineError, InspectResult, RawRecord, Replace};
use crate::sessions::{codec, key::SessionKey, record::Record};

/// Keeps sessions in files.
pub struct FileEngine {
    folder: Folder,
}

impl FileEngine {
    /// In a folder that exists and can be written; an error that says what is
    /// wrong if not (D5).
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        Ok(Self { folder: Folder::open(folder)? })
    }

    /// On a thread that may wait. The work is also given what tells whether
    /// somebody still waits for it.
    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Folder, &Weak<()>) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let asker = Arc::new(());
        let (folder, waits) = (self.folder.clone(), Arc::downgrade(&asker));
        let done = tokio::task::spawn_blocking(move || work(&folder, &waits)).await;
        drop(asker);
        done.map_err(|error| EngineError::Unavailable(error.to_string()))?
    }

    /// With the session's file locked, if there is one: here if nobody else is
    /// at it.
    async fn locked<T: Send + 'static>(
        &self,
        key: &SessionKey,
        work: impl FnOnce(&Folder, Option<Locked>) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        match Locked::at_once(&self.folder.session(key))? {
            Attempt::Done(locked) => work(&self.folder, Some(locked)),
            Attempt::Missing => work(&self.folder, None),
            Attempt::Busy => self.locked_off_thread(key, work).await,
        }
    }

    async fn locked_off_thread<T: Send + 'static>(
        &self,
        key: &SessionKey,
        work: impl FnOnce(&Folder, Option<Locked>) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let path = self.folder.session(key);
        self.off_thread(move |folder, waits| {
            let locked = Locked::wait(&path)?;
            // Whoever asked may have given up meanwhile and said that nothing
            // was written; then nothing must be.
            match waits.strong_count() {
                0 => Err(EngineError::Unavailable("it took too long to get a file's lock".to_owned())),
                _ => work(folder, locked),
            }
        })
        .await
    }

    async fn swap(&self, key: &SessionKey, version: i64, next: String) -> Result<Replace, EngineError> {
        if !key.is_well_formed() {
            return Ok(Replace::Gone);
        }
        let (of, quick) = (key.clone(), next.len() <= IN_PLACE);
        let work = move |folder: &Folder, locked: Option<Locked>| match locked {
            Some(locked) => swap(folder, &locked, &of, version, &next),
            None => Ok(Replace::Gone),
        };
        if quick { self.locked(key, work).await } else { self.locked_off_thread(key, work).await }
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
        match look(&self.folder.session(key))? {
            Attempt::Missing => return Ok(None),
            Attempt::Done(text) => match parse(&text) {
                // Looked at again under the lock, and put aside.
                Err(EngineError::Unreadable(_)) => {}
                record => return record.map(Some),
            },
            Attempt::Busy => {}
        }
        let again =
            |folder: &Folder, locked: Option<Locked>| locked.map(|locked| read(folder, &locked)).transpose();
        self.locked(key, again).await
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        let text = padded(&codec::write_as(record, 1)?, 0);
        self.off_thread(move |folder, _| {
            let key = SessionKey::random();
            folder.put(&folder.session(&key), &text)?;
            Ok(key)
        })
        .await
    }

    async fn replace(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        self.swap(key, record.version, codec::write_as(record, record.version + 1)?).await
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        self.swap(key, record.version, codec::write(record)?).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        if !key.is_well_formed() {
            return Ok(());
        }
        self.locked(key, |_, locked| match locked {
            Some(locked) => Ok(fs::remove_file(&locked.path)?),
            None => Ok(()),
        })
        .await
    }

    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError> {
        self.off_thread(move |folder, _| clearing::clear(folder, now)).await.map(Cleared::Removed)
    }

    async fn check(&self) -> Result<(), EngineError> {
        self.off_thread(|folder, _| Ok(fs::metadata(folder.path()).map(drop)?)).await
    }

    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        if !key.is_well_formed() {
            return Ok(None);
        }
        self.locked(key, |_, locked| {
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
