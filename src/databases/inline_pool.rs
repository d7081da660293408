//! SQLite connections for short queries that run on the calling thread. To read
//! a row by its key takes SQLite a few microseconds, which is less than handing
//! the query to another thread and back
//! (`docs/decisions/inline-sqlite-reads.md`). The calling thread serves other
//! requests, too, so nothing here waits: these connections wait for no lock, and
//! a caller that finds no idle connection uses the pool of threads.
//!
//! A row that is in no cache is read from the disk, and this read can't be
//! limited in time. A local disk needs less than a millisecond; a disk that
//! hangs stops all requests of the thread. SQLite needs a local disk in any
//! case: its WAL mode does not work over a network.

use std::{
    num::NonZero,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

use diesel::QueryResult;

use super::{Connection, DatabaseError, connection::DatabaseUrl};

/// The idle connections. No caller waits for one.
pub struct InlinePool(Mutex<Vec<Connection>>);

impl InlinePool {
    /// Opens one connection for each thread that can run at the same time.
    ///
    /// # Errors
    /// If the file can't be opened.
    pub fn open(url: &DatabaseUrl) -> Result<Self, DatabaseError> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let connections: Result<_, _> = (0..threads).map(|_| url.connect_without_lock_wait()).collect();
        Ok(Self(Mutex::new(connections?)))
    }

    /// Runs `query` on the calling thread. Returns `None` if there is no idle
    /// connection, or if the query fails, such as because of a lock.
    pub fn try_query<T>(&self, query: impl FnOnce(&mut Connection) -> QueryResult<T>) -> Option<T> {
        let mut connection = self.idle().pop()?;
        let result = query(&mut connection);
        self.idle().push(connection);
        // The caller repeats a failed query on a thread that can wait.
        result.ok()
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use diesel::{RunQueryDsl, dsl::sql, result::Error, select, sql_types::Integer};

    use super::*;

    fn one(connection: &mut Connection) -> QueryResult<i32> {
        select(sql::<Integer>("1")).get_result(connection)
    }

    #[test]
    fn a_query_that_finds_no_idle_connection_fails_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::parse("sqlite:x.sqlite3", folder.path()).unwrap();
        let pool = InlinePool(Mutex::new(vec![url.connect_without_lock_wait().unwrap()]));
        let while_taken = pool.try_query(|_| Ok(pool.try_query(one)));
        assert_eq!(while_taken, Some(None));
        assert_eq!(pool.try_query(one), Some(1));
    }

    #[test]
    fn a_connection_is_used_again_after_a_failed_query() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::parse("sqlite:x.sqlite3", folder.path()).unwrap();
        let pool = InlinePool(Mutex::new(vec![url.connect_without_lock_wait().unwrap()]));
        assert_eq!(pool.try_query(|_| Err::<i32, _>(Error::NotFound)), None);
        assert_eq!(pool.try_query(one), Some(1));
    }
}
