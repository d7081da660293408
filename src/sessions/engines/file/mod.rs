//! The `file` engine: a file a session, named by its key (D4), readable by its
//! owner only.
//!
//! A file is read on the thread that asks: it lies in the system's memory nearly
//! always, and to open and read it takes less than handing that to another
//! thread and the text back. It is written there too if nobody else holds its
//! lock. So the folder should be on a disk of the machine's own; one on a
//! network that hangs would stop all requests of the thread. Whatever waits for
//! a lock goes to a thread that may wait.

mod clearing;
mod folder;
mod lock;
mod reading;
mod spare;
#[cfg(test)]
mod tests;

use std::{
    fs,
    io::{self, Write},
    path::PathBuf,
    sync::{Arc, Weak},
};

use async_trait::async_trait;
use time::OffsetDateTime;

use self::{
    folder::{Folder, found},
    lock::Lock,
    reading::{Look, look, parse, read_locked},
};
use super::{Cleared, Engine, EngineError, Found, Lying, Replace};
use crate::sessions::{key::SessionKey, record::Record, text};

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

    /// Under the lock of that key: here if nobody holds it.
    async fn locked<T: Send + 'static>(
        &self,
        key: &SessionKey,
        work: impl FnOnce(&Folder, &Lock) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        if let Some(held) = Lock::at_once(&self.folder, key)? {
            return work(&self.folder, &held);
        }
        let key = key.clone();
        self.off_thread(move |folder, waits| {
            let held = Lock::wait(folder, &key)?;
            // Whoever asked may have given up meanwhile and said that nothing
            // was written; then nothing must be.
            match waits.strong_count() {
                0 => Err(EngineError::Unavailable("it took too long to get a file's lock".to_owned())),
                _ => work(folder, &held),
            }
        })
        .await
    }

    async fn swap(&self, key: &SessionKey, version: i64, next: String) -> Result<Replace, EngineError> {
        if !key.is_drawn() {
            return Ok(Replace::Gone);
        }
        let of = key.clone();
        self.locked(key, move |folder, held| spare::swap(folder, held, &of, version, &next)).await
    }
}

/// Under a name of its own first: a process that is killed leaves no half session.
fn create(folder: &Folder, text: &str) -> Result<SessionKey, EngineError> {
    let (key, new) = (SessionKey::random(), folder.new_file());
    let written = folder::create_new(&new).and_then(|mut file| file.write_all(text.as_bytes()));
    let renamed = written.and_then(|()| fs::rename(&new, folder.session(&key)));
    renamed.inspect_err(|_| drop(fs::remove_file(&new)))?;
    Ok(key)
}

#[async_trait]
impl Engine for FileEngine {
    fn name(&self) -> &'static str {
        "file"
    }

    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        if !key.is_drawn() {
            return Ok(None);
        }
        match look(&self.folder.session(key))? {
            Look::Nothing => return Ok(None),
            Look::Text(text) => match parse(text) {
                Err(EngineError::Unreadable(_)) => {}
                read => return read.map(Some),
            },
            Look::Changing => {}
        }
        let of = key.clone();
        self.locked(key, move |folder, held| read_locked(folder, held, &of)).await
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        let text = text::write_as(record, 1)?;
        self.off_thread(move |folder, _| create(folder, &text)).await
    }

    async fn replace(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        self.swap(key, record.version, text::write_as(record, record.version + 1)?).await
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        self.swap(key, record.version, text::write(record)?).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        if !key.is_drawn() {
            return Ok(());
        }
        let path = self.folder.session(key);
        self.locked(key, move |folder, held| {
            found(fs::remove_file(path))?;
            // A killed process may have left what it replaced.
            Ok(spare::remove_left(folder, held)?)
        })
        .await
    }

    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError> {
        self.off_thread(move |folder, _| clearing::clear(folder, now)).await.map(Cleared::Removed)
    }

    async fn check(&self) -> Result<(), EngineError> {
        self.off_thread(|folder, _| Ok(fs::metadata(folder.path()).map(drop)?)).await
    }

    async fn inspect(&self, key: &SessionKey) -> Found {
        if !key.is_drawn() {
            return Ok(None);
        }
        let path = self.folder.session(key);
        let text = match look(&path)? {
            Look::Text(text) => text,
            Look::Nothing => return Ok(None),
            Look::Changing => return Err(EngineError::Unavailable("it is being changed".to_owned())),
        };
        Ok(Some(Lying::File { path, text: String::from_utf8_lossy(&text).into_owned() }))
    }
}

impl From<io::Error> for EngineError {
    fn from(error: io::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}
