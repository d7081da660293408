//! The table `logins`: one row for each browser in which a user is logged in. Sessions
//! of some engines can be neither listed nor ended from outside. Logins can, on every
//! engine, because the session stores a login's id and each request looks its row up
//! (behaviour H6).

use std::fmt;

use diesel::prelude::*;
use rand::distr::{Alphanumeric, SampleString};
use serde::{Deserialize, Serialize};
use time::{Duration, PrimitiveDateTime};

use super::users::User;
use crate::databases::{
    Connection,
    schema::{logins, users},
};

/// Length of an id, letters and digits: 62^32 ids, which is 190 bits.
const ID_LENGTH: usize = 32;

/// Length of the part of an id that a page may show. The other 24 characters (142 bits)
/// stay secret.
const PUBLIC_LENGTH: usize = 8;

/// The most logins that a page lists.
const MAX_LISTED: i64 = 50;

/// The random id of a login. The session stores it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginId(String);

impl LoginId {
    /// Generates an id.
    pub(super) fn random() -> Self {
        Self(Alphanumeric.sample_string(&mut rand::rng(), ID_LENGTH))
    }

    /// Returns the part of the id that a page may show: enough to distinguish a user's
    /// logins, too little to guess the id.
    pub(super) fn public(&self) -> &str {
        self.0.get(..PUBLIC_LENGTH).unwrap_or_default()
    }
}

/// Does not show the id: debug output is written to logs.
impl fmt::Debug for LoginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginId(…)")
    }
}

/// Age of `last_seen_at` at which a request updates it, seconds. Not each request
/// writes to the database.
const LAST_SEEN_INTERVAL: i64 = 60 * 60;

/// How long a row stays after the longest lifetime of its session, seconds.
const CLEAR_MARGIN: i64 = 24 * 60 * 60;

/// A login of a user in one browser.
pub(super) struct Login {
    pub id: LoginId,
    /// Timestamp in UTC.
    pub created_at: PrimitiveDateTime,
    /// The browser's `User-Agent` header, truncated.
    pub user_agent: String,
}

/// Returns the user of a login and the timestamp of its last request, or `None` if the
/// login has ended.
pub(super) fn find_user(
    connection: &mut Connection,
    id: &LoginId,
) -> QueryResult<Option<(User, PrimitiveDateTime)>> {
    let row = logins::table.find(&id.0).inner_join(users::table);
    let columns = ((users::id, users::username), logins::last_seen_at);
    row.select(columns).get_result(connection).optional()
}

/// Returns whether a request at `now` must update `last_seen_at`.
pub(super) fn needs_last_seen_update(last_seen_at: PrimitiveDateTime, now: PrimitiveDateTime) -> bool {
    (now - last_seen_at).whole_seconds() >= LAST_SEEN_INTERVAL
}

/// Sets `last_seen_at` of a login.
pub(super) fn set_last_seen(
    connection: &mut Connection,
    id: &LoginId,
    now: PrimitiveDateTime,
) -> QueryResult<()> {
    let target = logins::table.find(&id.0);
    diesel::update(target).set(logins::last_seen_at.eq(now)).execute(connection).map(drop)
}

/// Deletes the logins whose sessions have expired, and returns their number. These had
/// no request for `max_age` seconds, the longest lifetime of a session, and one more
/// day ([`CLEAR_MARGIN`]).
pub(super) fn clear_expired(
    connection: &mut Connection,
    now: PrimitiveDateTime,
    max_age: i64,
) -> QueryResult<usize> {
    let limit = now.saturating_sub(Duration::seconds(max_age.saturating_add(CLEAR_MARGIN)));
    diesel::delete(logins::table.filter(logins::last_seen_at.lt(limit))).execute(connection)
}

/// Lists the logins of a user: `current` first, then the newest.
pub(super) fn list(connection: &mut Connection, user: i32, current: &LoginId) -> QueryResult<Vec<Login>> {
    let rows = logins::table.filter(logins::user_id.eq(user));
    let rows = rows.order((logins::id.eq(&current.0).desc(), logins::created_at.desc())).limit(MAX_LISTED);
    let rows: Vec<(String, PrimitiveDateTime, String)> =
        rows.select((logins::id, logins::created_at, logins::user_agent)).load(connection)?;
    let login = |(id, created_at, user_agent)| Login { id: LoginId(id), created_at, user_agent };
    Ok(rows.into_iter().map(login).collect())
}

/// Inserts a login of a user.
pub(super) fn insert(connection: &mut Connection, user: i32, login: &Login) -> QueryResult<()> {
    let row = (
        logins::id.eq(&login.id.0),
        logins::user_id.eq(user),
        logins::created_at.eq(login.created_at),
        logins::user_agent.eq(&login.user_agent),
        logins::last_seen_at.eq(login.created_at),
    );
    diesel::insert_into(logins::table).values(row).execute(connection).map(drop)
}

/// Deletes a login. If it does not exist, this is no error.
pub(super) fn delete(connection: &mut Connection, id: &LoginId) -> QueryResult<()> {
    diesel::delete(logins::table.find(&id.0)).execute(connection).map(drop)
}

/// Deletes the login of a user whose [`LoginId::public`] is `public_id`, unless it is
/// `current`. Returns whether it deleted one.
pub(super) fn delete_other(
    connection: &mut Connection,
    user: i32,
    public_id: &str,
    current: &LoginId,
) -> QueryResult<bool> {
    let others = logins::table.filter(logins::user_id.eq(user).and(logins::id.ne(&current.0)));
    let ids: Vec<String> = others.select(logins::id).load(connection)?;
    match ids.into_iter().map(LoginId).find(|id| id.public() == public_id) {
        Some(id) => delete(connection, &id).map(|()| true),
        None => Ok(false),
    }
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
mod tests {
    use super::*;
    use crate::{
        accounts::users::{
            tests::{NOW, create, database},
            to_utc,
        },
        web::Error,
    };

    fn login() -> Login {
        Login { id: LoginId::random(), created_at: to_utc(NOW), user_agent: "curl/8".to_owned() }
    }

    #[actix_web::test]
    async fn a_user_deletes_own_logins_but_not_the_current_one() {
        let database = database().await;
        let mei = create(&database, "Mei").await.unwrap().user.id;
        let lin = create(&database, "Lin").await.unwrap().user.id;
        let check = move |connection: &mut Connection| -> Result<(), Error> {
            let (here, phone, tablet, of_lin) = (login(), login(), login(), login());
            for (user, login) in [(mei, &phone), (mei, &tablet), (mei, &here), (lin, &of_lin)] {
                insert(connection, user, login)?;
            }
            assert!(list(connection, mei, &here.id)?[0].id == here.id);
            assert!(!delete_other(connection, mei, of_lin.id.public(), &here.id)?);
            assert!(!delete_other(connection, mei, here.id.public(), &here.id)?);
            assert!(delete_other(connection, mei, phone.id.public(), &here.id)?);
            assert!(!delete_other(connection, mei, phone.id.public(), &here.id)?);
            assert_eq!(find_user(connection, &phone.id)?, None);
            assert_eq!(delete_others(connection, mei, Some(&here.id))?, 1);
            assert_eq!(list(connection, mei, &here.id)?.len(), 1);
            assert_eq!(find_user(connection, &of_lin.id)?.map(|(user, _)| user.id), Some(lin));
            Ok(())
        };
        database.write(check).await.unwrap();
    }

    #[actix_web::test]
    async fn a_login_is_cleared_once_its_session_must_have_expired() {
        let database = database().await;
        let mei = create(&database, "Mei").await.unwrap().user.id;
        let check = move |connection: &mut Connection| -> Result<(), Error> {
            let (old, new, now) = (login(), login(), to_utc(NOW));
            insert(connection, mei, &old)?;
            insert(connection, mei, &new)?;
            let later = now + Duration::seconds(100 + CLEAR_MARGIN);
            assert!(!needs_last_seen_update(now, now + Duration::seconds(LAST_SEEN_INTERVAL - 1)));
            assert!(needs_last_seen_update(now, later));
            set_last_seen(connection, &new.id, later)?;
            assert_eq!(clear_expired(connection, later, 100)?, 0);
            assert_eq!(clear_expired(connection, later + Duration::seconds(1), 100)?, 1);
            assert_eq!(find_user(connection, &old.id)?, None);
            assert_eq!(find_user(connection, &new.id)?.map(|(_, seen)| seen), Some(later));
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
