//! The places where users are logged in, a row each. Sessions of some engines
//! can't be listed, let alone ended; a login can, since its id is in the
//! session and each request of a member looks its row up (H6).

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

/// Letters and digits of an id; 62 to the power of 32 are 190 bits.
const ID_LENGTH: usize = 32;

/// Those of them that a page may show. The other 24 stay a secret.
const PUBLIC_LENGTH: usize = 8;

/// The most that a page lists.
const MAX_LISTED: i64 = 50;

/// The id of a login, drawn at random; the session holds it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginId(String);

impl LoginId {
    /// A fresh one.
    pub(super) fn random() -> Self {
        Self(Alphanumeric.sample_string(&mut rand::rng(), ID_LENGTH))
    }

    /// What a page calls it by: enough to tell a user's logins apart, too
    /// little to make the id from.
    pub(super) fn public(&self) -> &str {
        self.0.get(..PUBLIC_LENGTH).unwrap_or_default()
    }
}

/// Never the id itself: what is debugged ends in logs.
impl fmt::Debug for LoginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginId(…)")
    }
}

/// How much later than `last_seen_at` a request may be before the row is updated,
/// seconds: not each page is worth a write.
const SEEN_INTERVAL: i64 = 60 * 60;

/// How long a login that is not seen any more is kept beyond the longest lifetime
/// of its session, seconds.
const MARGIN: i64 = 24 * 60 * 60;

/// A place where a user is logged in.
pub(super) struct Login {
    pub id: LoginId,
    /// UTC.
    pub created_at: PrimitiveDateTime,
    /// What the browser called itself, shortened.
    pub user_agent: String,
}

/// Returns the user whose login this is and when it was last seen, if it has not
/// ended.
pub(super) fn user_of(
    connection: &mut Connection,
    id: &LoginId,
) -> QueryResult<Option<(User, PrimitiveDateTime)>> {
    let row = logins::table.find(&id.0).inner_join(users::table);
    let columns = ((users::id, users::username), logins::last_seen_at);
    row.select(columns).get_result(connection).optional()
}

/// Whether a login that was last seen then is to be noted as seen at `now`.
pub(super) fn is_seen_anew(last_seen_at: PrimitiveDateTime, now: PrimitiveDateTime) -> bool {
    (now - last_seen_at).whole_seconds() >= SEEN_INTERVAL
}

/// Notes that a login was seen.
pub(super) fn see(connection: &mut Connection, id: &LoginId, now: PrimitiveDateTime) -> QueryResult<()> {
    let target = logins::table.find(&id.0);
    diesel::update(target).set(logins::last_seen_at.eq(now)).execute(connection).map(drop)
}

/// Removes the logins whose sessions have expired: those that were not seen for
/// `longest` seconds, the longest lifetime of a session, and a day. Returns how
/// many there were.
pub(super) fn clear(connection: &mut Connection, now: PrimitiveDateTime, longest: i64) -> QueryResult<usize> {
    let last = now.saturating_sub(Duration::seconds(longest.saturating_add(MARGIN)));
    diesel::delete(logins::table.filter(logins::last_seen_at.lt(last))).execute(connection)
}

/// Those of a user, the one at `here` first, then the newest.
pub(super) fn list(connection: &mut Connection, user: i32, here: &LoginId) -> QueryResult<Vec<Login>> {
    let rows = logins::table.filter(logins::user_id.eq(user));
    let rows = rows.order((logins::id.eq(&here.0).desc(), logins::created_at.desc())).limit(MAX_LISTED);
    let rows: Vec<(String, PrimitiveDateTime, String)> =
        rows.select((logins::id, logins::created_at, logins::user_agent)).load(connection)?;
    let login = |(id, created_at, user_agent)| Login { id: LoginId(id), created_at, user_agent };
    Ok(rows.into_iter().map(login).collect())
}

/// A user is logged in at a place.
pub(super) fn begin(connection: &mut Connection, user: i32, login: &Login) -> QueryResult<()> {
    let row = (
        logins::id.eq(&login.id.0),
        logins::user_id.eq(user),
        logins::created_at.eq(login.created_at),
        logins::user_agent.eq(&login.user_agent),
        logins::last_seen_at.eq(login.created_at),
    );
    diesel::insert_into(logins::table).values(row).execute(connection).map(drop)
}

/// Ends one; that it had ended already is no error.
pub(super) fn end(connection: &mut Connection, id: &LoginId) -> QueryResult<()> {
    diesel::delete(logins::table.find(&id.0)).execute(connection).map(drop)
}

/// Ends the one of a user that pages call `public`, unless it is the one at
/// `here`. Returns whether there was one.
pub(super) fn end_other(
    connection: &mut Connection,
    user: i32,
    public: &str,
    here: &LoginId,
) -> QueryResult<bool> {
    let others = logins::table.filter(logins::user_id.eq(user).and(logins::id.ne(&here.0)));
    let ids: Vec<String> = others.select(logins::id).load(connection)?;
    match ids.into_iter().map(LoginId).find(|id| id.public() == public) {
        Some(id) => end(connection, &id).map(|()| true),
        None => Ok(false),
    }
}

/// Ends all of a user but the one at `here`. Returns how many there were.
pub(super) fn end_others(
    connection: &mut Connection,
    user: i32,
    here: Option<&LoginId>,
) -> QueryResult<usize> {
    let here = here.map_or("", |here| here.0.as_str());
    let others = logins::table.filter(logins::user_id.eq(user).and(logins::id.ne(here)));
    diesel::delete(others).execute(connection)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        accounts::users::{
            tests::{NOW, create, database},
            without_zone,
        },
        web::Error,
    };

    fn login() -> Login {
        Login { id: LoginId::random(), created_at: without_zone(NOW), user_agent: "curl/8".to_owned() }
    }

    #[actix_web::test]
    async fn a_user_ends_logins_of_her_own_and_not_the_one_in_hand() {
        let database = database().await;
        let mei = create(&database, "Mei").await.unwrap().user.id;
        let lin = create(&database, "Lin").await.unwrap().user.id;
        let check = move |connection: &mut Connection| -> Result<(), Error> {
            let (here, phone, tablet, of_lin) = (login(), login(), login(), login());
            for (user, login) in [(mei, &phone), (mei, &tablet), (mei, &here), (lin, &of_lin)] {
                begin(connection, user, login)?;
            }
            assert!(list(connection, mei, &here.id)?[0].id == here.id);
            assert!(!end_other(connection, mei, of_lin.id.public(), &here.id)?);
            assert!(!end_other(connection, mei, here.id.public(), &here.id)?);
            assert!(end_other(connection, mei, phone.id.public(), &here.id)?);
            assert!(!end_other(connection, mei, phone.id.public(), &here.id)?);
            assert_eq!(user_of(connection, &phone.id)?, None);
            assert_eq!(end_others(connection, mei, Some(&here.id))?, 1);
            assert_eq!(list(connection, mei, &here.id)?.len(), 1);
            assert_eq!(user_of(connection, &of_lin.id)?.map(|(user, _)| user.id), Some(lin));
            Ok(())
        };
        database.write(check).await.unwrap();
    }

    #[actix_web::test]
    async fn a_login_is_cleared_once_no_session_can_hold_it_any_more() {
        let database = database().await;
        let mei = create(&database, "Mei").await.unwrap().user.id;
        let check = move |connection: &mut Connection| -> Result<(), Error> {
            let (old, new, now) = (login(), login(), without_zone(NOW));
            begin(connection, mei, &old)?;
            begin(connection, mei, &new)?;
            let later = now + Duration::seconds(100 + MARGIN);
            assert!(!is_seen_anew(now, now + Duration::seconds(SEEN_INTERVAL - 1)));
            assert!(is_seen_anew(now, later));
            see(connection, &new.id, later)?;
            assert_eq!(clear(connection, later, 100)?, 0);
            assert_eq!(clear(connection, later + Duration::seconds(1), 100)?, 1);
            assert_eq!(user_of(connection, &old.id)?, None);
            assert_eq!(user_of(connection, &new.id)?.map(|(_, seen)| seen), Some(later));
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
