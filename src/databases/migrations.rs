//! The migrations, which create the tables. They are built into the program. The
//! folder `migrations` has a copy of each for each kind of database.

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

/// Checks that this program knows all migrations of the database. Queries on the
/// tables of a later version could damage them.
///
/// # Errors
/// `Newer` if it does not know one.
pub fn check_not_newer(connection: &mut Connection) -> Result<(), DatabaseError> {
    match connection {
        Connection::Sqlite(sqlite) => check_known(sqlite, SQLITE),
        #[cfg(feature = "postgres")]
        Connection::Postgres(postgres) => check_known(postgres, POSTGRES),
        #[cfg(feature = "mysql")]
        Connection::Mysql(mysql) => check_known(mysql, MYSQL),
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

fn check_known<DB: Backend>(
    connection: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> Result<(), DatabaseError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let known: Vec<Box<dyn Migration<DB>>> = migrations.migrations().map_err(failed)?;
    let applied = connection.applied_migrations().map_err(failed)?;
    let is_known = |version: &_| known.iter().any(|migration| migration.name().version() == *version);
    match applied.into_iter().find(|version| !is_known(version)) {
        Some(version) => Err(DatabaseError::Newer(version.to_string())),
        None => Ok(()),
    }
}
