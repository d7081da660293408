//! The `db` engine: a row a session (D2). Inserting and updating are different
//! acts: INSERT fails on a taken key, UPDATE only hits the version that was
//! loaded. Portable SQL, no upsert.

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
    databases::{Connection, Database, DatabaseError, schema::sessions},
    sessions::{data::Data, key::SessionKey, record::Record},
};

/// Sessions removed in one transaction, so that clearing a million never keeps
/// a visitor waiting.
const CLEAR_BATCH: i64 = 1_000;

/// Keeps sessions in a table.
#[derive(Clone)]
pub struct DbEngine {
    database: Database,
    epoch: EpochRule,
}

impl DbEngine {
    /// Over a database that has been migrated.
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

    /// Makes sure that the epoch was raised since that run of a cache began.
    pub(super) async fn register_cache_instance(&self, instance: &str) -> Result<(), EngineError> {
        let instance = instance.to_owned();
        self.database.write(move |connection| cache_epoch::register(connection, &instance)).await
    }

    /// Raises the epoch of the caches before this database. Whoever writes without a
    /// cache from now on calls it first: a `cached_db` engine that is started later
    /// must not read copies from before those writes (D22, H11).
    ///
    /// # Errors
    /// The database's.
    pub async fn raise_cache_epoch(&self) -> Result<(), EngineError> {
        self.database.write_statement(cache_epoch::raise).await
    }

    /// Makes a change to one row, and with it what the rule for the epoch asks.
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

    async fn replace(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        let swap = Swap { key: key.clone(), row: Row::new(record)? };
        let key = key.clone();
        let replace = move |connection: &mut Connection| {
            let hit = (&swap).execute(connection)?;
            outcome(connection, &key, hit)
        };
        self.write(replace).await
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        let (key, version, expire_date) = (key.clone(), record.version, without_zone(record.expire_date));
        let touch = move |connection: &mut Connection| {
            let target = sessions::table.find(key.as_str()).filter(sessions::version.eq(version));
            let hit =
                diesel::update(target).set(sessions::expire_date.eq(expire_date)).execute(connection)?;
            outcome(connection, &key, hit)
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
        let now = without_zone(now);
        let mut removed = 0;
        loop {
            let batch =
                self.database.write_maintenance(move |connection| clear_batch(connection, now)).await?;
            removed += batch;
            if batch == 0 {
                return Ok(Cleared::Removed(removed));
            }
        }
    }

    /// The table can be read: that the database answers is not enough.
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
        let asked = key.clone();
        let row = self.database.read(move |connection| select(connection, &asked)).await?;
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

/// A session as it lies in the table, less its key.
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

/// The compare and swap, written out: an UPDATE that diesel puts together is
/// parsed and planned anew at each call, this one is kept prepared.
#[derive(QueryId)]
struct Swap {
    key: SessionKey,
    row: Row,
}

type Backend = <Connection as diesel::Connection>::Backend;

impl QueryFragment<Backend> for Swap {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        pass.push_sql("UPDATE sessions SET session_data = ");
        pass.push_bind_param::<Text, _>(&self.row.data)?;
        pass.push_sql(", expire_date = ");
        pass.push_bind_param::<Timestamp, _>(&self.row.expire_date)?;
        pass.push_sql(", version = version + 1 WHERE session_key = ");
        pass.push_bind_param::<Text, _>(self.key.as_str())?;
        pass.push_sql(" AND version = ");
        pass.push_bind_param::<BigInt, _>(&self.row.version)
    }
}

impl RunQueryDsl<Connection> for &Swap {}

/// The table keeps moments in UTC and without a zone, which all databases can.
fn without_zone(moment: OffsetDateTime) -> PrimitiveDateTime {
    let utc = moment.to_offset(time::UtcOffset::UTC);
    PrimitiveDateTime::new(utc.date(), utc.time())
}

/// Without the LIMIT of `first`, which the key makes needless: SQLite plans a
/// statement anew each time a number is bound to its LIMIT.
fn select(connection: &mut Connection, key: &SessionKey) -> QueryResult<Option<Row>> {
    let columns = (sessions::session_data, sessions::expire_date, sessions::version);
    sessions::table.find(key.as_str()).select(columns).get_result(connection).optional()
}

/// Inserts under a fresh key; none in the case that will not happen, that the
/// key is taken. (PostgreSQL does nothing more in a transaction that failed.)
fn insert(connection: &mut Connection, row: &Row) -> Result<Option<SessionKey>, EngineError> {
    let key = SessionKey::random();
    let values = (
        sessions::session_key.eq(key.as_str()),
        sessions::session_data.eq(&row.data),
        sessions::expire_date.eq(row.expire_date),
        sessions::version.eq(1_i64),
    );
    match diesel::insert_into(sessions::table).values(values).execute(connection) {
        Ok(_) => Ok(Some(key)),
        Err(QueryError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What an update came to that hit so many rows.
fn outcome(connection: &mut Connection, key: &SessionKey, hit: usize) -> Result<Replace, EngineError> {
    if hit > 0 {
        return Ok(Replace::Replaced(key.clone()));
    }
    match select(connection, key)? {
        Some(row) => Ok(Replace::Conflict(row.into_record()?)),
        None => Ok(Replace::Gone),
    }
}

/// Picks a few by their date and deletes those that are still over. The oldest
/// come first, so that two processes that clear at once lock in one order.
fn clear_batch(connection: &mut Connection, now: PrimitiveDateTime) -> Result<u64, EngineError> {
    let over = sessions::table.filter(sessions::expire_date.le(now)).select(sessions::session_key);
    let over = over.order((sessions::expire_date, sessions::session_key));
    let mut keys: Vec<String> = over.limit(CLEAR_BATCH).load(connection)?;
    keys.sort_unstable();
    let target = sessions::table.filter(sessions::session_key.eq_any(keys));
    let removed = diesel::delete(target.filter(sessions::expire_date.le(now))).execute(connection)?;
    Ok(removed as u64)
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
