//! The migrations, which create the tables. They are built into the program. The
//! folder `migrations` has a copy of each for each kind of database.
//!
//! During a rolling upgrade the programs of two versions use one database. A migration
//! is *additive* if the programs before it keep working: it creates tables, indexes, and
//! columns that are nullable or have a default. Another one is *breaking*; its number
//! begins with 9, such as `2027-01-31-900015_drop_legacy`. It belongs to a later version
//! than the last program that uses what it removes.

use diesel::{
    backend::Backend,
    migration::{Migration, MigrationSource},
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Connection, DatabaseError};

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

/// Runs the pending migrations and returns their number.
///
/// # Errors
/// If a migration fails.
pub fn run(connection: &mut Connection) -> Result<usize, DatabaseError> {
    match connection {
        Connection::Sqlite(sqlite) => run_pending(sqlite, SQLITE),
        #[cfg(feature = "postgres")]
        Connection::Postgres(postgres) => run_pending(postgres, POSTGRES),
        #[cfg(feature = "mysql")]
        Connection::Mysql(mysql) => run_pending(mysql, MYSQL),
    }
}

/// Checks that this program can work with all migrations of the database. A migration
/// that it does not know, of a later version, is accepted if it is additive.
///
/// # Errors
/// `Newer` if it does not know one that is breaking. Queries on the tables of that
/// version could damage them.
pub fn check_compatible(connection: &mut Connection) -> Result<(), DatabaseError> {
    match connection {
        Connection::Sqlite(sqlite) => check_versions(sqlite, SQLITE),
        #[cfg(feature = "postgres")]
        Connection::Postgres(postgres) => check_versions(postgres, POSTGRES),
        #[cfg(feature = "mysql")]
        Connection::Mysql(mysql) => check_versions(mysql, MYSQL),
    }
}

type AnyError = Box<dyn std::error::Error + Send + Sync>;

fn failed(error: AnyError) -> DatabaseError {
    DatabaseError::Migration(error.to_string())
}

fn run_pending<DB: Backend>(
    connection: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> Result<usize, DatabaseError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    connection.run_pending_migrations(migrations).map(|run| run.len()).map_err(failed)
}

fn check_versions<DB: Backend>(
    connection: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> Result<(), DatabaseError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let known: Vec<Box<dyn Migration<DB>>> = migrations.migrations().map_err(failed)?;
    let applied = connection.applied_migrations().map_err(failed)?;
    let is_known = |version: &_| known.iter().any(|migration| migration.name().version() == *version);
    let unknown = applied.into_iter().filter(|version| !is_known(version)).map(|version| version.to_string());
    let (breaking, additive): (Vec<_>, Vec<_>) = unknown.partition(|version| is_breaking(version));
    if let Some(version) = breaking.into_iter().next() {
        return Err(DatabaseError::Newer(version));
    }
    if !additive.is_empty() {
        log::warn!(
            "the database is of a newer version of this program (migrations {}), which adds to the tables only",
            additive.join(", ")
        );
    }
    Ok(())
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
    use super::is_breaking;

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
