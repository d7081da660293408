//! The places where users are logged in, a row each. Sessions of some engines
//! can't be listed, let alone ended; a login can, since its id is in the
//! session and each request of a member looks its row up (H6).

use std::fmt;

use diesel::prelude::*;
use rand::distr::{Alphanumeric, SampleString};
use serde::{Deserialize, Serialize};
use time::PrimitiveDateTime;

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
const MOST_LISTED: i64 = 50;

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

/// A place where a user is logged in.
pub(super) struct Login {
    pub id: LoginId,
    /// UTC.
    pub created_at: PrimitiveDateTime,
    /// What the browser called itself, shortened.
    pub user_agent: String,
}

/// The user whose login this is, if it is in force.
pub(super) fn user_of(connection: &mut Connection, id: &LoginId) -> QueryResult<Option<User>> {
    let row = logins::table.find(&id.0).inner_join(users::table);
    row.select((users::id, users::username)).get_result(connection).optional()
}

/// Those of a user, the one at `here` first, then the newest.
pub(super) fn list(connection: &mut Connection, user: i32, here: &LoginId) -> QueryResult<Vec<Login>> {
    let rows = logins::table.filter(logins::user_id.eq(user));
    let rows = rows.order((logins::id.eq(&here.0).desc(), logins::created_at.desc())).limit(MOST_LISTED);
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
pub(super) fn end_others(connection: &mut Connection, user: i32, here: &LoginId) -> QueryResult<usize> {
    let others = logins::table.filter(logins::user_id.eq(user).and(logins::id.ne(&here.0)));
    diesel::delete(others).execute(connection)
}

/// Ends all of a user.
pub(super) fn end_all(connection: &mut Connection, user: i32) -> QueryResult<()> {
    diesel::delete(logins::table.filter(logins::user_id.eq(user))).execute(connection).map(drop)
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
            assert_eq!(end_others(connection, mei, &here.id)?, 1);
            assert_eq!(list(connection, mei, &here.id)?.len(), 1);
            end_all(connection, mei)?;
            assert_eq!(user_of(connection, &here.id)?, None);
            assert_eq!(user_of(connection, &of_lin.id)?.map(|user| user.id), Some(lin));
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
