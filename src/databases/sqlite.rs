//! How SQLite is opened: in WAL mode, so that readers never wait for the
//! writer, with a limit on how long anyone waits for a lock.

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
    let mut connection = SqliteConnection::establish(url).map_err(|error| failed(error.to_string()))?;
    prepare(&mut connection).map_err(|error| failed(error.to_string()))?;
    Ok(connection)
}

fn prepare(connection: &mut SqliteConnection) -> diesel::QueryResult<()> {
    connection.batch_execute("PRAGMA busy_timeout = 5000;")?;
    connection.batch_execute(PRAGMAS)
}
