//! `clearsessions` over a folder that holds more than sessions (E11): whatever
//! else is there stays, and every expired session goes.

use std::{
    ffi::OsStr,
    fs,
    os::unix::{ffi::OsStrExt, fs::symlink},
    path::{Path, PathBuf},
    process::{Child, Command},
};

use super::program::Program;

/// A program that runs from a file: nobody can open the file for writing, not
/// even root (`ETXTBSY`).
struct Busy(Child);

impl Busy {
    /// The copy is made by a process of its own: a file that this process had
    /// open for writing could still be open in a child of another test.
    fn at(path: &Path) -> Self {
        assert!(Command::new("cp").arg("/bin/sleep").arg(path).status().unwrap().success());
        Self(Command::new(path).arg("600").spawn().unwrap())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The file of a session whose key is `letter` 32 times.
fn session(folder: &Path, letter: char) -> PathBuf {
    folder.join(format!("session_{}", String::from(letter).repeat(32)))
}

fn write_session(folder: &Path, letter: char, microseconds: i64) {
    fs::write(session(folder, letter), format!("1 {microseconds} {{}}")).unwrap();
}

/// All names in the folder, in order.
fn names(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().as_bytes().to_vec()).collect();
    names.sort();
    names
}

fn over_files(folder: &Path) -> Program {
    Program::new().with("SESSION_ENGINE", "file").with("SESSION_FILE_PATH", folder.to_str().unwrap())
}

/// Puts into the folder all that is no session and is called like one.
fn put_odd_entries(folder: &Path) {
    fs::create_dir(session(folder, 'd')).unwrap();
    symlink(folder.join("nowhere"), session(folder, 'l')).unwrap();
    symlink(session(folder, 'o'), session(folder, 'o')).unwrap();
    assert!(Command::new("mkfifo").arg(session(folder, 'p')).status().unwrap().success());
    fs::write(folder.join("session_of-another-program"), "keep me").unwrap();
    fs::write(folder.join(OsStr::from_bytes(b"session_\xff")), "keep me").unwrap();
    fs::write(folder.join(OsStr::from_bytes(b"\xff\xfe")), "keep me").unwrap();
}

// E11
#[test]
fn odd_entries_stay_and_every_expired_session_goes() {
    let folder = tempfile::tempdir().unwrap();
    let program = over_files(folder.path());
    put_odd_entries(folder.path());
    let _busy = Busy::at(&session(folder.path(), 'b'));
    write_session(folder.path(), 'g', 32_472_144_000_000_000);
    let before = names(folder.path());
    for letter in ['a', 'e', 'i', 'u', 'y', '0', '9'] {
        write_session(folder.path(), letter, 978_307_200_000_000);
    }
    let outcome = program.run(&["clearsessions"]);
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert_eq!(outcome.stdout, "7 expired sessions were removed\n");
    assert_eq!(names(folder.path()), before);
    let complaints = outcome.complaints();
    assert_eq!(complaints.len(), 1, "{outcome:?}");
    assert!(complaints[0].contains(" WARN ") && complaints[0].contains("left 7 entries"), "{outcome:?}");
}

// E11
#[test]
fn the_warning_names_the_first_entry_but_no_session_key() {
    for (entry, shown) in [
        (OsStr::from_bytes(b"session_\xff\n").to_owned(), r#"the first is "session_\xFF\n": its name"#),
        ("session_of-another".into(), r#"the first is "session_of-another": its name holds no session key"#),
        (session(Path::new(""), 'd').into(), r#"the first is "session_…": it is no regular file"#),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(entry)).unwrap();
        let outcome = over_files(folder.path()).run(&["clearsessions"]);
        assert_eq!(outcome.complaints().len(), 1, "{outcome:?}");
        assert!(outcome.stderr.contains(shown), "{outcome:?}");
        assert!(!outcome.stderr.contains(&"d".repeat(32)), "{outcome:?}");
    }
}
