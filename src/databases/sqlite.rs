//! How SQLite is opened: in WAL mode, so that readers never wait for the
//! writer, with a limit on how long anyone waits for a lock; and the file, which
//! holds sessions and password hashes, readable by its owner only.

use std::path::{Path, PathBuf};

use diesel::{Connection as _, SqliteConnection, connection::SimpleConnection};

use super::DatabaseError;

/// `synchronous = NORMAL` in WAL mode loses nothing when a process dies, and at
/// most the last moments when the power fails: right for carts and logins.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA foreign_keys = ON;";

/// The file that `url` names. Relative paths start at `folder`.
pub fn path(url: &str, folder: &Path) -> Result<PathBuf, DatabaseError> {
    let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
    match path {
        Some(path) if !path.is_empty() && path != ":memory:" => Ok(folder.join(path)),
        _ => Err(DatabaseError::Url(url.to_owned())),
    }
}

/// A connection, with the file made if there is none.
pub fn connect(path: &Path) -> Result<SqliteConnection, DatabaseError> {
    let failed = |reason: String| DatabaseError::Open { path: path.to_owned(), reason };
    let url = path.to_str().ok_or_else(|| failed("its name is not UTF-8".to_owned()))?;
    #[cfg(unix)]
    create_for_owner(path).map_err(|error| failed(error.to_string()))?;
    let mut connection = SqliteConnection::establish(url).map_err(|error| failed(error.to_string()))?;
    prepare(&mut connection).map_err(|error| failed(error.to_string()))?;
    Ok(connection)
}

/// Creates the file with mode 0600 if there is none. SQLite gives the files
/// that it puts beside it (`-wal`, `-shm`) the mode of this one.
#[cfg(unix)]
fn create_for_owner(path: &Path) -> std::io::Result<()> {
    use std::{fs::OpenOptions, io::ErrorKind, os::unix::fs::OpenOptionsExt};
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// Logs a warning if other users can read or write a file that was created
/// by an earlier version or by other means. Its mode may be on purpose, so it
/// is not changed.
#[cfg(unix)]
pub fn warn_of_others(path: &Path) {
    if let Some(mode) = mode_for_others(path) {
        let path = path.display();
        log::warn!("other users can open the database {path} (mode {mode:o}); run: chmod 600 '{path}'*");
    }
}

/// The mode of the file, if it gives anything to others than its owner.
#[cfg(unix)]
fn mode_for_others(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// The limit on waiting for a lock is the one that a connection for migrations
/// has; [`super::timeouts`] sets that of the others.
fn prepare(connection: &mut SqliteConnection) -> diesel::QueryResult<()> {
    connection.batch_execute("PRAGMA busy_timeout = 5000;")?;
    connection.batch_execute(PRAGMAS)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_new_file_and_those_beside_it_are_their_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.sqlite3");
        let mut connection = connect(&path).unwrap();
        connection.batch_execute("CREATE TABLE notes (note INTEGER)").unwrap();
        for file in ["x.sqlite3", "x.sqlite3-wal", "x.sqlite3-shm"] {
            assert_eq!(mode(&folder.path().join(file)), 0o600, "{file}");
        }
        assert_eq!(mode_for_others(&path), None);
    }

    #[test]
    fn a_file_that_others_can_open_is_noticed_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.sqlite3");
        fs::write(&path, "").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        connect(&path).unwrap();
        assert_eq!((mode(&path), mode_for_others(&path)), (0o640, Some(0o640)));
    }
}
