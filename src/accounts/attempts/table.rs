//! The table `attempts`. It is in the shop's database, which all processes share on every
//! session engine.

use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error as QueryError},
};
use time::PrimitiveDateTime;

use super::limit::{Count, Limit};
use crate::databases::{Connection, DatabaseError, ExpiringTable, schema::attempts};

/// The table, for clearing.
pub(super) const ATTEMPTS: ExpiringTable =
    ExpiringTable { name: "attempts", key: "id", expiry: "expires_at" };

/// A count in the table: its id and its limit.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    /// A keyed hash.
    pub id: String,
    pub limit: Limit,
    /// Whether a correct password proves that the earlier attempts were harmless.
    pub is_reset_by_success: bool,
}

/// Why an attempt is not counted.
#[derive(Debug)]
pub(super) enum NotCounted {
    /// It has to wait.
    Limited(time::Duration),
    /// Another request changed the count at the same time.
    Raced,
    /// The database failed.
    Failed(DatabaseError),
}

impl From<QueryError> for NotCounted {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::Raced,
            error => Self::Failed(error.into()),
        }
    }
}

impl From<DatabaseError> for NotCounted {
    fn from(error: DatabaseError) -> Self {
        Self::Failed(error)
    }
}

/// Returns the longest wait of the buckets, or `None` if the attempt is allowed.
pub(super) fn wait(
    connection: &mut Connection,
    buckets: &[Bucket],
    now: PrimitiveDateTime,
) -> QueryResult<Option<time::Duration>> {
    let mut longest = None;
    for bucket in buckets {
        let before = find(connection, &bucket.id)?;
        longest = longest.max(bucket.limit.next(before, now).err());
    }
    Ok(longest)
}

/// Counts an attempt in all buckets, or in none (the caller's transaction is rolled back
/// if this fails). Each count is changed only if it is still the one that was read
/// (compare and swap), so that of many attempts at once no more are allowed than one
/// after the other.
pub(super) fn count(
    connection: &mut Connection,
    buckets: &[Bucket],
    now: PrimitiveDateTime,
) -> Result<(), NotCounted> {
    for bucket in buckets {
        let before = find(connection, &bucket.id)?;
        let next = bucket.limit.next(before, now).map_err(NotCounted::Limited)?;
        let expires_at = bucket.limit.expires_at(next);
        if !swap(connection, &bucket.id, before, next, expires_at)? {
            return Err(NotCounted::Raced);
        }
    }
    Ok(())
}

fn find(connection: &mut Connection, id: &str) -> QueryResult<Option<Count>> {
    let columns = (attempts::count, attempts::last_at);
    let row: Option<(i32, PrimitiveDateTime)> =
        attempts::table.find(id).select(columns).first(connection).optional()?;
    Ok(row.map(|(attempts, last_at)| Count { attempts, last_at }))
}

fn swap(
    connection: &mut Connection,
    id: &str,
    before: Option<Count>,
    next: Count,
    expires_at: PrimitiveDateTime,
) -> QueryResult<bool> {
    let values = (
        attempts::count.eq(next.attempts),
        attempts::last_at.eq(next.last_at),
        attempts::expires_at.eq(expires_at),
    );
    let Some(before) = before else {
        return Ok(diesel::insert_into(attempts::table)
            .values((attempts::id.eq(id), values))
            .execute(connection)?
            == 1);
    };
    let target = attempts::table.find(id).filter(attempts::count.eq(before.attempts));
    let target = target.filter(attempts::last_at.eq(before.last_at));
    Ok(diesel::update(target).set(values).execute(connection)? == 1)
}

/// Takes one attempt back, in each bucket.
pub(super) fn take_back(connection: &mut Connection, buckets: &[Bucket]) -> QueryResult<()> {
    for bucket in buckets {
        let target = attempts::table.find(&bucket.id).filter(attempts::count.gt(0));
        diesel::update(target).set(attempts::count.eq(attempts::count - 1)).execute(connection)?;
    }
    Ok(())
}

/// Forgets the attempts of a bucket.
pub(super) fn reset(connection: &mut Connection, bucket: &Bucket) -> QueryResult<()> {
    diesel::delete(attempts::table.find(&bucket.id)).execute(connection).map(drop)
}
