//! Replacing a session's text: the new one is written into a spare file, and
//! the two files change places in one step. What was the session's file is
//! emptied and is the spare of the next writer who holds the lock. To make,
//! rename and remove a file each time takes ten times as long on ext4.
//!
//! Why no reader sees half of a text, or another session's:
//! * A name of a session's file is changed only by who holds its lock, and
//!   always to a file that was written and closed before.
//! * A reader reads only after it locked the file it opened (shared) and the
//!   path still named it.
//! * A replaced file is emptied only under an exclusive lock, after it lost
//!   its name. Then no reader reads it any more, and whoever locks it later
//!   finds that the path names another. If that lock isn't to be had, a reader
//!   is at it: the file is removed and never written again.
//! * A spare is written only if it is empty. One with something in it was left
//!   by a process that was killed, before it had emptied it or while it wrote:
//!   it is removed too.
//!
//! A killed process leaves the old text or the new one, never half of one. A
//! machine whose power fails may not have written what it was told in the last
//! half minute: a session that was changed then may come back empty, and its
//! visitor starts afresh. It never comes back with another session's text: an
//! emptied file has given back the place on the disk where that stood.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::Path,
};

use super::{
    super::{EngineError, Replace},
    folder::{self, Folder, found},
    lock::Lock,
    reading::read_locked,
};
use crate::sessions::{key::SessionKey, text};

/// Longer than the beginning of any text up to its version.
const BEGINNING: usize = 32;

/// Stores `next` in the place of the text of that version.
pub fn swap(
    folder: &Folder,
    held: &Lock,
    key: &SessionKey,
    version: i64,
    next: &str,
) -> Result<Replace, EngineError> {
    let path = folder.session(key);
    let present = OpenOptions::new().read(true).write(true).open(&path);
    let Some(mut present) = found(present)? else { return Ok(Replace::Gone) };
    let mut beginning = [0; BEGINNING];
    let length = present.read(&mut beginning)?;
    if !beginning[..length].starts_with(text::prefix(version).as_bytes()) {
        let other = read_locked(folder, held, key)?;
        return Ok(other.map_or(Replace::Gone, Replace::Conflict));
    }
    let spare = folder.spare(held.number());
    let written = write(folder, &spare, next).and_then(|()| change_places(folder, &spare, &path));
    match written.inspect_err(|_| drop(fs::remove_file(&spare)))? {
        Left::Old => empty(&present, &spare),
        Left::Nothing => {}
    }
    Ok(Replace::Replaced(key.clone()))
}

fn write(folder: &Folder, spare: &Path, text: &str) -> io::Result<()> {
    let mut file = folder::open_or_create(spare)?;
    let metadata = file.metadata()?;
    if metadata.len() > 0 || !folder.is_own(&metadata) {
        fs::remove_file(spare)?;
        file = folder::create_new(spare)?;
    }
    file.write_all(text.as_bytes())
}

/// What is in the spare's place when the new text is in the session's.
enum Left {
    /// The session's old file.
    Old,
    /// No file.
    Nothing,
}

/// A file system that can't exchange two files can put one over the other.
fn change_places(folder: &Folder, spare: &Path, path: &Path) -> io::Result<Left> {
    match (folder.exchange)(spare, path) {
        Ok(()) => Ok(Left::Old),
        Err(_) => fs::rename(spare, path).map(|()| Left::Nothing),
    }
}

/// At once, not when it is used next: its session may be over by then.
fn empty(replaced: &File, spare: &Path) {
    let emptied = replaced.try_lock().is_ok() && replaced.set_len(0).is_ok();
    if !emptied && let Err(error) = fs::remove_file(spare) {
        log::warn!("a session's replaced file could not be removed: {error}");
    }
}

/// Whether there is nothing in the spare of that lock.
pub fn is_empty(folder: &Folder, number: usize) -> io::Result<bool> {
    let spare = found(fs::symlink_metadata(folder.spare(number)))?;
    Ok(spare.is_none_or(|spare| spare.len() == 0))
}

/// Removes the spare of a held lock if a killed process left something in it.
pub fn remove_left(folder: &Folder, held: &Lock) -> io::Result<()> {
    if is_empty(folder, held.number())? { Ok(()) } else { fs::remove_file(folder.spare(held.number())) }
}
