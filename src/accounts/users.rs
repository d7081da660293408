//! The table `users`: the queries of the forms, and the creation of a user by the
//! registration form and by the command `createuser`.

use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error as QueryError},
};
use time::{OffsetDateTime, PrimitiveDateTime};

use super::{
    new_password::NewPassword,
    password_hashing::Passwords,
    user_skeletons,
    username::{self, Username},
};
use crate::{
    databases::{Connection, Database, DatabaseError, schema::users},
    web::Error,
};

/// A user with an account.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct User {
    /// Primary key of the table `users`.
    pub id: i32,
    /// Name as the user wrote it.
    pub username: String,
    /// Time of the registration, UTC.
    pub created_at: PrimitiveDateTime,
}

/// The columns of a [`User`].
pub(super) const USER_COLUMNS: (users::id, users::username, users::created_at) =
    (users::id, users::username, users::created_at);

/// A user with the hash of the password.
#[derive(Clone, Queryable)]
pub(super) struct Account {
    pub user: User,
    pub password_hash: String,
}

/// Why a user was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateUserError {
    /// Another user has this name, in any case.
    #[error("the name is taken")]
    UsernameTaken,
    /// The name looks like that of another user.
    #[error("the name looks like one that is taken")]
    UsernameLooksAlike,
    /// The hash or the database failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// The username is the only unique column of the table `users` that an insert can violate.
/// The database checks it, so that of two requests with one name only one succeeds.
impl From<QueryError> for CreateUserError {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::UsernameTaken,
            error => Self::Failed(error.into()),
        }
    }
}

impl From<DatabaseError> for CreateUserError {
    fn from(error: DatabaseError) -> Self {
        Self::Failed(error.into())
    }
}

/// Creates a user. `now` is the time of the registration.
///
/// # Errors
/// Returns [`CreateUserError::UsernameTaken`], or the error of the hash or the database.
pub async fn create_user(
    database: &Database,
    passwords: &Passwords,
    username: Username,
    password: NewPassword,
    now: OffsetDateTime,
) -> Result<User, CreateUserError> {
    Ok(create_account(database, passwords, username, password, now).await?.user)
}

/// Creates a user and returns it with its hash, for a caller that logs the user in.
pub(super) async fn create_account(
    database: &Database,
    passwords: &Passwords,
    username: Username,
    password: NewPassword,
    now: OffsetDateTime,
) -> Result<Account, CreateUserError> {
    let password_hash = passwords.hash(password.into_inner()).await?;
    database.write(move |connection| insert(connection, &username, &password_hash, to_utc(now))).await
}

/// Returns the account with this username, in any case and width. A name that a user chose
/// before names were normalized is found as it was stored then.
pub(super) async fn find_account(database: &Database, name: &str) -> Result<Option<Account>, DatabaseError> {
    // PostgreSQL rejects a text with a NUL character, and no username contains one.
    if name.contains('\0') {
        return Ok(None);
    }
    let (key, old_key) = (username::key(name), username::old_key(name));
    let find = move |connection: &mut Connection| match select(connection, &old_key).optional()? {
        None if key != old_key => select(connection, &key).optional(),
        found => Ok(found),
    };
    database.read(find).await
}

/// Loads the account of a user.
pub(super) async fn load_account(database: &Database, user: &User) -> Result<Account, DatabaseError> {
    let id = user.id;
    let columns = (USER_COLUMNS, users::password_hash);
    database.read(move |connection| users::table.find(id).select(columns).first(connection)).await
}

/// Replaces the hash in `account` by another (compare and swap). Returns `false`, and
/// changes nothing, if the stored hash is no longer the one in `account`: a request that
/// checked an old password must not overwrite a new one.
pub(super) fn replace_hash(connection: &mut Connection, account: &Account, new: &str) -> QueryResult<bool> {
    let target = users::table.find(account.user.id);
    let target = target.filter(users::password_hash.eq(&account.password_hash));
    let updated = diesel::update(target).set(users::password_hash.eq(new)).execute(connection)?;
    Ok(updated > 0)
}

/// Returns whether the stored hash is still the one in `account`.
pub(super) fn is_current_hash(connection: &mut Connection, account: &Account) -> QueryResult<bool> {
    let target = users::table.find(account.user.id);
    let present = target.filter(users::password_hash.eq(&account.password_hash));
    diesel::select(diesel::dsl::exists(present)).get_result(connection)
}

/// Converts a timestamp to UTC without an offset, the type of the tables' columns.
pub(super) fn to_utc(timestamp: OffsetDateTime) -> PrimitiveDateTime {
    let utc = timestamp.to_offset(time::UtcOffset::UTC);
    PrimitiveDateTime::new(utc.date(), utc.time())
}

fn insert(
    connection: &mut Connection,
    username: &Username,
    password_hash: &str,
    now: PrimitiveDateTime,
) -> Result<Account, CreateUserError> {
    let row = (
        users::username.eq(username.as_str()),
        users::username_key.eq(username.key()),
        users::password_hash.eq(password_hash),
        users::created_at.eq(now),
    );
    diesel::insert_into(users::table).values(row).execute(connection)?;
    let account = select(connection, &username.key())?;
    for skeleton in username.skeletons() {
        match user_skeletons::insert(connection, account.user.id, &skeleton) {
            Err(QueryError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
                return Err(CreateUserError::UsernameLooksAlike);
            }
            inserted => inserted?,
        }
    }
    Ok(account)
}

fn select(connection: &mut Connection, key: &str) -> QueryResult<Account> {
    let columns = (USER_COLUMNS, users::password_hash);
    users::table.filter(users::username_key.eq(key)).select(columns).first(connection)
}

#[cfg(test)]
pub(super) mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::{databases, settings::PasswordSettings};

    pub const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);

    /// A database in a temporary folder, which is removed with it.
    pub struct TestDatabase {
        database: Database,
        _folder: tempfile::TempDir,
    }

    impl std::ops::Deref for TestDatabase {
        type Target = Database;

        fn deref(&self) -> &Database {
            &self.database
        }
    }

    /// Creates an empty database.
    pub async fn database() -> TestDatabase {
        let folder = tempfile::tempdir().unwrap();
        let database =
            Database::open("sqlite:shop.sqlite3", folder.path(), 4, databases::DEFAULT_TIMEOUT).unwrap();
        database.migrate().await.unwrap();
        TestDatabase { database, _folder: folder }
    }

    pub async fn create(database: &Database, name: &str) -> Result<Account, CreateUserError> {
        let passwords = Passwords::new(PasswordSettings::CHEAP).unwrap();
        let password = NewPassword::new("oolong and osmanthus", name).unwrap();
        create_account(database, &passwords, Username::new(name).unwrap(), password, NOW).await
    }

    #[actix_web::test]
    async fn of_two_concurrent_registrations_of_one_name_one_succeeds() {
        let database = database().await;
        let both = futures_util::future::join(create(&database, "Mei"), create(&database, "mEI")).await;
        let taken = |result: &Result<_, _>| matches!(result, Err(CreateUserError::UsernameTaken));
        assert!(taken(&both.0) != taken(&both.1));
        let account = find_account(&database, " MEI ").await.unwrap().unwrap();
        assert_eq!(account.user.username.to_lowercase(), "mei");
        assert!(find_account(&database, "lin").await.unwrap().is_none());
    }

    #[actix_web::test]
    async fn of_two_concurrent_registrations_of_names_that_look_alike_one_succeeds() {
        let database = database().await;
        let both = futures_util::future::join(create(&database, "pay"), create(&database, "рау")).await;
        let alike = |result: &Result<_, _>| matches!(result, Err(CreateUserError::UsernameLooksAlike));
        assert!(alike(&both.0) != alike(&both.1));
        let left = database.read(|connection| users::table.count().get_result::<i64>(connection)).await;
        assert_eq!(left.unwrap(), 1, "the refused user is rolled back");
    }

    #[actix_web::test]
    async fn a_name_from_before_the_normalization_is_still_found() {
        let database = database().await;
        let full_width = "ｍｅｉ";
        create(&database, "Mei").await.unwrap();
        insert_as_before(&database, full_width).await;
        let found = async |name: &str| find_account(&database, name).await.unwrap().unwrap().user.username;
        assert_eq!(found(full_width).await, full_width);
        assert_eq!(found("Ｍei").await, "Mei");
    }

    /// Inserts a user as the program did before names were normalized.
    pub async fn insert_as_before(database: &Database, name: &'static str) {
        let insert = move |connection: &mut Connection| -> Result<(), Error> {
            let row = (
                users::username.eq(name),
                users::username_key.eq(username::old_key(name)),
                users::password_hash.eq(""),
                users::created_at.eq(to_utc(NOW)),
            );
            diesel::insert_into(users::table).values(row).execute(connection)?;
            Ok(())
        };
        database.write(insert).await.unwrap();
    }

    #[actix_web::test]
    async fn a_hash_is_replaced_only_if_it_is_unchanged() {
        let database = database().await;
        let account = create(&database, "Mei").await.unwrap();
        let replace = |account: Account, new: &'static str| {
            database.write(move |connection| -> Result<bool, Error> {
                Ok(replace_hash(connection, &account, new)? && !is_current_hash(connection, &account)?)
            })
        };
        assert!(replace(account.clone(), "changed").await.unwrap());
        assert!(!replace(account.clone(), "the old one rehashed").await.unwrap());
        assert_eq!(load_account(&database, &account.user).await.unwrap().password_hash, "changed");
    }
}
