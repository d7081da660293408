//! Who has an account: the table of users, and how a row gets into it, from
//! the form and from the command line alike.

use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error as QueryError},
};
use time::{OffsetDateTime, PrimitiveDateTime};

use super::{
    credentials::{NewPassword, Username, key},
    password_hashing::Passwords,
};
use crate::{
    databases::{Connection, Database, DatabaseError, schema::users},
    web::Error,
};

/// Someone with an account.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct User {
    /// Number.
    pub id: i32,
    /// Name as the user wrote it.
    pub username: String,
}

/// A user and the hash that the password is checked against.
#[derive(Clone, Queryable)]
pub(super) struct Account {
    pub user: User,
    pub password_hash: String,
}

/// Why there is no new user.
#[derive(Debug, thiserror::Error)]
pub enum CreateUserError {
    /// Somebody has that name, perhaps in other case.
    #[error("the name is taken")]
    Taken,
    /// It could not be tried.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// The one thing in the table that must be unique is the name, and only the
/// database can tell when two ask for it at once.
impl From<QueryError> for CreateUserError {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::Taken,
            error => Self::Failed(error.into()),
        }
    }
}

impl From<DatabaseError> for CreateUserError {
    fn from(error: DatabaseError) -> Self {
        Self::Failed(error.into())
    }
}

/// Creates a user, at the moment `now`.
pub async fn create_user(
    database: &Database,
    passwords: &Passwords,
    username: Username,
    password: NewPassword,
    now: OffsetDateTime,
) -> Result<User, CreateUserError> {
    Ok(create_account(database, passwords, username, password, now).await?.user)
}

/// The same, for who logs the user in at once.
pub(super) async fn create_account(
    database: &Database,
    passwords: &Passwords,
    username: Username,
    password: NewPassword,
    now: OffsetDateTime,
) -> Result<Account, CreateUserError> {
    let password_hash = passwords.hash(password.reveal()).await?;
    database.write(move |connection| insert(connection, &username, &password_hash, without_zone(now))).await
}

/// Returns the account of that name, in whatever case it is written.
pub(super) async fn account_named(database: &Database, name: &str) -> Result<Option<Account>, DatabaseError> {
    // PostgreSQL refuses a text with a NUL character, and no account has such a name.
    if name.contains('\0') {
        return Ok(None);
    }
    let key = key(name);
    database.read(move |connection| select(connection, &key).optional()).await
}

/// The account of that user.
pub(super) async fn account_of(database: &Database, user: &User) -> Result<Account, DatabaseError> {
    let id = user.id;
    let columns = ((users::id, users::username), users::password_hash);
    database.read(move |connection| users::table.find(id).select(columns).first(connection)).await
}

/// When the user registered, UTC.
pub(super) fn created_at(connection: &mut Connection, user: i32) -> QueryResult<PrimitiveDateTime> {
    users::table.find(user).select(users::created_at).first(connection)
}

/// Stores another hash, but only in the place of the one that was checked:
/// whoever checked an old password must not undo a change of it. Returns
/// whether it was still there.
pub(super) fn replace_hash(connection: &mut Connection, account: &Account, new: &str) -> QueryResult<bool> {
    let target = users::table.find(account.user.id);
    let target = target.filter(users::password_hash.eq(&account.password_hash));
    let hit = diesel::update(target).set(users::password_hash.eq(new)).execute(connection)?;
    Ok(hit > 0)
}

/// Whether the hash that was checked is still the user's.
pub(super) fn is_current(connection: &mut Connection, account: &Account) -> QueryResult<bool> {
    let target = users::table.find(account.user.id);
    let present = target.filter(users::password_hash.eq(&account.password_hash));
    diesel::select(diesel::dsl::exists(present)).get_result(connection)
}

/// The tables keep moments in UTC and without a zone.
pub(super) fn without_zone(moment: OffsetDateTime) -> PrimitiveDateTime {
    let utc = moment.to_offset(time::UtcOffset::UTC);
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
    Ok(select(connection, &username.key())?)
}

fn select(connection: &mut Connection, key: &str) -> QueryResult<Account> {
    let columns = ((users::id, users::username), users::password_hash);
    users::table.filter(users::username_key.eq(key)).select(columns).first(connection)
}

#[cfg(test)]
pub(super) mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::{databases, settings::PasswordSettings};

    pub const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);

    /// A database in a folder that goes with it.
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

    /// A fresh database.
    pub async fn database() -> TestDatabase {
        let folder = tempfile::tempdir().unwrap();
        let database =
            Database::open("sqlite:shop.sqlite3", folder.path(), 4, databases::DEFAULT_TIMEOUT).unwrap();
        database.migrate().await.unwrap();
        TestDatabase { database, _folder: folder }
    }

    pub async fn create(database: &Database, name: &str) -> Result<Account, CreateUserError> {
        let settings = PasswordSettings { memory_kib: 64, iterations: 1, parallelism: 1 };
        let passwords = Passwords::new(settings).unwrap();
        let password = NewPassword::new("oolong and osmanthus").unwrap();
        create_account(database, &passwords, Username::new(name).unwrap(), password, NOW).await
    }

    #[actix_web::test]
    async fn of_two_who_ask_for_a_name_at_once_one_gets_it() {
        let database = database().await;
        let both = futures_util::future::join(create(&database, "Mei"), create(&database, "mEI")).await;
        let taken = |result: &Result<_, _>| matches!(result, Err(CreateUserError::Taken));
        assert!(taken(&both.0) != taken(&both.1));
        let account = account_named(&database, " MEI ").await.unwrap().unwrap();
        assert_eq!(account.user.username.to_lowercase(), "mei");
        assert!(account_named(&database, "lin").await.unwrap().is_none());
    }

    #[actix_web::test]
    async fn a_hash_is_replaced_only_if_it_is_the_one_that_was_checked() {
        let database = database().await;
        let account = create(&database, "Mei").await.unwrap();
        let replace = |account: Account, new: &'static str| {
            database.write(move |connection| -> Result<bool, Error> {
                Ok(replace_hash(connection, &account, new)? && !is_current(connection, &account)?)
            })
        };
        assert!(replace(account.clone(), "changed").await.unwrap());
        assert!(!replace(account.clone(), "the old one rehashed").await.unwrap());
        assert_eq!(account_of(&database, &account.user).await.unwrap().password_hash, "changed");
    }
}
