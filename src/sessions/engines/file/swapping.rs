//! Replaces the text of a session, and parses it.
//!
//! A text of up to [`MAX_IN_PLACE_BYTES`] overwrites the old one in the file, with one
//! system call, while the file is locked. No reader sees a half-written text, and a
//! process that is killed is killed before the call or after it. A new file that is
//! renamed over the old one takes ten times as long on ext4, which waits until the new
//! file has its blocks on the disk (`docs/decisions/file-in-place.md`).
//!
//! Spaces before the data pad the text, so that the length of the file seldom changes and
//! never shrinks. After a power failure the disk may lack the writes of the last half
//! minute. Then the file has its old text, or, if the session was created or grew in that
//! time, perhaps no readable text; the visitor then gets a new session.
//!
//! A longer text has several blocks on the disk, of which some could be new and others
//! old after a power failure. It is written to a new file, which is renamed.

use std::io;

use super::{
    super::{EngineError, Replace},
    folder::Folder,
    locked::Locked,
};
use crate::{
    platform,
    sessions::{codec, key::SessionKey, record::Record},
};

/// The longest text that is written in place, in bytes: a memory page, and a block of most
/// file systems.
pub const MAX_IN_PLACE_BYTES: usize = 4_096;

/// The length of a padded text is a multiple of this, in bytes: a disk sector.
const SECTOR_BYTES: usize = 512;

/// Replaces the text by `next` if it has the version `expected`.
///
/// # Errors
/// [`EngineError::Unavailable`] if the file can't be read or written, and
/// [`EngineError::Unreadable`] if it contains no record.
pub fn swap(
    folder: &Folder,
    locked: &Locked,
    key: &SessionKey,
    expected: i64,
    next: &str,
) -> Result<Replace, EngineError> {
    let current = locked.text()?;
    if !current.starts_with(codec::prefix(expected).as_bytes()) {
        return parse(&current).map(Replace::Conflict).inspect_err(|_| folder.move_aside(&locked.path));
    }
    if current.len().max(next.len()) > MAX_IN_PLACE_BYTES {
        folder.write_and_rename(&locked.path, &padded(next, 0))?;
    } else {
        overwrite(locked, &current, &padded(next, current.len()))?;
    }
    Ok(Replace::Replaced(key.clone()))
}

/// Overwrites the text, and restores the old one if the disk has not taken all bytes.
fn overwrite(locked: &Locked, current: &[u8], next: &str) -> io::Result<()> {
    let written = platform::write_at_start(&locked.file, next.as_bytes());
    written.inspect_err(|_| drop(platform::write_at_start(&locked.file, current)))
}

/// Returns the text with spaces before its JSON, which a JSON parser ignores. It has at
/// least `min_bytes` bytes.
pub fn padded(text: &str, min_bytes: usize) -> String {
    let length = text.len().next_multiple_of(SECTOR_BYTES).max(min_bytes);
    let (head, data) = text.split_at(text.find('{').unwrap_or(text.len()));
    let spaces = " ".repeat(length - text.len());
    [head, &spaces, data].concat()
}

/// Returns the record in the text of a file. After a power failure a file that grew may
/// have its new length and its old text, followed by zeros.
///
/// # Errors
/// [`EngineError::Unreadable`] if the text is no record.
pub fn parse(text: &[u8]) -> Result<Record, EngineError> {
    let text = str::from_utf8(text).map_err(|_| EngineError::Unreadable("it is not UTF-8".to_owned()))?;
    codec::read(text.trim_end_matches('\0'))
}

/// Returns the record in a locked file. Renames a file that contains no record.
///
/// # Errors
/// [`EngineError::Unreadable`] if the text is no record, and
/// [`EngineError::Unavailable`] if it can't be read.
pub fn read(folder: &Folder, locked: &Locked) -> Result<Record, EngineError> {
    parse(&locked.text()?).inspect_err(|_| folder.move_aside(&locked.path))
}
