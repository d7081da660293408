//! Who is there: the session says which login this is, and the table of logins
//! whether it is still in force. So a login can be ended from elsewhere on
//! every engine, also on those whose sessions can't be listed (H6).

use std::{cell::RefCell, rc::Rc};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web};
use futures_util::future::LocalBoxFuture;
use time::PrimitiveDateTime;

use super::{
    logins::{self, LoginId},
    users::{User, without_zone},
};
use crate::{
    databases::{Connection, Database},
    i18n::Message,
    sessions::{Refreshed, Session},
    web::{
        Error,
        flash::{self, Level},
    },
};

const KEY: &str = "login";

/// Whoever sends the request: a stranger, or a user who is logged in.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Who, if logged in.
    pub user: Option<User>,
    /// The login's id, if logged in.
    pub login: Option<LoginId>,
}

/// A user who is logged in. Strangers are sent to the login page and, after
/// it, back (G2).
#[derive(Clone, Debug)]
pub struct Member(pub User);

impl Visitor {
    /// A stranger.
    pub const STRANGER: Self = Self { user: None, login: None };

    /// Who sends this request. Asked once a request.
    pub async fn of(request: &HttpRequest) -> Result<Self, Error> {
        if let Some(visitor) = request.extensions().get::<Self>() {
            return Ok(visitor.clone());
        }
        let session = Session::extract(request).await?;
        let visitor = Self::in_session(request, &session).await?;
        request.extensions_mut().insert(visitor.clone());
        Ok(visitor)
    }

    /// The login that the session names may have ended because another request put a
    /// new one in its place (a change of the password): then the session names that
    /// one by now, and is loaded again.
    async fn in_session(request: &HttpRequest, session: &Session) -> Result<Self, Error> {
        while let Some(login) = session.get::<LoginId>(KEY)? {
            if let Some(visitor) = Self::by_login(request, session, login).await? {
                return Ok(visitor);
            }
            match session.refresh().await? {
                Refreshed::Changed => {}
                // A page may be served without its session; a form must not be.
                Refreshed::Gone if request.method().is_safe() => break,
                Refreshed::Unchanged | Refreshed::Gone => {
                    forget(session)?;
                    break;
                }
            }
        }
        Ok(Self::STRANGER)
    }

    async fn by_login(
        request: &HttpRequest,
        session: &Session,
        login: LoginId,
    ) -> Result<Option<Self>, Error> {
        let database =
            request.app_data::<web::Data<Database>>().ok_or_else(|| Error::internal("no database"))?;
        let (id, now) = (login.clone(), without_zone(session.now()));
        let found = database.read_inline(move |connection| logins::user_of(connection, &id)).await?;
        let Some((user, last_seen_at)) = found else { return Ok(None) };
        if logins::is_seen_anew(last_seen_at, now) {
            see(database, login.clone(), now).await;
        }
        Ok(Some(Self { user: Some(user), login: Some(login) }))
    }
}

/// Notes that the login was seen. That it could not be noted is no reason to
/// refuse the page.
async fn see(database: &Database, login: LoginId, now: PrimitiveDateTime) {
    let see =
        move |connection: &mut Connection| -> Result<(), Error> { Ok(logins::see(connection, &login, now)?) };
    if let Err(error) = database.write(see).await {
        log::warn!("it could not be noted when a login was last seen: {error}");
    }
}

/// Sets in the session which login this is. The login that the session held before
/// ends once the session is stored: until then the former session still refers to it.
pub(super) fn remember(database: &Database, session: &Session, login: &LoginId) -> Result<(), Error> {
    let former = Rc::new(RefCell::new(None));
    let (found, login) = (Rc::clone(&former), login.clone());
    session.edit(move |data| {
        found.replace(data.value::<LoginId>(KEY)?);
        data.set_value(KEY, &login)
    })?;
    end_after_saving(database, session, former);
    Ok(())
}

/// Sets in the session which login this is, unless another request has logged the
/// same user in meanwhile (a double click on "log in"): then that login stays, since
/// pages that are under way refer to it. The login that is not used ends once the
/// session is stored.
pub(super) fn remember_first(database: &Database, session: &Session, login: &LoginId) -> Result<(), Error> {
    let unused = Rc::new(RefCell::new(None));
    let (ended, login, before) = (Rc::clone(&unused), login.clone(), session.get::<LoginId>(KEY)?);
    session.edit(move |data| match data.value::<LoginId>(KEY)? {
        Some(other) if Some(&other) != before.as_ref() => {
            ended.replace(Some(login.clone()));
            Ok(())
        }
        former => {
            ended.replace(former.filter(|former| *former != login));
            data.set_value(KEY, &login)
        }
    })?;
    end_after_saving(database, session, unused);
    Ok(())
}

/// Ends the login in `former`, if there is one, once the session is stored.
pub(super) fn end_after_saving(database: &Database, session: &Session, former: Rc<RefCell<Option<LoginId>>>) {
    let database = database.clone();
    session.after_saving(async move {
        let Some(former) = former.take() else { return Ok(()) };
        let end =
            move |connection: &mut Connection| -> Result<(), Error> { Ok(logins::end(connection, &former)?) };
        if let Err(error) = database.write(end).await {
            log::warn!("a login that was replaced could not be ended, and expires by itself: {error}");
        }
        Ok(())
    });
}

/// The login was ended from elsewhere. Whoever sits here now may not be its
/// user, so the cart and all else go too, as with a logout. A second click on "log
/// in" ends the first click's login too: then the session holds another login by now,
/// and stays.
fn forget(session: &Session) -> Result<(), Error> {
    session.flush_if_unchanged();
    Ok(flash::leave(session, Level::Warning, Message::new("accounts-ended-from-elsewhere"))?)
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
            user.map(Self).ok_or_else(|| Error::LoginRequired { next: place_to_return_to(&request) })
        })
    }
}

/// Only a page can be come back to; a form that was sent can't. Of the checkout
/// it is the page that the form stood on.
fn place_to_return_to(request: &HttpRequest) -> String {
    let uri = request.uri();
    let page = match uri.path() {
        _ if request.method().is_safe() => uri.path_and_query().map(ToString::to_string),
        "/checkout/place" => Some("/checkout/review".to_owned()),
        path if path.starts_with("/checkout/") => Some(path.to_owned()),
        _ => None,
    };
    page.unwrap_or_else(|| "/account".to_owned())
}
