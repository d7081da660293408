//! Tests of concurrent readers and writers of one file.

use std::{
    fs::{self, File},
    io::Write,
    path::PathBuf,
    sync::atomic::{AtomicI64, AtomicUsize, Ordering},
    thread,
};

use tempfile::TempDir;

use super::{
    super::Replace,
    folder::Folder,
    locked::{Attempt, Locked, try_read},
    swapping::{padded, read, swap},
};
use crate::{platform::is_same_file, sessions::key::SessionKey};

/// A session in its own folder.
struct Stored {
    _directory: TempDir,
    folder: Folder,
    key: SessionKey,
    path: PathBuf,
}

impl Stored {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::open(directory.path().to_owned()).unwrap();
        let key = SessionKey::random();
        let path = folder.session(&key);
        folder.write_and_rename(&path, &padded(&text(1), 0)).unwrap();
        Self { _directory: directory, folder, key, path }
    }

    /// Replaces the text of that version by the next one. Returns whether the file had
    /// that version.
    fn swap(&self, version: i64) -> bool {
        let locked = Locked::wait(&self.path).unwrap().unwrap();
        match swap(&self.folder, &locked, &self.key, version, &text(version + 1)).unwrap() {
            Replace::Replaced(_) => true,
            Replace::Conflict(record) => {
                assert_ne!(record.version, version);
                false
            }
            Replace::Gone => panic!("no test removes it"),
        }
    }

    /// Returns the text, or `None` while the file is locked.
    fn text(&self) -> Option<String> {
        match try_read(&self.path).unwrap() {
            Attempt::Done(text) => Some(unpadded(&String::from_utf8(text).unwrap())),
            Attempt::Busy => None,
            Attempt::Missing => panic!("no test removes it"),
        }
    }
}

/// Returns a text that shows its version and whether it is complete. The texts have many
/// lengths; most are short enough to be written in place.
fn text(version: i64) -> String {
    let length = usize::try_from(version * 7_919 % 4_500).unwrap();
    let letter = char::from(b'a' + u8::try_from(version % 26).unwrap());
    format!("{version} 1767225600000000 {{\"a\":\"{}\"}}", String::from(letter).repeat(length))
}

/// Removes the padding from a text.
fn unpadded(text: &str) -> String {
    let (head, data) = text.split_once('{').unwrap();
    format!("{} {{{data}", head.trim_end())
}

fn version(text: &str) -> i64 {
    text.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn readers_see_whole_texts_and_no_write_is_lost() {
    const ROUNDS: i64 = 10_000;
    let stored = Stored::new();
    let (replaced, looks) = (AtomicI64::new(0), AtomicUsize::new(0));
    let seen_from = |last: i64| {
        let Some(seen) = stored.text() else { return last };
        let now = version(&seen);
        assert!(now >= last, "{now} after {last}");
        assert!(seen == text(now), "version {now} is incomplete");
        now
    };
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut last = 1;
                while last <= ROUNDS {
                    replaced.fetch_add(i64::from(stored.swap(last)), Ordering::SeqCst);
                    last = seen_from(last);
                }
            });
            scope.spawn(|| {
                let mut last = 1;
                while last <= ROUNDS {
                    last = seen_from(last);
                    looks.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    assert!(looks.into_inner() > 100, "the readers have run");
    assert_eq!(version(&stored.text().unwrap()), 1 + replaced.into_inner());
}

#[test]
fn a_short_text_replaces_the_old_one_in_the_same_file() {
    let stored = Stored::new();
    let before = File::open(&stored.path).unwrap();
    let length = before.metadata().unwrap().len();
    let locked = Locked::wait(&stored.path).unwrap().unwrap();
    let short = r#"2 1767225600000000 {"a":"short"}"#;
    assert!(matches!(swap(&stored.folder, &locked, &stored.key, 1, short), Ok(Replace::Replaced(_))));
    drop(locked);
    assert!(is_same_file(&before, &stored.path).unwrap());
    assert_eq!(fs::metadata(&stored.path).unwrap().len(), length);
    let whole = fs::read_to_string(&stored.path).unwrap();
    assert_eq!(unpadded(&whole), short, "no part of the old text is left");
}

#[test]
fn a_long_text_is_renamed_over_the_old_one() {
    let stored = Stored::new();
    let mut old = File::open(&stored.path).unwrap();
    let long = format!("2 1767225600000000 {{\"a\":\"{}\"}}", "x".repeat(5_000));
    let short = r#"3 1767225600000000 {"a":"short"}"#;
    for (version, next) in [(1, long.as_str()), (2, short)] {
        let before = File::open(&stored.path).unwrap();
        let locked = Locked::wait(&stored.path).unwrap().unwrap();
        let swapped = swap(&stored.folder, &locked, &stored.key, version, next).unwrap();
        assert_eq!(swapped, Replace::Replaced(stored.key.clone()));
        drop(locked);
        assert_eq!(stored.text().unwrap(), next);
        assert!(!is_same_file(&before, &stored.path).unwrap());
    }
    let mut seen = String::new();
    std::io::Read::read_to_string(&mut old, &mut seen).unwrap();
    assert_eq!(unpadded(&seen), text(1), "a reader that has opened the old file reads its whole text");
}

#[test]
fn a_file_is_not_read_while_it_is_written_and_not_written_while_it_is_read() {
    let stored = Stored::new();
    let writer = Locked::wait(&stored.path).unwrap();
    assert!(matches!(try_read(&stored.path).unwrap(), Attempt::Busy));
    drop(writer);
    let reader = File::open(&stored.path).unwrap();
    reader.lock_shared().unwrap();
    assert!(matches!(Locked::try_lock(&stored.path).unwrap(), Attempt::Busy));
    assert!(stored.text().is_some(), "readers share the lock");
}

#[test]
fn a_writer_that_waited_for_a_replaced_or_removed_file_does_not_get_the_old_one() {
    let stored = Stored::new();
    let locked = Locked::wait(&stored.path).unwrap().unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| Locked::wait(&stored.path).unwrap().unwrap().text().unwrap());
        stored.folder.write_and_rename(&stored.path, "another").unwrap();
        drop(locked);
        assert_eq!(waiting.join().unwrap(), b"another");
    });
    let locked = Locked::wait(&stored.path).unwrap().unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| Locked::wait(&stored.path).unwrap().is_none());
        fs::remove_file(&stored.path).unwrap();
        drop(locked);
        assert!(waiting.join().unwrap());
    });
}

#[test]
fn a_file_that_got_its_new_length_but_not_its_new_text_has_its_old_text() {
    let stored = Stored::new();
    File::options().append(true).open(&stored.path).unwrap().write_all(&[0; 512]).unwrap();
    let locked = Locked::wait(&stored.path).unwrap().unwrap();
    assert_eq!(read(&stored.folder, &locked).unwrap().version, 1);
}
