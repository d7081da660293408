//! Who is there: the session says which login this is, and the table of logins
//! whether it is still in force. So a login can be ended from elsewhere on
//! every engine, also on those whose sessions can't be listed (H6).

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web};
use diesel::prelude::*;
use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};

use crate::{
    databases::{
        Connection, Database,
        schema::{logins, users},
    },
    sessions::Session,
    web::Error,
};

const KEY: &str = "login";

/// Someone with an account.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct User {
    /// Number.
    pub id: i32,
    /// Name as the user wrote it.
    pub username: String,
}

/// What the session holds of a login: its id in the table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct LoginId(pub String);

/// Whoever sends the request: a stranger, or a user who is logged in.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Who, if logged in.
    pub user: Option<User>,
    /// The login's id, if logged in.
    pub login: Option<String>,
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
        let visitor = match session.get::<LoginId>(KEY)? {
            Some(LoginId(login)) => Self::by_login(request, login).await?,
            None => Self::STRANGER,
        };
        request.extensions_mut().insert(visitor.clone());
        Ok(visitor)
    }

    async fn by_login(request: &HttpRequest, login: String) -> Result<Self, Error> {
        let database =
            request.app_data::<web::Data<Database>>().ok_or_else(|| Error::internal("no database"))?;
        let id = login.clone();
        let user = database.read(move |connection| user_of_login(connection, &id)).await?;
        Ok(user.map_or(Self::STRANGER, |user| Self { user: Some(user), login: Some(login) }))
    }
}

/// Notes in the session which login this is.
pub(super) fn remember(session: &Session, login: &str) -> Result<(), Error> {
    Ok(session.set(KEY, &LoginId(login.to_owned()))?)
}

fn user_of_login(connection: &mut Connection, login: &str) -> QueryResult<Option<User>> {
    let row = logins::table.find(login).inner_join(users::table);
    row.select((users::id, users::username)).first(connection).optional()
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

/// Only a page can be come back to; a form that was sent can't.
fn place_to_return_to(request: &HttpRequest) -> String {
    let page = request.uri().path_and_query().filter(|_| request.method().is_safe());
    page.map_or_else(|| "/account".to_owned(), ToString::to_string)
}
