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

#[cfg(test)]
mod tests {
    use std::{
        fs::{File, FileTimes},
        os::unix::fs::MetadataExt,
        path::Path,
        thread,
        time::{Instant, SystemTime},
    };

    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);

    /// Record texts that expired long before [`NOW`], and that expire long after.
    const EXPIRED: &str = r#"1 0 {"a":1}"#;
    const ALIVE: &str = r#"1 4102444800000000 {"a":1}"#;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Whether somebody waits for a lock on that file (`man 5 proc_locks`).
    fn is_waited_for(file: &File) -> bool {
        let inode = format!(":{} ", file.metadata().unwrap().ino());
        let locks = fs::read_to_string("/proc/locks").unwrap();
        locks.lines().any(|line| line.contains("->") && line.contains(&inode))
    }

    #[test]
    fn only_sessions_are_removed_whatever_else_is_in_the_folder() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::open(directory.path().to_owned()).unwrap();
        let (expired, alive) = (SessionKey::random(), SessionKey::random());
        fs::write(folder.session(&expired), EXPIRED).unwrap();
        fs::write(folder.session(&alive), ALIVE).unwrap();
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
            fs::write(folder.path().join(name), EXPIRED).unwrap();
        }
        assert_eq!(clear(&folder, NOW).unwrap(), 1);
        let mut left = others.to_vec();
        left.push(format!("session_{}", alive.as_str()));
        left.sort();
        assert_eq!(names(folder.path()), left);
    }

    #[test]
    fn what_a_killed_process_began_to_write_is_removed_after_an_hour() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::open(directory.path().to_owned()).unwrap();
        for (name, minutes) in [(".new_old", 61), (".new_young", 59)] {
            let file = File::create(folder.path().join(name)).unwrap();
            let written = SystemTime::now() - Duration::from_secs(minutes * 60);
            file.set_times(FileTimes::new().set_modified(written)).unwrap();
        }
        assert_eq!(clear(&folder, NOW).unwrap(), 0, "they are no sessions");
        assert_eq!(names(folder.path()), [".new_young"]);
    }

    #[test]
    fn a_session_that_is_prolonged_while_it_is_cleared_stays() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::open(directory.path().to_owned()).unwrap();
        let path = folder.session(&SessionKey::random());
        fs::write(&path, EXPIRED).unwrap();
        let writer = Locked::wait(&path).unwrap().unwrap();
        thread::scope(|scope| {
            let clearing = scope.spawn(|| clear(&folder, NOW).unwrap());
            let since = Instant::now();
            while !is_waited_for(&writer.file) {
                assert!(since.elapsed() < Duration::from_secs(30), "clearing never waits for the lock");
                thread::yield_now();
            }
            fs::write(&path, ALIVE).unwrap();
            drop(writer);
            assert_eq!(clearing.join().unwrap(), 0);
        });
        assert_eq!(fs::read_to_string(&path).unwrap(), ALIVE);
    }
}
