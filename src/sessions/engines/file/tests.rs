//! What must hold whoever reads and writes at the same time.

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
    locked::{Attempt, Locked, look},
    reading::read,
    swapping::{padded, swap},
};
use crate::{platform::is_same_file, sessions::key::SessionKey};

/// A session in a folder of its own.
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
        folder.put(&path, &padded(&text(1), 0)).unwrap();
        Self { _directory: directory, folder, key, path }
    }

    /// Replaces the text of that version with that of the next; whether it had
    /// that version.
    fn swap(&self, version: i64) -> bool {
        let locked = Locked::wait(&self.path).unwrap().unwrap();
        match swap(&self.folder, &locked, &self.key, version, &text(version + 1)).unwrap() {
            Replace::Replaced(_) => true,
            Replace::Conflict(record) => {
                assert_ne!(record.version, version);
                false
            }
            Replace::Gone => panic!("nobody removed it"),
        }
    }

    /// None while somebody else is at it.
    fn look(&self) -> Option<String> {
        match look(&self.path).unwrap() {
            Attempt::Done(text) => Some(unpadded(&String::from_utf8(text).unwrap())),
            Attempt::Busy => None,
            Attempt::Missing => panic!("it is always there"),
        }
    }
}

/// From which it can be told of what version it is and whether it is whole:
/// mostly short enough to be written in place, and of many lengths.
fn text(version: i64) -> String {
    let length = usize::try_from(version * 7_919 % 4_500).unwrap();
    let letter = char::from(b'a' + u8::try_from(version % 26).unwrap());
    format!("{version} 1767225600000000 {{\"a\":\"{}\"}}", String::from(letter).repeat(length))
}

/// Without the spaces that it was filled up with, and with all else.
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
        let Some(seen) = stored.look() else { return last };
        let now = version(&seen);
        assert!(now >= last, "{now} after {last}");
        assert!(seen == text(now), "half a text as version {now}");
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
    assert!(looks.into_inner() > 100, "the readers were at work");
    assert_eq!(version(&stored.look().unwrap()), 1 + replaced.into_inner());
}

#[test]
fn a_usual_text_takes_the_place_of_the_old_one_in_the_same_file() {
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
    assert_eq!(unpadded(&whole), short, "nothing of the old text is left");
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
        assert_eq!(stored.look().unwrap(), next);
        assert!(!is_same_file(&before, &stored.path).unwrap());
    }
    let mut seen = String::new();
    std::io::Read::read_to_string(&mut old, &mut seen).unwrap();
    assert_eq!(unpadded(&seen), text(1), "who had opened the old file reads it to its end");
}

#[test]
fn a_file_is_not_read_while_it_is_written_nor_written_while_it_is_read() {
    let stored = Stored::new();
    let writer = Locked::wait(&stored.path).unwrap();
    assert!(matches!(look(&stored.path).unwrap(), Attempt::Busy));
    drop(writer);
    let reader = File::open(&stored.path).unwrap();
    reader.lock_shared().unwrap();
    assert!(matches!(Locked::at_once(&stored.path).unwrap(), Attempt::Busy));
    assert!(stored.look().is_some(), "readers let each other in");
}

#[test]
fn who_waited_for_a_file_that_was_removed_or_renamed_over_does_not_get_that_one() {
    let stored = Stored::new();
    let held = Locked::wait(&stored.path).unwrap().unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| Locked::wait(&stored.path).unwrap().unwrap().text().unwrap());
        stored.folder.put(&stored.path, "another").unwrap();
        drop(held);
        assert_eq!(waiting.join().unwrap(), b"another");
    });
    let held = Locked::wait(&stored.path).unwrap().unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| Locked::wait(&stored.path).unwrap().is_none());
        fs::remove_file(&stored.path).unwrap();
        drop(held);
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
