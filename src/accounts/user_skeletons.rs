//! The table `user_skeletons`: what the usernames look like. Its primary key refuses a name
//! that looks like another user's, also if both are registered at the same time.

use std::collections::BTreeSet;

use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error as QueryError},
};

use super::username;
use crate::databases::{
    Connection, Database, DatabaseError,
    schema::{user_skeletons, users},
};

/// The users of one transaction of [`insert_missing_skeletons`].
const BATCH: i64 = 500;

/// How often a batch is tried. Another process that starts at the same time may insert the
/// same rows.
const ATTEMPTS: u32 = 3;

/// Inserts a skeleton of a user's name.
pub(super) fn insert(connection: &mut Connection, user: i32, skeleton: &str) -> QueryResult<()> {
    let row = (user_skeletons::skeleton.eq(skeleton), user_skeletons::user_id.eq(user));
    diesel::insert_into(user_skeletons::table).values(row).execute(connection).map(drop)
}

/// Inserts the skeletons of the users that have none, who registered before the table
/// existed, and returns the number of these users. Where two of their names look alike, the
/// older user gets the skeleton, and both keep their names.
///
/// # Errors
/// Returns the error of the database.
pub async fn insert_missing_skeletons(database: &Database) -> Result<usize, DatabaseError> {
    let (mut last, mut count, mut attempt) = (0, 0, 1);
    loop {
        let batch = move |connection: &mut Connection| insert_batch(connection, last);
        match database.write_maintenance(batch).await {
            Ok(Some((next, inserted))) => (last, count, attempt) = (next, count + inserted, 1),
            Err(BatchError::Raced) if attempt < ATTEMPTS => attempt += 1,
            Ok(None) | Err(BatchError::Raced) => return Ok(count),
            Err(BatchError::Failed(error)) => return Err(error),
        }
    }
}

/// Why a batch was not inserted.
enum BatchError {
    /// Another process inserted one of the rows first.
    Raced,
    Failed(DatabaseError),
}

impl From<DatabaseError> for BatchError {
    fn from(error: DatabaseError) -> Self {
        Self::Failed(error)
    }
}

impl From<QueryError> for BatchError {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::Raced,
            error => Self::Failed(error.into()),
        }
    }
}

/// Inserts the skeletons of the next users after `last` without one. Returns the id of the
/// last of these users and their number, or `None` if there is none.
fn insert_batch(connection: &mut Connection, last: i32) -> Result<Option<(i32, usize)>, BatchError> {
    let without = users::table.left_join(user_skeletons::table).filter(user_skeletons::user_id.is_null());
    let without = without.filter(users::id.gt(last)).order(users::id).limit(BATCH);
    let batch: Vec<(i32, String)> = without.select((users::id, users::username)).load(connection)?;
    for (user, name) in &batch {
        for skeleton in free(connection, username::skeletons(name))? {
            insert(connection, *user, &skeleton)?;
        }
    }
    Ok(batch.last().map(|(user, _)| (*user, batch.len())))
}

/// Returns the skeletons that no user has.
fn free(connection: &mut Connection, skeletons: BTreeSet<String>) -> QueryResult<Vec<String>> {
    let mut free = Vec::new();
    for skeleton in skeletons {
        let row = user_skeletons::table.find(&skeleton);
        if !diesel::select(diesel::dsl::exists(row)).get_result::<bool>(connection)? {
            free.push(skeleton);
        }
    }
    Ok(free)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::users::{
        CreateUserError,
        tests::{create, database, insert_as_before},
    };

    #[actix_web::test]
    async fn users_from_before_the_table_get_their_skeletons() {
        let database = database().await;
        for name in ["mei", "rnei", "ｌｉｎ"] {
            insert_as_before(&database, name).await;
        }
        assert_eq!(insert_missing_skeletons(&database).await.unwrap(), 3);
        for name in ["МЕІ", "lin", "LIN"] {
            assert!(
                matches!(create(&database, name).await, Err(CreateUserError::UsernameLooksAlike)),
                "{name}"
            );
        }
        assert_eq!(insert_missing_skeletons(&database).await.unwrap(), 0);
    }
}
