//! The `db` engine: stores each session in a row of a table (D2). INSERT fails if the
//! key exists, and UPDATE changes a row only if it has the version that was loaded. Both
//! are portable SQL; there is no upsert.

use async_trait::async_trait;
use diesel::{
    prelude::*,
    query_builder::{AstPass, QueryFragment, QueryId},
    result::{DatabaseErrorKind, Error as QueryError},
    sql_types::{BigInt, Text, Timestamp},
};
use time::{OffsetDateTime, PrimitiveDateTime};

use super::{
    Cleared, Engine, EngineError, InspectResult, RawRecord, Replace, cache_epoch, cache_epoch::EpochRule,
};
use crate::{
    databases::{Connection, Database, DatabaseError, ExpiringTable, schema::sessions},
    sessions::{data::Data, key::SessionKey, record::Record},
};

/// The table, for clearing.
const TABLE: ExpiringTable = ExpiringTable { name: "sessions", key: "session_key", expiry: "expire_date" };

/// Stores sessions in a database table.
#[derive(Clone)]
pub struct DbEngine {
    database: Database,
    epoch: EpochRule,
}

impl DbEngine {
    /// Returns an engine over a migrated database.
    pub fn new(database: Database) -> Self {
        Self { database, epoch: EpochRule::Ignore }
    }

    /// Returns an engine over the same table whose writes follow `epoch`, for
    /// `cached_db`.
    pub(super) fn with_epoch(&self, epoch: EpochRule) -> Self {
        Self { database: self.database.clone(), epoch }
    }

    /// Reads the epoch of the caches before this database.
    pub(super) async fn cache_epoch(&self) -> Result<i64, EngineError> {
        Ok(self.database.read_inline(cache_epoch::read).await?)
    }

    /// Raises the epoch if this instance of a cache is not registered yet.
    pub(super) async fn register_cache_instance(&self, instance: &str) -> Result<(), EngineError> {
        let instance = instance.to_owned();
        self.database.write(move |connection| cache_epoch::register(connection, &instance)).await
    }

    /// Raises the epoch of the caches before this database. Call it before the first
    /// write without the cache: a `cached_db` engine that starts later must not read
    /// copies that are older than those writes (D22, H11).
    ///
    /// # Errors
    /// [`EngineError::Unavailable`] if the database fails.
    pub async fn raise_cache_epoch(&self) -> Result<(), EngineError> {
        self.database.write_statement(cache_epoch::raise).await
    }

    /// Makes a change to one row under the rule for the epoch.
    async fn write<T, F>(&self, change: F) -> Result<T, EngineError>
    where
        T: Send + 'static,
        F: Fn(&mut Connection) -> Result<T, EngineError> + Send + 'static,
    {
        let epoch = self.epoch;
        self.database.write_statement(move |connection| epoch.apply_to(connection, &change)).await
    }
}

#[async_trait]
impl Engine for DbEngine {
    fn name(&self) -> &'static str {
        "db"
    }

    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        if !key.is_well_formed() {
            return Ok(None);
        }
        let key = key.clone();
        let row = self.database.read_inline(move |connection| select(connection, &key)).await?;
        row.map(Row::into_record).transpose()
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        loop {
            let row = Row::new(record)?;
            let key = self.database.write_statement(move |connection| insert(connection, &row)).await?;
            if let Some(key) = key {
                return Ok(key);
            }
        }
    }

    async fn replace(&self, key: &SessionKey, expected: i64, next: &Record) -> Result<Replace, EngineError> {
        let swap = Swap { key: key.clone(), expected, row: Row::new(next)? };
        let key = key.clone();
        let replace = move |connection: &mut Connection| {
            let rows = (&swap).execute(connection)?;
            outcome(connection, &key, rows)
        };
        self.write(replace).await
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        let (key, version, expire_date) = (key.clone(), record.version, without_zone(record.expire_date));
        let touch = move |connection: &mut Connection| {
            let target = sessions::table.find(key.as_str()).filter(sessions::version.eq(version));
            let rows =
                diesel::update(target).set(sessions::expire_date.eq(expire_date)).execute(connection)?;
            outcome(connection, &key, rows)
        };
        self.write(touch).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        let key = key.clone();
        let delete = move |connection: &mut Connection| {
            diesel::delete(sessions::table.find(key.as_str())).execute(connection)?;
            Ok(())
        };
        self.write(delete).await
    }

    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError> {
        Ok(Cleared::Removed(self.database.clear_expired(TABLE, without_zone(now)).await?))
    }

    /// Reads from the table, since a database without the table can respond too.
    async fn check(&self) -> Result<(), EngineError> {
        let any = |connection: &mut Connection| {
            sessions::table.select(sessions::version).first::<i64>(connection).optional()
        };
        Ok(self.database.read(any).await.map(drop)?)
    }

    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        if !key.is_well_formed() {
            return Ok(None);
        }
        let wanted = key.clone();
        let row = self.database.read(move |connection| select(connection, &wanted)).await?;
        let columns = |row: Row| {
            vec![
                ("session_key", key.as_str().to_owned()),
                ("session_data", row.data),
                ("expire_date", row.expire_date.to_string()),
                ("version", row.version.to_string()),
            ]
        };
        Ok(row.map(|row| RawRecord::Row { table: "sessions", columns: columns(row) }))
    }
}

/// The columns of a row, without the key.
#[derive(Queryable)]
struct Row {
    data: String,
    expire_date: PrimitiveDateTime,
    version: i64,
}

impl Row {
    fn new(record: &Record) -> Result<Self, EngineError> {
        let data = record.data.to_json().map_err(|error| EngineError::Unreadable(error.to_string()))?;
        Ok(Self { data, expire_date: without_zone(record.expire_date), version: record.version })
    }

    fn into_record(self) -> Result<Record, EngineError> {
        let data = Data::from_json(&self.data).map_err(|error| EngineError::unreadable(&error))?;
        Ok(Record { data, expire_date: self.expire_date.assume_utc(), version: self.version })
    }
}

/// The compare-and-swap as SQL text. diesel caches it as a prepared statement; an UPDATE
/// that diesel builds is parsed and planned again for each call.
#[derive(QueryId)]
struct Swap {
    key: SessionKey,
    expected: i64,
    row: Row,
}

type Backend = <Connection as diesel::Connection>::Backend;

impl QueryFragment<Backend> for Swap {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        pass.push_sql("UPDATE sessions SET session_data = ");
        pass.push_bind_param::<Text, _>(&self.row.data)?;
        pass.push_sql(", expire_date = ");
        pass.push_bind_param::<Timestamp, _>(&self.row.expire_date)?;
        pass.push_sql(", version = ");
        pass.push_bind_param::<BigInt, _>(&self.row.version)?;
        pass.push_sql(" WHERE session_key = ");
        pass.push_bind_param::<Text, _>(self.key.as_str())?;
        pass.push_sql(" AND version = ");
        pass.push_bind_param::<BigInt, _>(&self.expected)
    }
}

impl RunQueryDsl<Connection> for &Swap {}

/// Returns the date and time in UTC. All databases have a column type without a zone.
fn without_zone(instant: OffsetDateTime) -> PrimitiveDateTime {
    let utc = instant.to_offset(time::UtcOffset::UTC);
    PrimitiveDateTime::new(utc.date(), utc.time())
}

/// Returns the row of a session. The query has no LIMIT, as diesel's `first` would add
/// it: SQLite plans a statement again each time a number is bound to a LIMIT.
fn select(connection: &mut Connection, key: &SessionKey) -> QueryResult<Option<Row>> {
    let columns = (sessions::session_data, sessions::expire_date, sessions::version);
    sessions::table.find(key.as_str()).select(columns).get_result(connection).optional()
}

/// Inserts a row under a random key and returns the key, or `None` if the key exists.
/// The caller repeats that in a new transaction, since PostgreSQL accepts no further
/// statement in a transaction after an error.
fn insert(connection: &mut Connection, row: &Row) -> Result<Option<SessionKey>, EngineError> {
    let key = SessionKey::random();
    let values = (
        sessions::session_key.eq(key.as_str()),
        sessions::session_data.eq(&row.data),
        sessions::expire_date.eq(row.expire_date),
        sessions::version.eq(row.version),
    );
    match diesel::insert_into(sessions::table).values(values).execute(connection) {
        Ok(_) => Ok(Some(key)),
        Err(QueryError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Returns the result of an UPDATE that changed `rows` rows.
fn outcome(connection: &mut Connection, key: &SessionKey, rows: usize) -> Result<Replace, EngineError> {
    if rows > 0 {
        return Ok(Replace::Replaced(key.clone()));
    }
    match select(connection, key)? {
        Some(row) => Ok(Replace::Conflict(row.into_record()?)),
        None => Ok(Replace::Gone),
    }
}

impl From<DatabaseError> for EngineError {
    fn from(error: DatabaseError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<QueryError> for EngineError {
    fn from(error: QueryError) -> Self {
        DatabaseError::from(error).into()
    }
}
