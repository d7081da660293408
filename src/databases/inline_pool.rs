//! Connections for questions that are answered at once, on the thread that
//! asks. A row found by its key takes a few microseconds of SQLite, less than
//! handing the question to another thread and the answer back; on that thread
//! nothing may wait, so these connections wait for no lock, and whoever finds
//! one taken goes to the threads that may.
//!
//! What can't be promised is the disk: a row that is in no memory is read from
//! it. One in the machine takes far less than a millisecond; one that hangs
//! would stop all requests of the thread. SQLite's files belong on a disk of
//! the machine's own anyway: WAL mode does not work over a network.

use std::{
    num::NonZero,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

use diesel::QueryResult;

use super::{Connection, DatabaseError, connection::Place};

/// Idle connections. None is waited for.
pub struct InlinePool(Mutex<Vec<Connection>>);

impl InlinePool {
    /// Opens one for each thread that can run at the same time.
    pub fn open(place: &Place) -> Result<Self, DatabaseError> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let connections: Result<_, _> = (0..threads).map(|_| place.connect_impatiently()).collect();
        Ok(Self(Mutex::new(connections?)))
    }

    /// The answer, or `None` if that would have taken a wait.
    pub fn ask<T>(&self, question: impl FnOnce(&mut Connection) -> QueryResult<T>) -> Option<T> {
        let mut connection = self.idle().pop()?;
        let answer = question(&mut connection);
        self.idle().push(connection);
        // An error too is left to those who may ask again for longer.
        answer.ok()
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
    fn who_finds_no_connection_idle_is_sent_on_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::parse("sqlite:x.sqlite3", folder.path()).unwrap();
        let ready = InlinePool(Mutex::new(vec![place.connect_impatiently().unwrap()]));
        let while_taken = ready.ask(|_| Ok(ready.ask(one)));
        assert_eq!(while_taken, Some(None));
        assert_eq!(ready.ask(one), Some(1));
    }

    #[test]
    fn a_connection_that_answered_with_an_error_is_asked_again() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::parse("sqlite:x.sqlite3", folder.path()).unwrap();
        let ready = InlinePool(Mutex::new(vec![place.connect_impatiently().unwrap()]));
        assert_eq!(ready.ask(|_| Err::<i32, _>(Error::NotFound)), None);
        assert_eq!(ready.ask(one), Some(1));
    }
}
