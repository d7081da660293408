//! What the text of a session's file says.

use super::{super::EngineError, folder::Folder, locked::Locked};
use crate::sessions::{codec, record::Record};

/// The record that a file's text holds. A file that grew just before the power
/// failed may have its new length and its old text, and zeros after it.
pub fn parse(text: &[u8]) -> Result<Record, EngineError> {
    let text = str::from_utf8(text).map_err(|_| EngineError::Unreadable("it is not UTF-8".to_owned()))?;
    codec::read(text.trim_end_matches('\0'))
}

/// The record in a locked file. A file that holds none is put aside.
pub fn read(folder: &Folder, locked: &Locked) -> Result<Record, EngineError> {
    parse(&locked.text()?).inspect_err(|_| folder.put_aside(&locked.path))
}
