//! Removes expired sessions, and the temporary files of killed processes.

use std::{
    ffi::OsStr,
    fs::{self, DirEntry},
    time::Duration,
};

use time::OffsetDateTime;

use super::{
    super::EngineError,
    folder::{Folder, NEW, SESSION},
    locked::{Attempt, Locked, try_read},
    swapping::{parse, read},
};
use crate::sessions::key::SessionKey;

/// The age from which a temporary file is abandoned: much longer than a write takes.
const ABANDONED_AGE: Duration = Duration::from_secs(60 * 60);

/// Removes the sessions that have expired at `now` and returns their number. A file that
/// can't be read, or that is no session file despite its name, stays; one warning counts
/// these files.
///
/// # Errors
/// If the folder can't be read.
pub fn clear(folder: &Folder, now: OffsetDateTime) -> Result<u64, EngineError> {
    let (mut removed, mut skipped) = (0, Skipped::default());
    for entry in fs::read_dir(folder.path())? {
        let entry = entry?;
        let name = entry.file_name();
        if let Some(key) = name.as_encoded_bytes().strip_prefix(SESSION.as_bytes()) {
            match clear_entry(folder, &entry, key, now) {
                Ok(is_removed) => removed += u64::from(is_removed),
                Err(reason) => skipped.add(&name, reason),
            }
        } else if is_abandoned(&entry, &name) {
            // Another process may have removed the file first.
            let _ = fs::remove_file(entry.path());
        }
    }
    skipped.warn(folder);
    Ok(removed)
}

/// Removes the session in a folder entry if it has expired. The error says why the entry
/// is no session file, or why it can't be read.
fn clear_entry(folder: &Folder, entry: &DirEntry, key: &[u8], now: OffsetDateTime) -> Result<bool, String> {
    let key = str::from_utf8(key).map_err(|_| "its name is not UTF-8")?;
    let key = SessionKey::from_cookie(key);
    if !key.is_well_formed() {
        return Err("its name contains no session key".to_owned());
    }
    // A link is not followed, and a pipe would block.
    if !entry.file_type().map_err(|error| error.to_string())?.is_file() {
        return Err("it is no regular file".to_owned());
    }
    clear_session(folder, &key, now).map_err(|error| error.to_string())
}

/// The entries that were neither sessions nor removed.
#[derive(Default)]
struct Skipped {
    count: usize,
    /// The name of the first entry, and the reason.
    first: Option<(String, String)>,
}

impl Skipped {
    /// Counts an entry. The name of a possible session is not logged: it contains the key,
    /// and everybody who reads the key in the log can use the session.
    #[allow(
        clippy::unnecessary_debug_formatting,
        reason = "the text is logged, and Debug escapes line breaks in a name"
    )]
    fn add(&mut self, name: &OsStr, reason: String) {
        self.count += 1;
        self.first.get_or_insert_with(|| {
            let key = name.to_str().and_then(|name| name.strip_prefix(SESSION));
            let is_key = key.is_some_and(|key| SessionKey::from_cookie(key).is_well_formed());
            let shown = if is_key { format!("\"{SESSION}…\"") } else { format!("{name:?}") };
            (shown, reason)
        });
    }

    fn warn(self, folder: &Folder) {
        if let Some((name, reason)) = self.first {
            let (count, path) = (self.count, folder.path().display());
            log::warn!("clearing skipped {count} entries of {path}; the first is {name}: {reason}");
        }
    }
}

fn clear_session(folder: &Folder, key: &SessionKey, now: OffsetDateTime) -> Result<bool, EngineError> {
    let path = folder.session(key);
    if let Attempt::Done(text) = try_read(&path)?
        && parse(&text).is_ok_and(|record| !record.is_expired(now))
    {
        return Ok(false);
    }
    // Read again under the lock: a request may have extended the session.
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

/// Returns whether the entry is the temporary file of a killed process.
fn is_abandoned(entry: &DirEntry, name: &OsStr) -> bool {
    let key = name.to_str().and_then(|name| name.strip_prefix(NEW));
    let modified = || entry.metadata().and_then(|metadata| metadata.modified());
    key.is_some_and(|key| SessionKey::from_cookie(key).is_well_formed())
        && entry.file_type().is_ok_and(|kind| kind.is_file())
        && modified().is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age >= ABANDONED_AGE))
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{File, FileTimes},
        path::Path,
        time::SystemTime,
    };

    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);

    /// Record texts that expired long before [`NOW`], and that expire long after.
    const EXPIRED: &str = r#"1 0 {"a":1}"#;
    const VALID: &str = r#"1 4102444800000000 {"a":1}"#;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn only_sessions_are_removed_whatever_else_is_in_the_folder() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::open(directory.path().to_owned()).unwrap();
        let (expired, valid) = (SessionKey::random(), SessionKey::random());
        fs::write(folder.session(&expired), EXPIRED).unwrap();
        fs::write(folder.session(&valid), VALID).unwrap();
        let key = SessionKey::random();
        let others = [
            "session_".to_owned(),
            "session_backup".to_owned(),
            format!("session_{}x", key.as_str()),
            format!("session_{}.bak", key.as_str()),
            format!("session_{}", key.as_str().to_uppercase()),
            format!("unreadable_{}", key.as_str()),
            format!(".new_{}", key.as_str()),
            "notes.txt".to_owned(),
            key.as_str().to_owned(),
        ];
        for name in &others {
            let file = folder.path().join(name);
            fs::write(&file, EXPIRED).unwrap();
            // The tests also run with a changed clock, which the kernel does not see.
            let now = FileTimes::new().set_modified(SystemTime::now());
            File::options().write(true).open(&file).unwrap().set_times(now).unwrap();
        }
        assert_eq!(clear(&folder, NOW).unwrap(), 1);
        let mut left = others.to_vec();
        left.push(format!("session_{}", valid.as_str()));
        left.sort();
        assert_eq!(names(folder.path()), left);
    }

    #[test]
    fn the_temporary_file_of_a_killed_process_is_removed_after_an_hour() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::open(directory.path().to_owned()).unwrap();
        let [old, young] = [0; 2].map(|_| format!("{NEW}{}", SessionKey::random().as_str()));
        for (name, minutes) in [(&old, 61), (&young, 59)] {
            let file = File::create(folder.path().join(name)).unwrap();
            let written = SystemTime::now() - Duration::from_secs(minutes * 60);
            file.set_times(FileTimes::new().set_modified(written)).unwrap();
        }
        assert_eq!(clear(&folder, NOW).unwrap(), 0, "they are no sessions");
        assert_eq!(names(folder.path()), [young]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_session_that_is_extended_while_it_is_cleared_stays() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::open(directory.path().to_owned()).unwrap();
        let path = folder.session(&SessionKey::random());
        fs::write(&path, EXPIRED).unwrap();
        let writer = Locked::wait(&path).unwrap().unwrap();
        std::thread::scope(|scope| {
            let clearing = scope.spawn(|| clear(&folder, NOW).unwrap());
            let since = std::time::Instant::now();
            while !crate::platform::has_waiting_lock(&writer.file).unwrap() {
                assert!(since.elapsed() < Duration::from_secs(30), "clearing never waits for the lock");
                std::thread::yield_now();
            }
            fs::write(&path, VALID).unwrap();
            drop(writer);
            assert_eq!(clearing.join().unwrap(), 0);
        });
        assert_eq!(fs::read_to_string(&path).unwrap(), VALID);
    }
}
