//! `clearsessions` over a folder with other files than sessions (E11). It removes
//! every expired session and keeps everything else.

use std::{
    ffi::OsStr,
    fs,
    os::unix::{ffi::OsStrExt, fs::symlink},
    path::{Path, PathBuf},
    process::{Child, Command},
};

use super::program::Program;

/// A program that runs from a file. No process, not even root's, can open the file
/// for writing (`ETXTBSY`).
struct RunningProgram(Child);

impl RunningProgram {
    /// Another process makes the copy. A file that this process opened for writing
    /// could still be open in a child process of another test.
    fn start(path: &Path) -> Self {
        assert!(Command::new("cp").arg("/bin/sleep").arg(path).status().unwrap().success());
        Self(Command::new(path).arg("600").spawn().unwrap())
    }
}

impl Drop for RunningProgram {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns the path of the session whose key is the letter 32 times.
fn session(folder: &Path, letter: char) -> PathBuf {
    folder.join(format!("session_{}", String::from(letter).repeat(32)))
}

fn write_session(folder: &Path, letter: char, microseconds: i64) {
    fs::write(session(folder, letter), format!("1 {microseconds} {{}}")).unwrap();
}

/// Returns the sorted names of all entries of the folder.
fn names(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().as_bytes().to_vec()).collect();
    names.sort();
    names
}

fn over_files(folder: &Path) -> Program {
    Program::new().with("SESSION_ENGINE", "file").with("SESSION_FILE_PATH", folder.to_str().unwrap())
}

/// Creates entries that are not sessions and whose names resemble one.
fn create_other_entries(folder: &Path) {
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
fn expired_sessions_are_removed_and_other_entries_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let program = over_files(folder.path());
    create_other_entries(folder.path());
    let _program = RunningProgram::start(&session(folder.path(), 'b'));
    write_session(folder.path(), 'g', 32_472_144_000_000_000);
    let before = names(folder.path());
    for letter in ['a', 'e', 'i', 'u', 'y', '0', '9'] {
        write_session(folder.path(), letter, 978_307_200_000_000);
    }
    let outcome = program.run(&["clearsessions"]);
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert_eq!(outcome.stdout, "7 expired sessions were removed\n");
    assert_eq!(names(folder.path()), before);
    let warnings = outcome.warnings_and_errors();
    assert_eq!(warnings.len(), 1, "{outcome:?}");
    assert!(warnings[0].contains(" WARN ") && warnings[0].contains("skipped 7 entries"), "{outcome:?}");
}

// E11
#[test]
fn the_warning_names_the_first_entry_and_no_session_key() {
    for (entry, shown) in [
        (OsStr::from_bytes(b"session_\xff\n").to_owned(), r#"the first is "session_\xFF\n": its name"#),
        (
            "session_of-another".into(),
            r#"the first is "session_of-another": its name contains no session key"#,
        ),
        (session(Path::new(""), 'd').into(), r#"the first is "session_…": it is no regular file"#),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(entry)).unwrap();
        let outcome = over_files(folder.path()).run(&["clearsessions"]);
        assert_eq!(outcome.warnings_and_errors().len(), 1, "{outcome:?}");
        assert!(outcome.stderr.contains(shown), "{outcome:?}");
        assert!(!outcome.stderr.contains(&"d".repeat(32)), "{outcome:?}");
    }
}
