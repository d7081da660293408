//! Removes expired rows in small transactions, so that requests write between them.
//!
//! A write moves the expiry of a row, so an index on the expiry would change with each
//! write. The tables have an index on the day of the expiry and the key instead. One
//! batch reads the next keys of a day, in the order in which SQLite and `InnoDB` store
//! the rows, and deletes those that have expired. No batch examines more than
//! [`BATCH`] rows.

use std::time::Instant;

use diesel::{
    QueryResult, RunQueryDsl,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Date, Nullable, Text, Timestamp},
};
use time::PrimitiveDateTime;

use super::{Connection, Database, DatabaseError};

/// The maximum number of rows that one transaction examines and removes.
const BATCH: usize = 1_000;

/// A table whose rows expire. It has the column `expire_day`, the day of the expiry, and
/// an index on that column and the key.
#[derive(Clone, Copy, Debug)]
pub struct ExpiringTable {
    /// The name of the table.
    pub name: &'static str,
    /// The column of the primary key, a text.
    pub key: &'static str,
    /// The column of the expiry, a timestamp in UTC.
    pub expiry: &'static str,
}

/// The last row that was examined.
#[derive(Clone)]
struct Position {
    day: time::Date,
    key: String,
}

struct Batch {
    removed: usize,
    last: Position,
}

impl Database {
    /// Removes the rows whose expiry is not later than `now`, and returns their number.
    /// Waits after each transaction as long as it took: at least half of the time is
    /// for requests.
    ///
    /// # Errors
    /// If a transaction fails. Earlier ones are committed then.
    pub async fn clear_expired(
        &self,
        table: ExpiringTable,
        now: PrimitiveDateTime,
    ) -> Result<u64, DatabaseError> {
        let (mut removed, mut last) = (0, None);
        loop {
            let (begun, position) = (Instant::now(), last.take());
            let clear = move |connection: &mut Connection| {
                Ok::<_, DatabaseError>(clear_batch(connection, table, now, position.as_ref())?)
            };
            let Some(batch) = self.write_maintenance(clear).await? else { return Ok(removed) };
            removed += batch.removed as u64;
            last = Some(batch.last);
            tokio::time::sleep(begun.elapsed()).await;
        }
    }
}

/// Removes the expired rows among the next ones after `position`. Returns `None` if no
/// row is left that expires on the day of `now` or earlier.
fn clear_batch(
    connection: &mut Connection,
    table: ExpiringTable,
    now: PrimitiveDateTime,
    position: Option<&Position>,
) -> QueryResult<Option<Batch>> {
    let (mut day, mut rows) =
        (position.map(|position| position.day), Vec::<(String, PrimitiveDateTime)>::new());
    if let Some(position) = position {
        rows = NextRows { table, after: position }.load(connection)?;
    }
    if rows.is_empty() {
        day = NextDay { table, after: day, until: now.date() }.get_result(connection)?;
        let Some(day) = day else { return Ok(None) };
        rows = NextRows { table, after: &Position { day, key: String::new() } }.load(connection)?;
    }
    let (Some(day), Some((key, _))) = (day, rows.last()) else { return Ok(None) };
    let last = Position { day, key: key.clone() };
    let is_expired = |(key, expiry): (String, PrimitiveDateTime)| (expiry <= now).then_some(key);
    let keys: Vec<String> = rows.into_iter().filter_map(is_expired).collect();
    let removed = if keys.is_empty() { 0 } else { Delete { table, keys, now }.execute(connection)? };
    Ok(Some(Batch { removed, last }))
}

type Backend = <Connection as diesel::Connection>::Backend;

/// Selects the first day after `after`, and not after `until`, on which a row expires.
struct NextDay {
    table: ExpiringTable,
    after: Option<time::Date>,
    until: time::Date,
}

impl QueryFragment<Backend> for NextDay {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        pass.push_sql("SELECT MIN(expire_day) FROM ");
        pass.push_sql(self.table.name);
        pass.push_sql(" WHERE expire_day <= ");
        pass.push_bind_param::<Date, _>(&self.until)?;
        if let Some(after) = &self.after {
            pass.push_sql(" AND expire_day > ");
            pass.push_bind_param::<Date, _>(after)?;
        }
        Ok(())
    }
}

impl Query for NextDay {
    type SqlType = Nullable<Date>;
}

/// Selects the keys and expiries of the next rows of a day, in the order of their keys.
struct NextRows<'p> {
    table: ExpiringTable,
    after: &'p Position,
}

impl QueryFragment<Backend> for NextRows<'_> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        let ExpiringTable { name, key, expiry } = self.table;
        pass.push_sql(&format!("SELECT {key}, {expiry} FROM {name} WHERE expire_day = "));
        pass.push_bind_param::<Date, _>(&self.after.day)?;
        pass.push_sql(&format!(" AND {key} > "));
        pass.push_bind_param::<Text, _>(&self.after.key)?;
        pass.push_sql(&format!(" ORDER BY {key} LIMIT {BATCH}"));
        Ok(())
    }
}

impl Query for NextRows<'_> {
    type SqlType = (Text, Timestamp);
}

/// Deletes the rows with these keys. It compares the expiry again, because a request may
/// have extended a row since it was selected. The keys are in order, so that two
/// processes lock the rows in the same order.
struct Delete {
    table: ExpiringTable,
    keys: Vec<String>,
    now: PrimitiveDateTime,
}

impl QueryFragment<Backend> for Delete {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        // The number of keys varies.
        pass.unsafe_to_cache_prepared();
        let ExpiringTable { name, key, expiry } = self.table;
        pass.push_sql(&format!("DELETE FROM {name} WHERE {expiry} <= "));
        pass.push_bind_param::<Timestamp, _>(&self.now)?;
        pass.push_sql(&format!(" AND {key} IN ("));
        for (number, key) in self.keys.iter().enumerate() {
            if number > 0 {
                pass.push_sql(", ");
            }
            pass.push_bind_param::<Text, _>(key)?;
        }
        pass.push_sql(")");
        Ok(())
    }
}

/// diesel identifies these queries by their text, because it depends on the table.
macro_rules! identified_by_text {
    ($($query:ty),*) => {$(
        impl QueryId for $query {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }

        impl RunQueryDsl<Connection> for $query {}
    )*};
}

identified_by_text!(NextDay, NextRows<'_>, Delete);
