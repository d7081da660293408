//! The steps that make the tables, built into the program. The folder holds
//! the same steps for each kind of database.

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

/// Takes the steps that are still to be taken; returns how many.
pub fn run(connection: &mut Connection) -> Result<usize, DatabaseError> {
    match connection {
        Connection::Sqlite(sqlite) => take_steps(sqlite, SQLITE),
        #[cfg(feature = "postgres")]
        Connection::Postgres(postgres) => take_steps(postgres, POSTGRES),
        #[cfg(feature = "mysql")]
        Connection::Mysql(mysql) => take_steps(mysql, MYSQL),
    }
}

/// An error if the database has taken steps that this program doesn't know:
/// working on tables from the future could damage them.
pub fn refuse_newer(connection: &mut Connection) -> Result<(), DatabaseError> {
    match connection {
        Connection::Sqlite(sqlite) => refuse_unknown_steps(sqlite, SQLITE),
        #[cfg(feature = "postgres")]
        Connection::Postgres(postgres) => refuse_unknown_steps(postgres, POSTGRES),
        #[cfg(feature = "mysql")]
        Connection::Mysql(mysql) => refuse_unknown_steps(mysql, MYSQL),
    }
}

type AnyError = Box<dyn std::error::Error + Send + Sync>;

fn failed(error: AnyError) -> DatabaseError {
    DatabaseError::Migration(error.to_string())
}

fn take_steps<DB: Backend>(
    connection: &mut impl MigrationHarness<DB>,
    steps: EmbeddedMigrations,
) -> Result<usize, DatabaseError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    connection.run_pending_migrations(steps).map(|steps| steps.len()).map_err(failed)
}

fn refuse_unknown_steps<DB: Backend>(
    connection: &mut impl MigrationHarness<DB>,
    steps: EmbeddedMigrations,
) -> Result<(), DatabaseError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let known: Vec<Box<dyn Migration<DB>>> = steps.migrations().map_err(failed)?;
    let taken = connection.applied_migrations().map_err(failed)?;
    let is_known = |step: &_| known.iter().any(|migration| migration.name().version() == *step);
    match taken.into_iter().find(|step| !is_known(step)) {
        Some(step) => Err(DatabaseError::Newer(step.to_string())),
        None => Ok(()),
    }
}
