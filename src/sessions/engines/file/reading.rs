//! Reading a session's file while others write.
//!
//! A file that was replaced is used again for another text, perhaps another
//! session's ([`super::spare`] says how). So a reader takes a shared lock on
//! the file that it opened, then looks whether the path still names it. If it
//! does, the text is whole and this session's, and stays so as long as the
//! lock is held; if not, the reader opens what the path names now.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read},
    path::Path,
};

use super::{
    super::EngineError,
    folder::{self, Folder, found},
    lock::Lock,
};
use crate::sessions::{key::SessionKey, record::Record, text};

/// How often a file may be replaced while somebody opens it, before whoever
/// does keeps the writers out.
const TRIES: usize = 8;

/// What a reader finds.
pub enum Look {
    /// The whole text.
    Text(Vec<u8>),
    /// No such file.
    Nothing,
    /// It was replaced again and again; under its lock it will stay.
    Changing,
}

/// Waits for nobody.
pub fn look(path: &Path) -> io::Result<Look> {
    for _ in 0..TRIES {
        let Some(file) = found(File::open(path))? else { return Ok(Look::Nothing) };
        match file.try_lock_shared() {
            Ok(()) => {}
            // Who replaced it is emptying it.
            Err(TryLockError::WouldBlock) => continue,
            Err(TryLockError::Error(error)) => return Err(error),
        }
        if folder::names(path, &file.metadata()?)? {
            return read_whole(file).map(Look::Text);
        }
    }
    Ok(Look::Changing)
}

/// In one call, as a file of a known length can be read. The length is asked
/// now: before the path named it, the file may have been a spare that somebody
/// was writing.
fn read_whole(file: File) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len();
    let mut text = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(length).read_to_end(&mut text)?;
    Ok(text)
}

/// The record of a key whose lock is held: nothing changes meanwhile. A file
/// that holds none is put aside.
pub fn read_locked(folder: &Folder, _held: &Lock, key: &SessionKey) -> Result<Option<Record>, EngineError> {
    let Some(text) = found(fs::read(folder.session(key)))? else { return Ok(None) };
    parse(text).map(Some).inspect_err(|_| folder.put_aside(key))
}

/// The record that a file's text holds.
pub fn parse(text: Vec<u8>) -> Result<Record, EngineError> {
    let text = String::from_utf8(text);
    text.map_err(|_| EngineError::Unreadable("it is not UTF-8".to_owned())).and_then(|text| text::read(&text))
}
