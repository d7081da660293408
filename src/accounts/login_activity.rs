//! When a login was last used, and when its session expires: what the list of devices
//! shows, and what says which rows of the table `logins` can be removed.
//!
//! The session itself may be in a cache or in a cookie, where it can't be looked up. So
//! each request of a member compares the row with the session that the request has saved,
//! and updates the row if it is outdated by five minutes ([`INTERVAL`]). This costs at most
//! one `UPDATE` by primary key in five minutes of each member who is active: 10,000 of them
//! are 33 updates a second. Passive requests (behaviour H10: they neither extend nor save
//! the session) and failed ones update nothing.

use actix_web::web::Data;
use diesel::prelude::*;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::{login_cache::LoginCache, logins::LoginId, users::to_utc};
use crate::{
    databases::{Connection, Database, DatabaseError, ExpiringTable, schema::logins},
    sessions::Session,
};

/// The inaccuracy at which a request updates a row.
const INTERVAL: Duration = Duration::minutes(5);

/// How long a row stays after its session has expired.
const CLEAR_MARGIN: Duration = Duration::DAY;

/// The table, for clearing.
const TABLE: ExpiringTable = ExpiringTable { name: "logins", key: "id", expiry: "expires_at" };

/// When a login was last used and when its session expires, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub(super) struct Activity {
    pub last_seen_at: PrimitiveDateTime,
    pub expires_at: PrimitiveDateTime,
}

impl Activity {
    /// Returns whether the row with this activity must be updated to `new`. An expiry that
    /// is near is kept exact: a session with a short lifetime must not look expired.
    fn is_outdated(self, new: Self) -> bool {
        let changed = (new.expires_at - self.expires_at).abs();
        let is_near = self.expires_at - new.last_seen_at < INTERVAL;
        new.last_seen_at - self.last_seen_at >= INTERVAL
            || changed >= INTERVAL
            || (is_near && changed >= Duration::SECOND)
    }
}

/// Updates the row of `login` after the session is saved, if `stored`, the activity in the
/// row, is outdated then. If the update fails, the page is shown nevertheless.
pub(super) fn update_after_saving(
    logins: &Data<LoginCache>,
    session: &Session,
    login: LoginId,
    stored: Activity,
) {
    let (logins, last_seen_at) = (logins.clone(), to_utc(session.now()));
    session.after_saving_with_expiry(move |expire_date| async move {
        let expires_at = expire_date.map_or(stored.expires_at, to_utc);
        let new = Activity { last_seen_at, expires_at };
        if stored.is_outdated(new)
            && let Err(error) = logins.update(login, new).await
        {
            log::warn!("the last_seen_at of a login can't be updated: {error}");
        }
        Ok(())
    });
}

/// Updates the row of a login.
pub(super) fn update(connection: &mut Connection, id: &LoginId, new: Activity) -> QueryResult<()> {
    let values = (logins::last_seen_at.eq(new.last_seen_at), logins::expires_at.eq(new.expires_at));
    diesel::update(logins::table.find(id.as_str())).set(values).execute(connection).map(drop)
}

/// Deletes the logins whose sessions expired more than a day before `now`, and returns
/// their number.
///
/// # Errors
/// Returns the error of the database.
pub async fn clear_logins(database: &Database, now: OffsetDateTime) -> Result<u64, DatabaseError> {
    // The databases store microseconds.
    let limit = to_utc(now).saturating_sub(CLEAR_MARGIN + Duration::MICROSECOND);
    database.clear_expired(TABLE, limit).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        accounts::{
            logins::{self, tests::login},
            users::tests::{NOW, create, database},
        },
        web::Error,
    };

    fn seconds(last_seen: i64, expires: i64) -> Activity {
        let at = |seconds| to_utc(NOW) + Duration::seconds(seconds);
        Activity { last_seen_at: at(last_seen), expires_at: at(expires) }
    }

    #[test]
    fn a_row_is_updated_at_most_once_in_five_minutes() {
        let stored = seconds(0, 10_000);
        assert!(!stored.is_outdated(seconds(299, 10_299)));
        assert!(stored.is_outdated(seconds(300, 10_000)));
        assert!(stored.is_outdated(seconds(1, 10_300)));
        assert!(stored.is_outdated(seconds(1, 9_700)));
    }

    #[test]
    fn an_expiry_in_the_next_five_minutes_is_exact() {
        let stored = seconds(0, 60);
        assert!(stored.is_outdated(seconds(1, 61)));
        assert!(!stored.is_outdated(seconds(1, 60)));
    }

    #[actix_web::test]
    async fn a_login_is_cleared_a_day_after_its_session_has_expired() {
        let database = database().await;
        let mei = create(&database, "Mei").await.unwrap().user.id;
        let (old, new) = (login(), login());
        let ids = (old.id.clone(), new.id.clone());
        let insert = move |connection: &mut Connection| -> Result<(), Error> {
            logins::insert(connection, mei, &old)?;
            logins::insert(connection, mei, &new)?;
            Ok(update(connection, &new.id, seconds(50, 150))?)
        };
        database.write(insert).await.unwrap();
        let end = NOW + Duration::seconds(100) + CLEAR_MARGIN;
        assert_eq!(clear_logins(&database, end).await.unwrap(), 0);
        assert_eq!(clear_logins(&database, end + Duration::SECOND).await.unwrap(), 1);
        let find = move |connection: &mut Connection| {
            Ok((logins::find_user(connection, &ids.0)?, logins::find_user(connection, &ids.1)?))
        };
        let (old, new) = database.read(find).await.unwrap();
        assert!(old.is_none());
        assert_eq!(new.unwrap().1, seconds(50, 150));
    }
}
