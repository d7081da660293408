//! Opens SQLite databases: in WAL mode, in which readers never wait for the
//! writer, with a timeout for locks. The file holds sessions and password
//! hashes, so only its owner can read it.

use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use diesel::{Connection as _, SqliteConnection, connection::SimpleConnection};

use super::{DatabaseError, failure::Failure};
use crate::platform::{self, Readers};

/// In WAL mode, `synchronous = NORMAL` loses nothing when a process is killed.
/// When the power fails, it can lose the last commits, which is acceptable for
/// carts and logins.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA foreign_keys = ON;";

/// Returns the path of the file in `url`. A relative path is relative to
/// `folder`.
///
/// # Errors
/// If the URL has no path, or names a database in memory.
pub fn path(url: &str, folder: &Path) -> Result<PathBuf, DatabaseError> {
    let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
    match path {
        Some(path) if !path.is_empty() && path != ":memory:" => Ok(folder.join(path)),
        _ => Err(DatabaseError::Url(url.to_owned())),
    }
}

/// Opens a connection. Creates the file if there is none.
///
/// # Errors
/// If the file can't be opened or created.
pub fn connect(path: &Path) -> Result<SqliteConnection, DatabaseError> {
    let failed = |reason: String| DatabaseError::Open { path: path.to_owned(), reason };
    let url = path.to_str().ok_or_else(|| failed("its name is not UTF-8".to_owned()))?;
    create_if_missing(path).map_err(|error| failed(error.to_string()))?;
    let mut connection = SqliteConnection::establish(url).map_err(|error| failed(error.to_string()))?;
    prepare(&mut connection).map_err(|error| failed(error.to_string()))?;
    Ok(connection)
}

/// Creates the file if there is none, readable by its owner only. SQLite gives
/// the same permissions to the files that it creates beside it (`-wal`, `-shm`).
fn create_if_missing(path: &Path) -> io::Result<()> {
    match platform::create_new(path, Readers::OwnerOnly) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// Logs a warning if other users can read or write the file. The permissions
/// may be intended, so they are not changed.
pub fn warn_if_shared(path: &Path) {
    if let Some(mode) = shared_permissions(path) {
        let path = path.display();
        log::warn!("other users can open the database {path} (mode {mode:o}); run: chmod 600 '{path}'*");
    }
}

/// Returns the permissions of the file if they allow anything to other users.
fn shared_permissions(path: &Path) -> Option<u32> {
    platform::permissions(path).ok().flatten().filter(|mode| mode & 0o077 != 0)
}

/// The lock timeout of a connection until [`super::timeouts`] or a migration sets another.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// The pause between two attempts to set the pragmas.
const PAUSE: Duration = Duration::from_millis(5);

/// Sets the pragmas. While another process changes a new database to WAL mode, SQLite does
/// not wait for its lock, but fails at once.
fn prepare(connection: &mut SqliteConnection) -> diesel::QueryResult<()> {
    connection.batch_execute(&format!("PRAGMA busy_timeout = {}", LOCK_TIMEOUT.as_millis()))?;
    let deadline = Instant::now() + LOCK_TIMEOUT;
    loop {
        match connection.batch_execute(PRAGMAS) {
            Err(error) if Failure::of(&error) == Failure::Timeout && Instant::now() < deadline => {
                thread::sleep(PAUSE);
            }
            result => return result,
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;

    use super::*;

    fn mode(path: &Path) -> u32 {
        platform::permissions(path).unwrap().unwrap()
    }

    #[test]
    fn only_the_owner_can_open_a_new_database() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.sqlite3");
        let mut connection = connect(&path).unwrap();
        connection.batch_execute("CREATE TABLE notes (note INTEGER)").unwrap();
        for file in ["x.sqlite3", "x.sqlite3-wal", "x.sqlite3-shm"] {
            assert_eq!(mode(&folder.path().join(file)), 0o600, "{file}");
        }
        assert_eq!(shared_permissions(&path), None);
    }

    #[test]
    fn a_file_that_other_users_can_open_is_reported_and_not_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.sqlite3");
        fs::write(&path, "").unwrap();
        platform::set_permissions(&path, 0o640).unwrap();
        connect(&path).unwrap();
        assert_eq!((mode(&path), shared_permissions(&path)), (0o640, Some(0o640)));
    }
}
