//! The table `logins`: one row for each browser in which a user is logged in. Sessions
//! of some engines can be neither listed nor ended from outside. Logins can, on every
//! engine, because the session stores a login's id and each request looks its row up
//! (behaviour H6).

use std::{fmt, ops::Range};

use diesel::prelude::*;
use rand::distr::{Alphanumeric, SampleString};
use serde::{Deserialize, Serialize};
use time::PrimitiveDateTime;

use super::{
    login_activity::Activity,
    users::{USER_COLUMNS, User},
};
use crate::databases::{
    Connection,
    schema::{logins, users},
};

/// Length of an id, letters and digits: 62^32 ids, which is 190 bits.
const ID_LENGTH: usize = 32;

/// Length of the part of an id that a page may show. The other 24 characters (142 bits)
/// stay secret.
const PUBLIC_LENGTH: usize = 8;

/// The random id of a login. The session stores it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LoginId(String);

impl LoginId {
    /// Generates an id.
    pub(super) fn random() -> Self {
        Self(Alphanumeric.sample_string(&mut rand::rng(), ID_LENGTH))
    }

    /// Returns the id as text, for a query.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the part of the id that a page may show: enough to distinguish a user's
    /// logins, too little to guess the id.
    pub(super) fn public(&self) -> &str {
        self.0.get(..PUBLIC_LENGTH).unwrap_or_default()
    }
}

impl From<String> for LoginId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

/// The columns of a [`Login`].
const COLUMNS: (
    logins::id,
    logins::created_at,
    logins::user_agent,
    logins::last_seen_at,
    logins::expires_at,
) = (logins::id, logins::created_at, logins::user_agent, logins::last_seen_at, logins::expires_at);

/// The columns of a [`User`] and an [`Activity`].
const USER_AND_ACTIVITY: (
    (users::id, users::username, users::created_at),
    (logins::last_seen_at, logins::expires_at),
) = (USER_COLUMNS, (logins::last_seen_at, logins::expires_at));

impl Login {
    /// Returns when the login was last used and when its session expires.
    pub(super) fn activity(&self) -> Activity {
        Activity { last_seen_at: self.last_seen_at, expires_at: self.expires_at }
    }
}

/// Does not show the id: debug output is written to logs.
impl fmt::Debug for LoginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginId(…)")
    }
}

/// A login of a user in one browser.
#[derive(Clone, Queryable)]
pub(super) struct Login {
    #[diesel(deserialize_as = String)]
    pub id: LoginId,
    /// Timestamp in UTC.
    pub created_at: PrimitiveDateTime,
    /// The browser's `User-Agent` header, truncated.
    pub user_agent: String,
    /// Timestamp of the last request, UTC, accurate to five minutes.
    pub last_seen_at: PrimitiveDateTime,
    /// Time at which the session expires, UTC, accurate to five minutes.
    pub expires_at: PrimitiveDateTime,
}

/// Returns the user of a login and its activity, or `None` if the login has ended.
pub(super) fn find_user(connection: &mut Connection, id: &LoginId) -> QueryResult<Option<(User, Activity)>> {
    let row = logins::table.find(&id.0).inner_join(users::table);
    row.select(USER_AND_ACTIVITY).get_result(connection).optional()
}

/// Returns the users of those logins that have not ended, and the activity of each.
pub(super) fn find_users(
    connection: &mut Connection,
    ids: &[LoginId],
) -> QueryResult<Vec<(LoginId, (User, Activity))>> {
    let ids = ids.iter().map(LoginId::as_str);
    let rows = logins::table.filter(logins::id.eq_any(ids)).inner_join(users::table);
    let rows: Vec<(String, (User, Activity))> =
        rows.select((logins::id, USER_AND_ACTIVITY)).load(connection)?;
    Ok(rows.into_iter().map(|(id, found)| (LoginId(id), found)).collect())
}

/// Counts the logins of a user whose sessions have not expired at `now`.
pub(super) fn count(connection: &mut Connection, user: i32, now: PrimitiveDateTime) -> QueryResult<i64> {
    let rows = logins::table.filter(logins::user_id.eq(user).and(logins::expires_at.gt(now)));
    rows.count().get_result(connection)
}

/// Lists the logins of a user whose sessions have not expired at `now`: `current` first,
/// then those that were seen last. `range` is the part of this list that is returned.
pub(super) fn list(
    connection: &mut Connection,
    user: i32,
    current: &LoginId,
    now: PrimitiveDateTime,
    range: Range<usize>,
) -> QueryResult<Vec<Login>> {
    let rows = logins::table.filter(logins::user_id.eq(user).and(logins::expires_at.gt(now)));
    let is_current = logins::id.eq(&current.0);
    let rows = rows.order((is_current.desc(), logins::last_seen_at.desc(), logins::id));
    let limit = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let rows = rows.offset(limit(range.start)).limit(limit(range.len())).select(COLUMNS);
    rows.load(connection)
}

/// Returns the login of a user whose [`LoginId::public`] is `public_id`, or `None` if it
/// has ended.
pub(super) fn find_by_public_id(
    connection: &mut Connection,
    user: i32,
    public_id: &str,
) -> QueryResult<Option<Login>> {
    let rows = logins::table.filter(logins::user_id.eq(user)).select(COLUMNS);
    let rows: Vec<Login> = rows.load(connection)?;
    Ok(rows.into_iter().find(|login| login.id.public() == public_id))
}

/// Inserts a login of a user.
pub(super) fn insert(connection: &mut Connection, user: i32, login: &Login) -> QueryResult<()> {
    let row = (
        logins::id.eq(&login.id.0),
        logins::user_id.eq(user),
        logins::created_at.eq(login.created_at),
        logins::user_agent.eq(&login.user_agent),
        logins::last_seen_at.eq(login.last_seen_at),
        logins::expires_at.eq(login.expires_at),
    );
    diesel::insert_into(logins::table).values(row).execute(connection).map(drop)
}

/// Deletes a login. If it does not exist, this is no error.
pub(super) fn delete(connection: &mut Connection, id: &LoginId) -> QueryResult<()> {
    diesel::delete(logins::table.find(&id.0)).execute(connection).map(drop)
}

/// Deletes a login of a user, unless it has ended. Returns whether it deleted one.
pub(super) fn delete_of(connection: &mut Connection, user: i32, id: &LoginId) -> QueryResult<bool> {
    let login = logins::table.find(&id.0).filter(logins::user_id.eq(user));
    Ok(diesel::delete(login).execute(connection)? > 0)
}

/// Deletes all logins of a user but `current`, and returns their number.
pub(super) fn delete_others(
    connection: &mut Connection,
    user: i32,
    current: Option<&LoginId>,
) -> QueryResult<usize> {
    let current = current.map_or("", |current| current.0.as_str());
    let others = logins::table.filter(logins::user_id.eq(user).and(logins::id.ne(current)));
    diesel::delete(others).execute(connection)
}

#[cfg(test)]
pub(super) mod tests {
    use time::Duration;

    use super::*;
    use crate::{
        accounts::users::{
            tests::{NOW, create, database},
            to_utc,
        },
        web::Error,
    };

    pub fn login() -> Login {
        let now = to_utc(NOW);
        let expires_at = now + Duration::seconds(100);
        let user_agent = "curl/8".to_owned();
        Login { id: LoginId::random(), created_at: now, user_agent, last_seen_at: now, expires_at }
    }

    #[actix_web::test]
    async fn a_user_deletes_own_logins_and_no_others() {
        let database = database().await;
        let mei = create(&database, "Mei").await.unwrap().user.id;
        let lin = create(&database, "Lin").await.unwrap().user.id;
        let check = move |connection: &mut Connection| -> Result<(), Error> {
            let (here, phone, tablet, of_lin) = (login(), login(), login(), login());
            for (user, login) in [(mei, &phone), (mei, &tablet), (mei, &here), (lin, &of_lin)] {
                insert(connection, user, login)?;
            }
            assert!(find_by_public_id(connection, mei, of_lin.id.public())?.is_none());
            assert!(!delete_of(connection, mei, &of_lin.id)?);
            let found = find_by_public_id(connection, mei, phone.id.public())?;
            assert!(found.is_some_and(|found| found.id == phone.id));
            assert!(delete_of(connection, mei, &phone.id)?);
            assert!(!delete_of(connection, mei, &phone.id)?);
            assert!(find_user(connection, &phone.id)?.is_none());
            assert_eq!(delete_others(connection, mei, Some(&here.id))?, 1);
            assert_eq!(count(connection, mei, to_utc(NOW))?, 1);
            assert_eq!(find_user(connection, &of_lin.id)?.map(|(user, _)| user.id), Some(lin));
            Ok(())
        };
        database.write(check).await.unwrap();
    }

    #[actix_web::test]
    async fn the_list_begins_with_this_login_and_has_none_that_has_expired() {
        let database = database().await;
        let mei = create(&database, "Mei").await.unwrap().user.id;
        let check = move |connection: &mut Connection| -> Result<(), Error> {
            let now = to_utc(NOW);
            let at = |seconds| now + Duration::seconds(seconds);
            let seen = |seconds| Login { last_seen_at: at(seconds), ..login() };
            let (here, older, newer) = (seen(0), seen(1), seen(2));
            let expired = Login { expires_at: now, ..login() };
            for login in [&older, &expired, &newer, &here] {
                insert(connection, mei, login)?;
            }
            let mut ids = |range| -> Result<Vec<LoginId>, Error> {
                let page = list(connection, mei, &here.id, now, range)?;
                Ok(page.into_iter().map(|login| login.id).collect())
            };
            assert_eq!(ids(0..9)?, [here.id.clone(), newer.id.clone(), older.id.clone()]);
            assert_eq!(ids(0..2)?, [here.id.clone(), newer.id.clone()]);
            assert_eq!(ids(2..4)?, std::slice::from_ref(&older.id));
            assert_eq!((count(connection, mei, now)?, count(connection, mei, at(100))?), (3, 0));
            Ok(())
        };
        database.write(check).await.unwrap();
    }

    #[test]
    fn a_page_shows_only_the_beginning_of_an_id() {
        let id = LoginId::random();
        assert_eq!((id.0.len(), id.public().len()), (32, 8));
        assert!(!format!("{id:?}").contains(id.public()));
        assert_ne!(id, LoginId::random());
    }
}
