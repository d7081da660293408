//! The epoch of the caches before a database (H11: no process serves an older
//! state for longer than a second). It is a number in the database, and part of
//! the name of every entry that `cached_db` puts into a cache. A write that
//! can't be made known to the cache raises it in the same transaction; from then
//! on no entry of an earlier epoch is read or trusted by a write.

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

/// The id of the one row.
const ROW: i32 = 1;

/// What a write to a session does about the epoch, in the same transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EpochRule {
    /// Nothing: no cache is before the database.
    Ignore,
    /// Requires this epoch until the commit; otherwise nothing is written. An
    /// entry of the cache that carries this epoch knows of the write.
    Require(i64),
    /// Raises it: no entry of the cache knows of the write.
    Raise,
}

impl EpochRule {
    /// Makes a change under this rule. All transactions lock the session's row
    /// first and the epoch's row second, so that no two of them can wait for
    /// each other; and while a session's row is waited for, the epoch is free.
    ///
    /// SQLite has no locks on rows and one writer at a time. There the epoch
    /// comes first: a refused change must have written nothing, since it shares
    /// its transaction with other changes.
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

/// Reads the epoch.
pub fn read(connection: &mut Connection) -> QueryResult<i64> {
    session_cache_epoch::table.find(ROW).select(session_cache_epoch::epoch).get_result(connection)
}

/// Reads the epoch, which nobody raises before the transaction has ended.
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

/// Raises the epoch.
pub fn raise(connection: &mut Connection) -> Result<(), EngineError> {
    let row = session_cache_epoch::table.find(ROW);
    let epoch = session_cache_epoch::epoch;
    match diesel::update(row).set(epoch.eq(epoch + 1)).execute(connection)? {
        0 => Err(EngineError::Unavailable("the table session_cache_epoch has no row".to_owned())),
        _ => Ok(()),
    }
}

/// Raises the epoch at the first use of that run of a cache, and not again.
pub fn register(connection: &mut Connection, instance: &str) -> Result<(), EngineError> {
    let row = session_cache_instances::table.find(instance);
    if row.select(session_cache_instances::instance).first::<String>(connection).optional()?.is_some() {
        return Ok(());
    }
    let value = session_cache_instances::instance.eq(instance);
    match diesel::insert_into(session_cache_instances::table).values(value).execute(connection) {
        Ok(_) => raise(connection),
        // Another process has just done it; nothing else is in the transaction.
        Err(QueryError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Written out, since diesel's own queries over any database can't lock. It is
/// kept prepared: the lock is always the same one for one connection.
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
