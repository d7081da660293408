//! Removing what is over, and what killed processes left.

use std::{
    fs::{self, DirEntry},
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

/// Removes the sessions that are over at `now`; how many there were.
pub fn clear(folder: &Folder, now: OffsetDateTime) -> Result<u64, EngineError> {
    let mut removed = 0;
    for entry in fs::read_dir(folder.path())? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if let Some(key) = name.strip_prefix(SESSION) {
            removed += u64::from(clear_session(folder, &SessionKey::from_cookie(key), now)?);
        } else if name.starts_with(NEW) && is_left_behind(&entry) {
            // Another process may have been quicker.
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(removed)
}

fn clear_session(folder: &Folder, key: &SessionKey, now: OffsetDateTime) -> Result<bool, EngineError> {
    if !key.is_drawn() {
        return Ok(false);
    }
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

/// Whether a process began to write it and was killed.
fn is_left_behind(file: &DirEntry) -> bool {
    let modified = file.metadata().and_then(|metadata| metadata.modified());
    modified.is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age >= LEFT_BEHIND))
}
