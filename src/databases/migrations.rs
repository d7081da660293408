//! The steps that make the tables, built into the program. The folder holds
//! the same steps for each kind of database.

use diesel::migration::{Migration, MigrationSource};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Connection, DatabaseError};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Takes the steps that are still to be taken; returns how many.
pub fn run(connection: &mut Connection) -> Result<usize, DatabaseError> {
    let steps = connection.run_pending_migrations(SQLITE);
    steps.map(|steps| steps.len()).map_err(|error| DatabaseError::Migration(error.to_string()))
}

/// An error if the database has taken steps that this program doesn't know:
/// working on tables from the future could damage them.
pub fn refuse_newer(connection: &mut Connection) -> Result<(), DatabaseError> {
    let failed =
        |error: Box<dyn std::error::Error + Send + Sync>| DatabaseError::Migration(error.to_string());
    let known: Vec<Box<dyn Migration<diesel::sqlite::Sqlite>>> = SQLITE.migrations().map_err(failed)?;
    let taken = connection.applied_migrations().map_err(failed)?;
    let is_known = |step: &_| known.iter().any(|migration| migration.name().version() == *step);
    match taken.into_iter().find(|step| !is_known(step)) {
        Some(step) => Err(DatabaseError::Newer(step.to_string())),
        None => Ok(()),
    }
}
