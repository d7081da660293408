//! Logs a user in, for the login form and the registration form: inserts the login's
//! row and stores its id in the session. The equivalent in Django is
//! [`django.contrib.auth.login`](https://docs.djangoproject.com/en/5.2/topics/auth/default/#how-to-log-a-user-in).

use std::{cell::RefCell, rc::Rc};

use actix_web::{FromRequest, HttpRequest, http::header};
use time::OffsetDateTime;

use super::{
    login_activity,
    login_cache::LoginCache,
    logins::{self, Login, LoginId},
    users::{self, Account, to_utc},
    visitor::{Visitor, delete_login_after_saving, set_login_unless_changed},
};
use crate::{
    databases::{Connection, Database},
    sessions::{Expiry, Session},
    web::{Error, Form, csrf},
};

/// Lifetime of a session whose user checked "remember me", since its last change:
/// 30 days, in seconds.
const REMEMBER_ME_AGE: u32 = 30 * 24 * 60 * 60;

/// The value of the field `remember_me` for a login that lasts until the browser is closed.
const UNTIL_BROWSER_CLOSES: &str = "browser";

/// The stored length of a `User-Agent` header, characters.
const MAX_USER_AGENT_LENGTH: usize = 200;

/// Returns the expiry that the field `remember_me` of a form chooses: `1` is 30 days, and
/// `browser` is until the browser is closed, which the page sends for an unchecked box. A
/// form without the field, as a script may send it, leaves the expiry to the settings.
pub(super) fn chosen_expiry(form: &Form) -> Expiry {
    if form.value("remember_me") == UNTIL_BROWSER_CLOSES {
        Expiry::AtBrowserClose
    } else if form.is_checked("remember_me") {
        Expiry::Seconds(REMEMBER_ME_AGE)
    } else {
        Expiry::Global
    }
}

/// Logs the user of `account` in: inserts a row into the table `logins`, stores its id
/// in the session and cycles the session's key. The new key defeats session fixation
/// (behaviour F6): a key that an attacker planted before the login is invalid after it.
/// The cart stays (G5), unless another user was logged in: then the session is flushed.
///
/// The row exists before the session refers to it, so a request that runs at the same
/// time finds the row of the session that it loaded. A user who is logged in already
/// keeps the row: a password change in another tab keeps only the row that its own
/// request came with, and would delete a second row before the session refers to it.
///
/// Returns `false`, and changes nothing, if the password was changed after it was
/// checked.
pub(super) async fn log_in(
    request: &HttpRequest,
    database: &Database,
    account: &Account,
    expiry: Expiry,
) -> Result<bool, Error> {
    let session = Session::extract(request).await?;
    let before = Visitor::of(request).await?;
    let login = new_login(request, &session, session.get_expiry_date_with(None, Some(expiry)));
    let (new, checked, current) = (login.clone(), account.clone(), before.login.clone());
    let insert = move |connection: &mut Connection| {
        insert_or_reuse_login(connection, &checked, &new, current.as_ref())
    };
    let Some(id) = database.write(insert).await? else { return Ok(false) };
    let (logins, owner) = (LoginCache::of(request)?, account.user.id.to_string());
    if before.user.is_some_and(|user| user.id != account.user.id) {
        delete_login_after_saving(&logins, &session, Rc::new(RefCell::new(before.login)));
        session.flush_for(owner);
    } else {
        session.cycle_key_for(owner);
    }
    set_login_unless_changed(&logins, &session, &id)?;
    session.set_expiry(expiry);
    if id == login.id {
        login_activity::update_after_saving(&logins, &session, id, login.activity());
    }
    csrf::rotate(request);
    Ok(true)
}

/// Returns a new login of the browser that sent `request`. Its row is not inserted yet.
/// `expire_date` is the expiry of the session, as far as it is known.
pub(super) fn new_login(request: &HttpRequest, session: &Session, expire_date: OffsetDateTime) -> Login {
    let header =
        request.headers().get(header::USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let user_agent = header.unwrap_or_default().chars().take(MAX_USER_AGENT_LENGTH).collect();
    let now = to_utc(session.now());
    let id = LoginId::random();
    Login { id, created_at: now, user_agent, last_seen_at: now, expires_at: to_utc(expire_date) }
}

/// Returns the id that the session must store: `current` if it is a login of this user,
/// otherwise that of `login`, whose row is inserted. Returns `None` if the password was
/// changed after it was checked.
fn insert_or_reuse_login(
    connection: &mut Connection,
    account: &Account,
    login: &Login,
    current: Option<&LoginId>,
) -> Result<Option<LoginId>, Error> {
    // A password change deletes all logins: none may be inserted with the old password
    // after it.
    if !users::is_current_hash(connection, account)? {
        return Ok(None);
    }
    if let Some(current) = current
        && logins::find_user(connection, current)?.is_some_and(|(user, _)| user.id == account.user.id)
    {
        return Ok(Some(current.clone()));
    }
    logins::insert(connection, account.user.id, login)?;
    Ok(Some(login.id.clone()))
}
