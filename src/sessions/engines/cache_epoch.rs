//! The epoch of the caches before a database (H11: no process serves an older state for
//! longer than a second). The epoch is a number in the database and part of the name of
//! every cache entry of `cached_db`. A write that can't put its marker into the cache
//! raises the epoch in its own transaction. From then on no process uses an entry of an
//! earlier epoch.

use diesel::{
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::{DatabaseErrorKind, Error as QueryError},
    sql_types::BigInt,
};

use super::EngineError;
use crate::databases::{
    Connection,
    schema::{session_cache_epoch, session_cache_instances},
};

/// The id of the only row of the table.
const ROW: i32 = 1;

/// What a write to a session does with the epoch in its transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EpochRule {
    /// Ignores it: there is no cache before the database.
    Ignore,
    /// Fails without writing unless this is the epoch until the commit. The cache has a
    /// marker of the write under this epoch.
    Require(i64),
    /// Raises it, because the cache has no marker of the write.
    Raise,
}

impl EpochRule {
    /// Makes a change under this rule. Every transaction locks the row of the session
    /// first and the row of the epoch second, so no two transactions can deadlock. A
    /// transaction that waits for a session's row does not hold the epoch's row.
    ///
    /// SQLite has no row locks and only one writer at a time. There the epoch is checked
    /// first: several changes share one transaction, so a refused change must not have
    /// written anything.
    ///
    /// # Errors
    /// The error of the change, and [`EngineError::CacheEpochChanged`].
    pub fn apply_to<T>(
        self,
        connection: &mut Connection,
        change: impl FnOnce(&mut Connection) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        if matches!(connection, Connection::Sqlite(_)) {
            self.apply(connection)?;
            return change(connection);
        }
        let changed = change(connection)?;
        self.apply(connection)?;
        Ok(changed)
    }

    fn apply(self, connection: &mut Connection) -> Result<(), EngineError> {
        match self {
            Self::Ignore => Ok(()),
            Self::Require(epoch) if read_and_lock(connection)? == epoch => Ok(()),
            Self::Require(_) => Err(EngineError::CacheEpochChanged),
            Self::Raise => raise(connection),
        }
    }
}

/// Returns the epoch.
///
/// # Errors
/// The error of the database.
pub fn read(connection: &mut Connection) -> QueryResult<i64> {
    session_cache_epoch::table.find(ROW).select(session_cache_epoch::epoch).get_result(connection)
}

/// Returns the epoch and locks it: no other transaction raises it before this one ends.
fn read_and_lock(connection: &mut Connection) -> QueryResult<i64> {
    let lock = match connection {
        Connection::Sqlite(_) => "",
        #[cfg(feature = "postgres")]
        Connection::Postgres(_) => " FOR SHARE",
        #[cfg(feature = "mysql")]
        Connection::Mysql(_) => " LOCK IN SHARE MODE",
    };
    LockEpoch { lock }.get_result(connection)
}

/// Raises the epoch by one.
///
/// # Errors
/// The error of the database.
pub fn raise(connection: &mut Connection) -> Result<(), EngineError> {
    let row = session_cache_epoch::table.find(ROW);
    let epoch = session_cache_epoch::epoch;
    match diesel::update(row).set(epoch.eq(epoch + 1)).execute(connection)? {
        0 => Err(EngineError::Unavailable("the table session_cache_epoch has no row".to_owned())),
        _ => Ok(()),
    }
}

/// Raises the epoch when this instance of a cache server is registered for the first
/// time.
///
/// # Errors
/// The error of the database.
pub fn register(connection: &mut Connection, instance: &str) -> Result<(), EngineError> {
    let row = session_cache_instances::table.find(instance);
    if row.select(session_cache_instances::instance).first::<String>(connection).optional()?.is_some() {
        return Ok(());
    }
    let value = session_cache_instances::instance.eq(instance);
    match diesel::insert_into(session_cache_instances::table).values(value).execute(connection) {
        Ok(_) => raise(connection),
        // Another process has just registered it; the transaction contains nothing else.
        Err(QueryError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The query as SQL text, because diesel's query builder has no row locks for
/// `MultiConnection`. diesel caches it as a prepared statement; the lock clause is
/// always the same for one connection.
#[derive(QueryId)]
struct LockEpoch {
    lock: &'static str,
}

type Backend = <Connection as diesel::Connection>::Backend;

impl QueryFragment<Backend> for LockEpoch {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        pass.push_sql("SELECT epoch FROM session_cache_epoch WHERE id = 1");
        pass.push_sql(self.lock);
        Ok(())
    }
}

impl Query for LockEpoch {
    type SqlType = BigInt;
}

impl RunQueryDsl<Connection> for LockEpoch {}
