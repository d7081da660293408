//! Writing over a session's text.
//!
//! A text of up to [`IN_PLACE`] bytes is written over the old one in the file,
//! in one call, while the file is locked: no reader sees it half done, and a
//! process that is killed is killed before the call or after it. To write a
//! file beside and rename it over the old one takes ten times as long on ext4,
//! which then waits until the new one has a place on the disk.
//!
//! Texts are filled up with spaces, before the data, so that the length of the
//! file seldom changes, and never shrinks here. Should the power fail, the system may not
//! have put on the disk what it was told in the last half minute: then the old
//! text is there again, or, of a session that was made or grew in that time,
//! perhaps none that can be read, and its visitor starts afresh.
//!
//! A longer text lies in several pieces on the disk, of which some could be
//! new and others old. It is written beside and renamed.

use std::io;

use super::{
    super::{EngineError, Replace},
    folder::Folder,
    locked::Locked,
    reading::parse,
};
use crate::{
    platform,
    sessions::{codec, key::SessionKey},
};

/// Longest text that is written in place: a page of memory, and a block of
/// most disks' file systems.
pub const IN_PLACE: usize = 4_096;

/// Texts are as long as a multiple of this: a disk's smallest piece.
const PIECE: usize = 512;

/// Stores `next` in the place of the text of that version.
pub fn swap(
    folder: &Folder,
    locked: &Locked,
    key: &SessionKey,
    version: i64,
    next: &str,
) -> Result<Replace, EngineError> {
    let present = locked.text()?;
    if !present.starts_with(codec::prefix(version).as_bytes()) {
        return parse(&present).map(Replace::Conflict).inspect_err(|_| folder.put_aside(&locked.path));
    }
    if present.len().max(next.len()) > IN_PLACE {
        folder.put(&locked.path, &padded(next, 0))?;
    } else {
        write_over(locked, &present, &padded(next, present.len()))?;
    }
    Ok(Replace::Replaced(key.clone()))
}

/// What a disk did not take whole is taken back.
fn write_over(locked: &Locked, present: &[u8], next: &str) -> io::Result<()> {
    let written = platform::write_at_start(&locked.file, next.as_bytes());
    written.inspect_err(|_| drop(platform::write_at_start(&locked.file, present)))
}

/// With spaces before its JSON, which mean nothing there; at least as long as
/// that.
pub fn padded(text: &str, least: usize) -> String {
    let length = text.len().next_multiple_of(PIECE).max(least);
    let (head, data) = text.split_at(text.find('{').unwrap_or(text.len()));
    let spaces = " ".repeat(length - text.len());
    [head, &spaces, data].concat()
}
