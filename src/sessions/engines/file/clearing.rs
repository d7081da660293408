//! Removing what is over, and what killed processes left.

use std::{
    ffi::OsStr,
    fs::{self, DirEntry},
    os::unix::ffi::OsStrExt,
    time::Duration,
};

use time::OffsetDateTime;

use super::{
    super::EngineError,
    folder::{Folder, NEW, SESSION},
    locked::{Attempt, Locked, look},
    reading::{parse, read},
};
use crate::sessions::key::SessionKey;

/// Far longer than it takes to write one.
const LEFT_BEHIND: Duration = Duration::from_secs(60 * 60);

/// Removes the sessions that have expired at `now` and returns how many there
/// were. An entry that looks like a session's file and is none, or that can't be
/// read, stays where it is; one warning counts them.
pub fn clear(folder: &Folder, now: OffsetDateTime) -> Result<u64, EngineError> {
    let (mut removed, mut skipped) = (0, Skipped::default());
    for entry in fs::read_dir(folder.path())? {
        let entry = entry?;
        let name = entry.file_name();
        if let Some(key) = name.as_bytes().strip_prefix(SESSION.as_bytes()) {
            match clear_entry(folder, &entry, key, now) {
                Ok(is_removed) => removed += u64::from(is_removed),
                Err(reason) => skipped.add(&name, reason),
            }
        } else if is_abandoned(&entry, &name) {
            // Another process may have been quicker.
            let _ = fs::remove_file(entry.path());
        }
    }
    skipped.warn(folder);
    Ok(removed)
}

/// Removes the session in an entry of the folder if it has expired. The error is
/// why the entry can't be a session's file, or can't be read.
fn clear_entry(folder: &Folder, entry: &DirEntry, key: &[u8], now: OffsetDateTime) -> Result<bool, String> {
    let key = str::from_utf8(key).map_err(|_| "its name is not UTF-8")?;
    let key = SessionKey::from_cookie(key);
    if !key.is_drawn() {
        return Err("its name holds no session key".to_owned());
    }
    // Not through a link, and not of a pipe, which would block.
    if !entry.file_type().map_err(|error| error.to_string())?.is_file() {
        return Err("it is no regular file".to_owned());
    }
    clear_session(folder, &key, now).map_err(|error| error.to_string())
}

/// The entries that a clearing left alone.
#[derive(Default)]
struct Skipped {
    count: usize,
    /// Name and reason of the first one.
    first: Option<(String, String)>,
}

impl Skipped {
    /// Counts an entry. The name of a possible session is not kept: it holds the
    /// key, and whoever reads it in the log has the session.
    fn add(&mut self, name: &OsStr, reason: String) {
        self.count += 1;
        self.first.get_or_insert_with(|| {
            let key = name.to_str().and_then(|name| name.strip_prefix(SESSION));
            let is_key = key.is_some_and(|key| SessionKey::from_cookie(key).is_drawn());
            let shown = if is_key { format!("\"{SESSION}…\"") } else { format!("{name:?}") };
            (shown, reason)
        });
    }

    fn warn(self, folder: &Folder) {
        if let Some((name, reason)) = self.first {
            let (count, path) = (self.count, folder.path().display());
            log::warn!("clearing left {count} entries of {path} alone; the first is {name}: {reason}");
        }
    }
}

fn clear_session(folder: &Folder, key: &SessionKey, now: OffsetDateTime) -> Result<bool, EngineError> {
    let path = folder.session(key);
    if let Attempt::Done(text) = look(&path)?
        && parse(&text).is_ok_and(|record| !record.is_expired(now))
    {
        return Ok(false);
    }
    // Looked at again under the lock: it may have been extended.
    let Some(locked) = Locked::wait(&path)? else { return Ok(false) };
    match read(folder, &locked) {
        Ok(record) if record.is_expired(now) => {
            fs::remove_file(path)?;
            Ok(true)
        }
        Ok(_) | Err(EngineError::Unreadable(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Returns whether a process began to write the file and was killed.
fn is_abandoned(entry: &DirEntry, name: &OsStr) -> bool {
    let key = name.to_str().and_then(|name| name.strip_prefix(NEW));
    let modified = || entry.metadata().and_then(|metadata| metadata.modified());
    key.is_some_and(|key| SessionKey::from_cookie(key).is_drawn())
        && entry.file_type().is_ok_and(|kind| kind.is_file())
        && modified().is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age >= LEFT_BEHIND))
}
