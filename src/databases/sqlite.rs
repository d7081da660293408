//! How SQLite is opened: in WAL mode, so that readers never wait for the
//! writer, with a limit on how long anyone waits for a lock.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use diesel::{
    Connection as _,
    connection::SimpleConnection,
    r2d2::{ConnectionManager, CustomizeConnection, Error as PoolError, Pool},
};

use super::{Connection, DatabaseError};

/// Connections that read at the same time.
const READERS: u32 = 4;

/// How long a request may wait for a free connection.
const POOL_TIMEOUT: Duration = Duration::from_millis(800);

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
pub fn connect(path: &Path) -> Result<Connection, DatabaseError> {
    let failed = |reason: String| DatabaseError::Open { path: path.to_owned(), reason };
    let url = path.to_str().ok_or_else(|| failed("its name is not UTF-8".to_owned()))?;
    let mut connection = Connection::establish(url).map_err(|error| failed(error.to_string()))?;
    prepare(&mut connection).map_err(|error| failed(error.to_string()))?;
    Ok(connection)
}

/// The connections that read.
pub fn pool(path: &Path) -> Result<Pool<ConnectionManager<Connection>>, DatabaseError> {
    let manager = ConnectionManager::new(path.to_string_lossy());
    let builder = Pool::builder().max_size(READERS).min_idle(Some(1)).connection_timeout(POOL_TIMEOUT);
    Ok(builder.test_on_check_out(false).connection_customizer(Box::new(Prepared)).build(manager)?)
}

fn prepare(connection: &mut Connection) -> diesel::QueryResult<()> {
    connection.batch_execute("PRAGMA busy_timeout = 5000;")?;
    connection.batch_execute(PRAGMAS)
}

#[derive(Debug)]
struct Prepared;

impl CustomizeConnection<Connection, PoolError> for Prepared {
    fn on_acquire(&self, connection: &mut Connection) -> Result<(), PoolError> {
        prepare(connection).map_err(PoolError::QueryError)
    }
}
