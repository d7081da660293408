//! The `file` engine: a file a session, named by its key (D4), readable by its
//! owner only.
//!
//! A new text is written beside the file and renamed over it, so that a process
//! that is killed leaves the old text or the new one, never half of one. Who
//! compares and swaps holds a lock on one of a few lock files beside them: the
//! system lets go of it when its process ends, and it holds between processes
//! that share the folder.
//!
//! A file is read on the thread that asks: it lies in the system's memory nearly
//! always, and to open and read it takes less than handing that to another
//! thread and the text back. So the folder should be on a disk of the machine's
//! own; one on a network that hangs would stop all requests of the thread.
//! Whatever writes or waits for a lock goes to a thread that may wait.

use std::{
    fs::{self, DirEntry, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Arc, Weak},
    time::Duration,
};

use async_trait::async_trait;
use time::OffsetDateTime;

use super::{Cleared, Engine, EngineError, Found, Lying, Replace};
use crate::sessions::{key::SessionKey, record::Record, text};

/// Lock files: enough that two sessions seldom share one.
const LOCKS: usize = 64;

/// What the names of session files begin with.
const PREFIX: &str = "session_";

/// What the names of files that are being written begin with.
const NEW: &str = ".new_";

/// Far longer than it takes to write one.
const LEFT_BEHIND: Duration = Duration::from_secs(60 * 60);

/// What the names of files that could not be read begin with.
const UNREADABLE: &str = "unreadable_";

/// Keeps sessions in files.
pub struct FileEngine {
    folder: Arc<Path>,
    /// In the copy that works for a request: gone when nobody waits for it.
    asker: Weak<()>,
}

impl FileEngine {
    /// In a folder that exists and can be written; an error that says what is
    /// wrong if not (D5).
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        let probe = folder.join(format!("{NEW}{}", SessionKey::random().as_str()));
        create_new(&probe)?;
        fs::remove_file(&probe)?;
        Ok(Self { folder: folder.into(), asker: Weak::new() })
    }

    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let asker = Arc::new(());
        let engine = Self { folder: Arc::clone(&self.folder), asker: Arc::downgrade(&asker) };
        let done = tokio::task::spawn_blocking(move || work(&engine)).await;
        drop(asker);
        done.map_err(|error| EngineError::Unavailable(error.to_string()))?
    }

    fn path(&self, key: &SessionKey) -> PathBuf {
        self.folder.join(format!("{PREFIX}{}", key.as_str()))
    }

    /// Waits for the lock that this key shares with a few others. It is let go
    /// when the file is dropped. Whoever asked may have given up meanwhile and
    /// said that nothing was written; then nothing must be.
    fn lock(&self, key: &SessionKey) -> Result<File, EngineError> {
        let number =
            key.as_str().bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31) + usize::from(byte)) % LOCKS;
        let mut options = OpenOptions::new();
        let path = self.folder.join(format!(".lock_{number:02}"));
        let file = options.write(true).create(true).truncate(false).mode(0o600).open(path)?;
        file.lock()?;
        match self.asker.strong_count() {
            0 => Err(EngineError::Unavailable("it took too long to get a file's lock".to_owned())),
            _ => Ok(file),
        }
    }

    fn read(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        if !key.is_drawn() {
            return Ok(None);
        }
        let path = self.path(key);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let record =
            String::from_utf8(text).map_err(|_| EngineError::Unreadable("it is not UTF-8".to_owned()));
        record.and_then(|text| text::read(&text)).map(Some).inspect_err(|_| self.put_aside(&path))
    }

    /// Out of the way, for whoever wants to know what happened to it.
    fn put_aside(&self, path: &Path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().replacen(PREFIX, UNREADABLE, 1);
        if let Err(error) = fs::rename(path, self.folder.join(name)) {
            log::warn!("a session file that can't be read could not be put aside: {error}");
        }
    }

    /// Writes beside and renames. The lock must be held, or nobody know the key.
    fn write(&self, key: &SessionKey, record: &Record) -> Result<(), EngineError> {
        let text = text::write(record)?;
        let new = self.folder.join(format!("{NEW}{}", SessionKey::random().as_str()));
        let written = create_new(&new).and_then(|mut file| file.write_all(text.as_bytes()));
        let renamed = written.and_then(|()| fs::rename(&new, self.path(key)));
        Ok(renamed.inspect_err(|_| drop(fs::remove_file(&new)))?)
    }

    /// Stores what `next` makes of the present record, if that has the version.
    fn swap(&self, key: &SessionKey, version: i64, next: &Record) -> Result<Replace, EngineError> {
        let _lock = self.lock(key)?;
        match self.read(key)? {
            None => Ok(Replace::Gone),
            Some(present) if present.version != version => Ok(Replace::Conflict(present)),
            Some(_) => self.write(key, next).map(|()| Replace::Replaced(key.clone())),
        }
    }

    fn clear(&self, now: OffsetDateTime) -> Result<u64, EngineError> {
        let mut removed = 0;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| name.starts_with(NEW)) && is_left_behind(&entry) {
                // Another process may have been quicker.
                let _ = fs::remove_file(entry.path());
            }
            let Some(key) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else { continue };
            let key = SessionKey::from_cookie(key);
            if self.is_over(&key, now)? {
                // Looked at again under the lock: it may have been extended.
                let _lock = self.lock(&key)?;
                if self.is_over(&key, now)? {
                    fs::remove_file(self.path(&key))?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }

    fn is_over(&self, key: &SessionKey, now: OffsetDateTime) -> Result<bool, EngineError> {
        match self.read(key) {
            Ok(record) => Ok(record.is_some_and(|record| record.is_expired(now))),
            Err(EngineError::Unreadable(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Whether a process began to write it and was killed.
fn is_left_behind(file: &DirEntry) -> bool {
    let modified = file.metadata().and_then(|metadata| metadata.modified());
    modified.is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age >= LEFT_BEHIND))
}

fn create_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[async_trait]
impl Engine for FileEngine {
    fn name(&self) -> &'static str {
        "file"
    }

    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        self.read(key)
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        let record = Record { version: 1, ..record.clone() };
        self.off_thread(move |engine| {
            let key = SessionKey::random();
            engine.write(&key, &record)?;
            Ok(key)
        })
        .await
    }

    async fn replace(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        let (key, version) = (key.clone(), record.version);
        let next = Record { version: version + 1, ..record.clone() };
        self.off_thread(move |engine| engine.swap(&key, version, &next)).await
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        let (key, record) = (key.clone(), record.clone());
        self.off_thread(move |engine| engine.swap(&key, record.version, &record)).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        let key = key.clone();
        self.off_thread(move |engine| {
            let _lock = engine.lock(&key)?;
            match fs::remove_file(engine.path(&key)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
                _ => Ok(()),
            }
        })
        .await
    }

    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError> {
        self.off_thread(move |engine| engine.clear(now)).await.map(Cleared::Removed)
    }

    async fn check(&self) -> Result<(), EngineError> {
        self.off_thread(|engine| Ok(fs::metadata(&engine.folder).map(drop)?)).await
    }

    async fn inspect(&self, key: &SessionKey) -> Found {
        if !key.is_drawn() {
            return Ok(None);
        }
        let path = self.path(key);
        self.off_thread(move |_| match fs::read(&path) {
            Ok(text) => Ok(Some(Lying::File { path, text: String::from_utf8_lossy(&text).into_owned() })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        })
        .await
    }
}

impl From<io::Error> for EngineError {
    fn from(error: io::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}
