//! The sender of a request: an anonymous visitor or a logged-in user.
//!
//! The session stores the id of a login, and the table `logins` has its user. Deleting
//! the row ends the login on every engine, even on those that can't list sessions
//! (behaviour H6). The equivalent in Django is `request.user`.

use std::{cell::RefCell, rc::Rc};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web::Data};
use futures_util::future::LocalBoxFuture;
use tokio::sync::OnceCell;

use super::{login_activity, login_cache::LoginCache, logins::LoginId, users::User};
use crate::{
    i18n::Message,
    sessions::{Refreshed, Session},
    web::{
        Error,
        flash::{self, Level},
    },
};

/// The key under which a session stores the id of its login. A session without it is
/// anonymous.
pub const SESSION_KEY: &str = "login";

/// Returns the id of the login in `session`, to which the cookie against forged forms is
/// bound. It does not check whether the login has ended.
pub fn login_of(session: &Session) -> Option<String> {
    session.get(SESSION_KEY).ok().flatten()
}

/// The sender of a request, as an extractor: an anonymous visitor or a logged-in user.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The user, if logged in.
    pub user: Option<User>,
    /// The id of the login, if logged in.
    pub login: Option<LoginId>,
}

/// A logged-in user, as an extractor. It redirects an anonymous visitor to the login
/// page, which leads back afterwards (behaviour G2). Django: `login_required`.
#[derive(Clone, Debug)]
pub struct Member(pub User);

/// The sender of a request, in the request's extensions.
#[derive(Clone, Default)]
struct LookedUp(Rc<OnceCell<Visitor>>);

impl Visitor {
    /// A visitor who is not logged in.
    pub const ANONYMOUS: Self = Self { user: None, login: None };

    /// Returns the sender of `request`. The first call looks the login up and keeps the
    /// result in the request's extensions. Extractors run at the same time, so a second
    /// call waits for the first.
    ///
    /// # Errors
    /// Returns the error of the session or the database.
    pub async fn of(request: &HttpRequest) -> Result<Self, Error> {
        let known = request.extensions().get::<LookedUp>().cloned();
        let looked_up = known.unwrap_or_else(|| {
            let looked_up = LookedUp::default();
            request.extensions_mut().insert(looked_up.clone());
            looked_up
        });
        let look_up = || async {
            let session = Session::extract(request).await?;
            Self::from_session(request, &session).await
        };
        looked_up.0.get_or_try_init(look_up).await.cloned()
    }

    /// Returns the user of the login in the session. If the login has ended, another
    /// request may have replaced it by a new one (a password change), so the session is
    /// loaded again.
    async fn from_session(request: &HttpRequest, session: &Session) -> Result<Self, Error> {
        while let Some(login) = session.get::<LoginId>(SESSION_KEY)? {
            if let Some(visitor) = Self::from_login(request, session, login).await? {
                return Ok(visitor);
            }
            match session.refresh().await? {
                Refreshed::Changed => {}
                // A page may be served without its session; a form must not be.
                Refreshed::Gone if request.method().is_safe() => break,
                Refreshed::Unchanged | Refreshed::Gone => {
                    flush_ended_login(session)?;
                    break;
                }
            }
        }
        Ok(Self::ANONYMOUS)
    }

    /// Returns the user of `login`, or `None` if the login has ended.
    async fn from_login(
        request: &HttpRequest,
        session: &Session,
        login: LoginId,
    ) -> Result<Option<Self>, Error> {
        let logins = LoginCache::of(request)?;
        // No form is accepted from a login that has ended.
        let found =
            if request.method().is_safe() { logins.find(&login).await } else { logins.load(&login).await };
        let Some((user, activity)) = found? else { return Ok(None) };
        login_activity::update_after_saving(&logins, session, login.clone(), activity);
        Ok(Some(Self { user: Some(user), login: Some(login) }))
    }
}

/// Stores the id of a login in the session. The row of the previous login is deleted
/// after the session is saved: until then the stored session refers to it.
pub(super) fn set_login(logins: &Data<LoginCache>, session: &Session, login: &LoginId) -> Result<(), Error> {
    let previous = Rc::new(RefCell::new(None));
    let (found, login) = (Rc::clone(&previous), login.clone());
    session.edit(move |data| {
        found.replace(data.value::<LoginId>(SESSION_KEY)?);
        data.set_value(SESSION_KEY, &login)
    })?;
    delete_login_after_saving(logins, session, previous);
    Ok(())
}

/// Stores the id of a login in the session, unless another request has logged the user
/// in at the same time (a double click on "log in"). The other login stays then, because
/// requests that are being handled refer to it. The row of the login that is not used is
/// deleted after the session is saved.
pub(super) fn set_login_unless_changed(
    logins: &Data<LoginCache>,
    session: &Session,
    login: &LoginId,
) -> Result<(), Error> {
    let unused = Rc::new(RefCell::new(None));
    let (found, login, before) = (Rc::clone(&unused), login.clone(), session.get::<LoginId>(SESSION_KEY)?);
    session.edit(move |data| match data.value::<LoginId>(SESSION_KEY)? {
        Some(other) if Some(&other) != before.as_ref() => {
            found.replace(Some(login.clone()));
            Ok(())
        }
        previous => {
            found.replace(previous.filter(|previous| *previous != login));
            data.set_value(SESSION_KEY, &login)
        }
    })?;
    delete_login_after_saving(logins, session, unused);
    Ok(())
}

/// Deletes the row of `login`, if it is set, after the session is saved.
pub(super) fn delete_login_after_saving(
    logins: &Data<LoginCache>,
    session: &Session,
    login: Rc<RefCell<Option<LoginId>>>,
) {
    let logins = logins.clone();
    session.after_saving(async move {
        let Some(login) = login.take() else { return Ok(()) };
        if let Err(error) = logins.end(login).await {
            log::warn!("a login that was replaced can't be deleted; it is cleared after its expiry: {error}");
        }
        Ok(())
    });
}

/// Flushes a session whose login was ended from another browser: the person at this
/// browser may be somebody else, so the cart is removed too, as by a logout. If another
/// request has changed the session (a double click on "log in" replaces the first
/// click's login), the session stays.
fn flush_ended_login(session: &Session) -> Result<(), Error> {
    session.flush_if_unchanged();
    Ok(flash::add(session, Level::Warning, Message::new("accounts-ended-from-elsewhere"))?)
}

impl FromRequest for Visitor {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Self::of(&request).await })
    }
}

impl FromRequest for Member {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let user = Visitor::of(&request).await?.user;
            user.map(Self).ok_or_else(|| Error::LoginRequired { next: return_path(&request) })
        })
    }
}

/// Returns the path to return to after the login. A login can't repeat a POST, so it
/// leads to the page with the form in the checkout, and to `/account` elsewhere.
fn return_path(request: &HttpRequest) -> String {
    let uri = request.uri();
    let page = match uri.path() {
        _ if request.method().is_safe() => uri.path_and_query().map(ToString::to_string),
        "/checkout/place" => Some("/checkout/review".to_owned()),
        path if path.starts_with("/checkout/") => Some(path.to_owned()),
        _ => None,
    };
    page.unwrap_or_else(|| "/account".to_owned())
}
