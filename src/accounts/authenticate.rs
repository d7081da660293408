//! The way in, the same for a login and for a registration: what becomes of
//! the session when someone turns out to be a user.

use std::{cell::RefCell, rc::Rc};

use actix_web::{FromRequest, HttpRequest, http::header};
use time::OffsetDateTime;

use super::{
    logins::{self, Login, LoginId},
    users::{self, Account, without_zone},
    visitor::{Visitor, end_after_saving, remember_first},
};
use crate::{
    databases::{Connection, Database, DatabaseError},
    sessions::{Expiry, Session},
    web::{Error, csrf},
};

/// How long a login lasts after the last change of its session if its user
/// asked to be remembered: 30 days in seconds.
const REMEMBERED: u32 = 30 * 24 * 60 * 60;

/// What is kept of a browser's name for itself, characters.
const MAX_USER_AGENT_LENGTH: usize = 200;

/// Logs the user of `account` in: a row in the table of logins, and its id in
/// the session under a new key (F6), so that a key which somebody planted
/// before the login is worth nothing after it. The cart stays (G5), unless it
/// is another user's, who was logged in here before: then nothing stays.
///
/// The row is there before the session names it, so a request that overlaps finds
/// the row of the session that it came with. A user who was logged in here already
/// keeps the row: a change of the password in another tab spares the one that it came
/// with, and would end a second one before the session names its own.
///
/// Returns `false`, and changes nothing, if the password was changed since it
/// was checked.
pub(super) async fn log_in(
    request: &HttpRequest,
    database: &Database,
    account: &Account,
    remember_me: bool,
) -> Result<bool, Error> {
    let session = Session::extract(request).await?;
    let before = Visitor::of(request).await?;
    let (login, checked, here) = (new_login(request, &session), account.clone(), before.login.clone());
    let admit = move |connection: &mut Connection| admit(connection, &checked, &login, here.as_ref());
    let Some(id) = database.write(admit).await? else { return Ok(false) };
    let owner = account.user.id.to_string();
    if before.user.is_some_and(|user| user.id != account.user.id) {
        end_after_saving(database, &session, Rc::new(RefCell::new(before.login)));
        session.flush_for(owner);
    } else {
        session.cycle_key_for(owner);
    }
    remember_first(database, &session, &id)?;
    session.set_expiry(if remember_me { Expiry::Seconds(REMEMBERED) } else { Expiry::Global });
    csrf::rotate(request);
    Ok(true)
}

/// A login that begins with this request.
pub(super) fn new_login(request: &HttpRequest, session: &Session) -> Login {
    let header =
        request.headers().get(header::USER_AGENT).map(|name| String::from_utf8_lossy(name.as_bytes()));
    let user_agent = header.unwrap_or_default().chars().take(MAX_USER_AGENT_LENGTH).collect();
    Login { id: LoginId::random(), created_at: without_zone(session.now()), user_agent }
}

/// Returns the login that the session is to name: the one `here` if it is this
/// user's and in force, otherwise `login`, which begins. `None` if the password was
/// changed meanwhile.
fn admit(
    connection: &mut Connection,
    account: &Account,
    login: &Login,
    here: Option<&LoginId>,
) -> Result<Option<LoginId>, Error> {
    // A change of the password ends all logins: none may slip in behind it.
    if !users::is_current(connection, account)? {
        return Ok(None);
    }
    if let Some(here) = here
        && logins::user_of(connection, here)?.is_some_and(|(user, _)| user.id == account.user.id)
    {
        return Ok(Some(here.clone()));
    }
    logins::begin(connection, account.user.id, login)?;
    Ok(Some(login.id.clone()))
}

/// Removes the logins whose sessions have expired. `cookie_age` is the lifetime of
/// a session in the settings, seconds. Returns how many there were.
///
/// # Errors
/// The database's.
pub async fn clear_logins(
    database: &Database,
    cookie_age: u32,
    now: OffsetDateTime,
) -> Result<usize, DatabaseError> {
    let longest = i64::from(cookie_age.max(REMEMBERED));
    let clear = move |connection: &mut Connection| -> Result<usize, DatabaseError> {
        Ok(logins::clear(connection, without_zone(now), longest)?)
    };
    database.write(clear).await
}
