//! What must hold whoever reads and writes at the same time, and whatever a
//! killed process left.

use std::{
    fs::{self, File},
    io::{self, Read},
    os::unix::fs::{MetadataExt, PermissionsExt},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use tempfile::TempDir;
use time::OffsetDateTime;

use super::{
    super::Replace,
    clearing::clear,
    create,
    folder::Folder,
    lock::Lock,
    reading::{Look, look},
    spare,
};
use crate::sessions::key::SessionKey;

/// Two sessions that share a lock, in a folder of their own.
struct Shared {
    directory: TempDir,
    folder: Folder,
    keys: [SessionKey; 2],
}

/// The letters that the texts of the two are made of.
const LETTERS: [&str; 2] = ["x", "y"];

impl Shared {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::open(directory.path().to_owned()).unwrap();
        let number = |key: &SessionKey| Lock::wait(&folder, key).unwrap().number();
        let one = create(&folder, &text(0, 1)).unwrap();
        let other = loop {
            let key = create(&folder, &text(1, 1)).unwrap();
            if number(&key) == number(&one) {
                break key;
            }
            fs::remove_file(folder.session(&key)).unwrap();
        };
        Self { directory, keys: [one, other], folder }
    }

    /// Replaces the text of that version.
    fn swap(&self, session: usize, version: i64) {
        let key = &self.keys[session];
        let held = Lock::wait(&self.folder, key).unwrap();
        let swapped = spare::swap(&self.folder, &held, key, version, &text(session, version + 1)).unwrap();
        assert_eq!(swapped, Replace::Replaced(key.clone()));
    }

    fn look(&self, session: usize) -> Option<String> {
        match look(&self.folder.session(&self.keys[session])).unwrap() {
            Look::Text(text) => Some(String::from_utf8(text).unwrap()),
            Look::Changing => None,
            Look::Nothing => panic!("a session's file is always there"),
        }
    }

    fn spare(&self) -> std::path::PathBuf {
        self.folder.spare(Lock::wait(&self.folder, &self.keys[0]).unwrap().number())
    }

    fn inode(&self, session: usize) -> u64 {
        fs::metadata(self.folder.session(&self.keys[session])).unwrap().ino()
    }

    /// Whether any file in the folder has that in it.
    fn has(&self, letter: &str) -> bool {
        let paths = fs::read_dir(self.directory.path()).unwrap().map(|entry| entry.unwrap().path());
        paths.map(|path| fs::read_to_string(path).unwrap()).any(|text| text.contains(letter))
    }
}

/// From which it can be told whose it is, of what version, and whether it is
/// whole; sometimes longer than a page of memory.
fn text(session: usize, version: i64) -> String {
    let length = usize::try_from(version * 7_919 % 9_001).unwrap();
    format!("{version} 1767225600000000 {}.", LETTERS[session].repeat(1 + length))
}

fn version(text: &str) -> i64 {
    text.split(' ').next().unwrap().parse().unwrap()
}

fn readers_beside_writers(shared: &Shared, rounds: i64) {
    let (at_work, looks) = (AtomicUsize::new(2), AtomicUsize::new(0));
    thread::scope(|scope| {
        for session in 0..2 {
            let (at_work, looks) = (&at_work, &looks);
            scope.spawn(move || {
                (1..=rounds).for_each(|version| shared.swap(session, version));
                at_work.fetch_sub(1, Ordering::SeqCst);
            });
            scope.spawn(move || {
                let mut last = 1;
                while at_work.load(Ordering::SeqCst) > 0 {
                    let Some(seen) = shared.look(session) else { continue };
                    assert!(version(&seen) >= last, "{} after {last}", version(&seen));
                    last = version(&seen);
                    assert!(seen == text(session, last), "half a text, or another's, as version {last}");
                    looks.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    assert!(looks.into_inner() > 100, "the readers were at work");
}

#[test]
fn readers_see_whole_texts_of_their_own_session_only() {
    let shared = Shared::new();
    readers_beside_writers(&shared, 10_000);
    let number = Lock::wait(&shared.folder, &shared.keys[0]).unwrap().number();
    assert!(spare::is_empty(&shared.folder, number).unwrap());
}

#[test]
fn a_file_system_that_cannot_exchange_files_does_as_well() {
    let mut shared = Shared::new();
    shared.folder.exchange = |_, _| Err(io::ErrorKind::InvalidInput.into());
    readers_beside_writers(&shared, 1_000);
    assert!(!shared.spare().exists());
}

#[test]
fn a_replaced_file_is_emptied_and_used_again() {
    let shared = Shared::new();
    let first = shared.inode(0);
    shared.swap(0, 1);
    assert_eq!((fs::metadata(shared.spare()).unwrap().ino(), shared.has(&text(0, 1))), (first, false));
    shared.swap(1, 1);
    assert_eq!(shared.inode(1), first);
}

#[test]
fn a_file_that_somebody_reads_is_not_written() {
    let shared = Shared::new();
    let mut reader = File::open(shared.folder.session(&shared.keys[0])).unwrap();
    reader.lock_shared().unwrap();
    (1..=20).for_each(|version| {
        shared.swap(0, version);
        shared.swap(1, version);
    });
    let mut seen = String::new();
    reader.read_to_string(&mut seen).unwrap();
    assert_eq!(seen, text(0, 1));
    assert_eq!(reader.metadata().unwrap().nlink(), 0, "it is in the folder no more");
}

#[test]
fn a_spare_with_something_in_it_is_not_used() {
    let shared = Shared::new();
    fs::write(shared.spare(), "z".repeat(20_000)).unwrap();
    let left = File::open(shared.spare()).unwrap();
    shared.swap(0, 1);
    assert_eq!(shared.look(0).unwrap(), text(0, 2));
    assert_ne!(shared.inode(0), left.metadata().unwrap().ino());
    assert!(!shared.has("z"));
}

#[test]
fn a_spare_that_others_may_read_or_that_leads_elsewhere_is_not_used() {
    let shared = Shared::new();
    let bait = File::create(shared.spare()).unwrap();
    bait.set_permissions(fs::Permissions::from_mode(0o644)).unwrap();
    shared.swap(0, 1);
    assert_eq!(bait.metadata().unwrap().len(), 0);
    let elsewhere = shared.directory.path().join("elsewhere");
    File::create(&elsewhere).unwrap().set_permissions(fs::Permissions::from_mode(0o600)).unwrap();
    fs::remove_file(shared.spare()).unwrap();
    std::os::unix::fs::symlink(&elsewhere, shared.spare()).unwrap();
    let held = Lock::wait(&shared.folder, &shared.keys[0]).unwrap();
    assert!(spare::swap(&shared.folder, &held, &shared.keys[0], 2, &text(0, 3)).is_err());
    drop(held);
    shared.swap(0, 2);
    assert_eq!(fs::metadata(elsewhere).unwrap().len(), 0);
}

#[test]
fn nothing_of_a_killed_process_stays_once_sessions_are_cleared() {
    let shared = Shared::new();
    fs::write(shared.spare(), "z").unwrap();
    clear(&shared.folder, OffsetDateTime::UNIX_EPOCH).unwrap();
    assert!(!shared.has("z"));
}
