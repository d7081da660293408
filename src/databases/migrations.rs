//! The migrations, which create the tables. They are built into the program. The
//! folder `migrations` has a copy of each for each kind of database.
//!
//! During a rolling upgrade the programs of two versions use one database. A migration
//! is *additive* if the programs before it keep working: it creates tables, indexes, and
//! columns that are nullable or have a default. Another one is *breaking*; its number
//! begins with 9, such as `2027-01-31-900015_drop_legacy`. It belongs to a later version
//! than the last program that uses what it removes.
//!
//! Several processes may start at the same time. Only the one that holds the lock
//! ([`migration_lock`]) runs migrations. What needs no lock only reads, so that a role
//! without the right to create tables can do it, too.

use diesel::{
    Connection as _, QueryDsl, QueryResult, RunQueryDsl,
    backend::Backend,
    dsl::sql,
    migration::{Migration, MigrationSource},
    select,
    sql_types::BigInt,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Connection, DatabaseError, migration_lock};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
#[cfg(feature = "postgres")]
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
#[cfg(feature = "mysql")]
const MYSQL: EmbeddedMigrations = embed_migrations!("migrations/mysql");

/// The digits of a version, which is the name of a migration up to the underscore and
/// without hyphens.
const VERSION_DIGITS: usize = 14;

/// The digits of the date, at the beginning of a version.
const DATE_DIGITS: usize = 8;

diesel::table! {
    /// The table in which diesel keeps the versions that have run.
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

/// Rows that the program inserts after the migrations.
#[derive(Clone, Copy)]
pub struct InitialRows {
    /// Returns whether the rows are missing.
    pub are_missing: fn(&mut Connection) -> QueryResult<bool>,
    /// Inserts the rows and returns their number.
    pub insert: fn(&mut Connection) -> Result<usize, DatabaseError>,
}

/// What a run of the migrations has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Migrated {
    /// The number of migrations.
    pub migrations: usize,
    /// The number of [`InitialRows`].
    pub rows: usize,
}

/// Runs the pending migrations and inserts the initial rows, unless another process has
/// done so. Waits while another process does it.
///
/// # Errors
/// If a migration fails, or if another process takes too long.
pub fn run(connection: &mut Connection, rows: Option<InitialRows>) -> Result<Migrated, DatabaseError> {
    if is_up_to_date(connection, rows)? {
        return Ok(Migrated::default());
    }
    migration_lock::run_locked(connection, |connection| {
        unknown_additive(connection)?;
        let has_pending = !pending(connection)?.is_empty();
        let migrations = if has_pending { run_pending(connection)? } else { 0 };
        let rows = rows.map_or(Ok(0), |rows| insert(connection, rows))?;
        Ok(Migrated { migrations, rows })
    })
}

fn is_up_to_date(connection: &mut Connection, rows: Option<InitialRows>) -> Result<bool, DatabaseError> {
    let are_missing = |rows: InitialRows, connection: &mut Connection| (rows.are_missing)(connection);
    Ok(pending(connection)?.is_empty() && !rows.map_or(Ok(false), |rows| are_missing(rows, connection))?)
}

fn insert(connection: &mut Connection, rows: InitialRows) -> Result<usize, DatabaseError> {
    if (rows.are_missing)(connection)? { connection.transaction(rows.insert) } else { Ok(0) }
}

/// Checks that this program can work with all migrations of the database. A migration
/// that it does not know, of a later version, is accepted if it is additive.
///
/// # Errors
/// `Newer` if it does not know one that is breaking. Queries on the tables of that
/// version could damage them.
pub fn check_compatible(connection: &mut Connection) -> Result<(), DatabaseError> {
    let additive = unknown_additive(connection)?;
    if !additive.is_empty() {
        log::warn!(
            "the database is of a newer version of this program (migrations {}), which adds to the tables only",
            additive.join(", ")
        );
    }
    Ok(())
}

/// Checks that all migrations have run.
///
/// # Errors
/// `Outdated` if some have not.
pub fn check_up_to_date(connection: &mut Connection) -> Result<(), DatabaseError> {
    match pending(connection)?.as_slice() {
        [] => Ok(()),
        [first, others @ ..] => Err(DatabaseError::Outdated { first: first.clone(), others: others.len() }),
    }
}

/// Returns the versions that this program has and the database lacks, in their order.
fn pending(connection: &mut Connection) -> Result<Vec<String>, DatabaseError> {
    let applied = applied(connection)?;
    let mut pending = known(connection)?;
    pending.retain(|version| !applied.contains(version));
    pending.sort();
    Ok(pending)
}

/// Returns the additive versions that this program does not know.
fn unknown_additive(connection: &mut Connection) -> Result<Vec<String>, DatabaseError> {
    let known = known(connection)?;
    let unknown = applied(connection)?.into_iter().filter(|version| !known.contains(version));
    let (breaking, additive): (Vec<_>, Vec<_>) = unknown.partition(|version| is_breaking(version));
    match breaking.into_iter().next() {
        Some(version) => Err(DatabaseError::Newer(version)),
        None => Ok(additive),
    }
}

/// Returns the versions that have run. Unlike diesel's function of this purpose it does
/// not create the table of versions.
fn applied(connection: &mut Connection) -> QueryResult<Vec<String>> {
    use __diesel_schema_migrations::{table, version};
    let tables = match connection {
        Connection::Sqlite(_) => {
            "(SELECT COUNT(*) FROM sqlite_master WHERE name = '__diesel_schema_migrations')"
        }
        #[cfg(feature = "postgres")]
        Connection::Postgres(_) => "(SELECT COUNT(to_regclass('__diesel_schema_migrations')))",
        #[cfg(feature = "mysql")]
        Connection::Mysql(_) => {
            "(SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() \
             AND table_name = '__diesel_schema_migrations')"
        }
    };
    let count: i64 = select(sql::<BigInt>(tables)).get_result(connection)?;
    if count == 0 { Ok(Vec::new()) } else { table.select(version).load(connection) }
}

/// Returns the versions of this program for the kind of the database.
fn known(connection: &Connection) -> Result<Vec<String>, DatabaseError> {
    match connection {
        Connection::Sqlite(_) => versions::<diesel::sqlite::Sqlite>(SQLITE),
        #[cfg(feature = "postgres")]
        Connection::Postgres(_) => versions::<diesel::pg::Pg>(POSTGRES),
        #[cfg(feature = "mysql")]
        Connection::Mysql(_) => versions::<diesel::mysql::Mysql>(MYSQL),
    }
}

fn versions<DB: Backend>(migrations: EmbeddedMigrations) -> Result<Vec<String>, DatabaseError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let migrations: Vec<Box<dyn Migration<DB>>> = migrations.migrations().map_err(failed)?;
    Ok(migrations.iter().map(|migration| migration.name().version().to_string()).collect())
}

fn run_pending(connection: &mut Connection) -> Result<usize, DatabaseError> {
    match connection {
        Connection::Sqlite(sqlite) => run_with(sqlite, SQLITE),
        #[cfg(feature = "postgres")]
        Connection::Postgres(postgres) => run_with(postgres, POSTGRES),
        #[cfg(feature = "mysql")]
        Connection::Mysql(mysql) => run_with(mysql, MYSQL),
    }
}

fn run_with<DB: Backend>(
    connection: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> Result<usize, DatabaseError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    connection.run_pending_migrations(migrations).map(|run| run.len()).map_err(failed)
}

fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> DatabaseError {
    DatabaseError::Migration(error.to_string())
}

/// Returns whether the programs before a migration can't work after it. That is in its
/// name: `DATE-NUMBER_NAME` with six digits, of which the first is 9 in the number of a
/// breaking migration. A version that is not formed like that counts as breaking.
fn is_breaking(version: &str) -> bool {
    let is_well_formed = version.len() == VERSION_DIGITS && version.bytes().all(|byte| byte.is_ascii_digit());
    !is_well_formed || version.as_bytes()[DATE_DIGITS] == b'9'
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::databases::connection::DatabaseUrl;

    fn connection(folder: &Path) -> Connection {
        DatabaseUrl::parse("sqlite:x.sqlite3", folder).unwrap().connect(None).unwrap()
    }

    /// Rows of which there are enough as soon as one is there.
    const ROWS: InitialRows = InitialRows {
        are_missing: |connection| {
            Ok(select(sql::<BigInt>("(SELECT COUNT(*) FROM attempts)")).get_result::<i64>(connection)? == 0)
        },
        insert: |connection| {
            let row = "INSERT INTO attempts (id, count, last_at, expires_at) VALUES ('a', 1, 0, 0)";
            Ok(diesel::sql_query(row).execute(connection)?)
        },
    };

    #[test]
    fn what_is_pending_is_found_without_creating_a_table() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = connection(folder.path());
        check_compatible(&mut connection).unwrap();
        let all = known(&connection).unwrap().len();
        let refused = check_up_to_date(&mut connection).unwrap_err();
        let first = "20261101000001";
        assert!(
            matches!(&refused, DatabaseError::Outdated { first: missing, others } if missing == first && others + 1 == all),
            "{refused}"
        );
        let tables = sql::<BigInt>("(SELECT COUNT(*) FROM sqlite_master)");
        assert_eq!(select(tables).get_result::<i64>(&mut connection), Ok(0));
    }

    #[test]
    fn migrations_run_once_and_rows_are_inserted_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = connection(folder.path());
        let all = known(&connection).unwrap().len();
        let first = run(&mut connection, Some(ROWS)).unwrap();
        assert_eq!(first, Migrated { migrations: all, rows: 1 });
        check_up_to_date(&mut connection).unwrap();
        assert_eq!(run(&mut connection, Some(ROWS)).unwrap(), Migrated::default());
    }

    #[test]
    fn processes_that_start_together_run_the_migrations_once() {
        let folder = tempfile::tempdir().unwrap();
        let start = || run(&mut connection(folder.path()), Some(ROWS)).unwrap();
        let results = std::thread::scope(|scope| {
            let threads = [(); 4].map(|()| scope.spawn(start));
            threads.map(|thread| thread.join().unwrap())
        });
        assert_eq!(results.iter().map(|result| result.rows).sum::<usize>(), 1);
        assert_eq!(results.iter().filter(|result| result.migrations > 0).count(), 1);
    }

    #[test]
    fn the_number_of_a_migration_says_whether_it_is_breaking() {
        assert!(!is_breaking("20261127000013"));
        assert!(!is_breaking("20991231899999"));
        for version in
            ["20261127900014", "99991231999999", "20261127", "202611270000139", "2026112700001x", ""]
        {
            assert!(is_breaking(version), "{version}");
        }
    }
}
