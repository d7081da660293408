//! Logging out (G3): the session is flushed (C9), data, key and all, and then the
//! login's row is deleted. A form and no link: what changes something is a POST, and
//! no other site can make a visitor do it.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{
    logins::{self, LoginId},
    visitor::Visitor,
};
use crate::{
    databases::{Connection, Database},
    sessions::{self, Session},
    web::{Error, Page, respond},
};

/// `/account/logout` and the page after it.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/account/logout").route(web::post().to(log_out)))
        .service(web::resource("/account/logged-out").route(web::get().to(show)));
}

#[derive(Template)]
#[template(path = "accounts/logged_out.html")]
struct LoggedOutPage {
    page: Page,
}

/// A stranger's logout is no error: it may be the second click.
async fn log_out(
    visitor: Visitor,
    session: Session,
    database: Data<Database>,
) -> Result<HttpResponse, Error> {
    session.flush();
    if let Some(login) = visitor.login {
        session.after_saving(end(database, login));
    }
    Ok(respond::see_other("/account/logged-out"))
}

/// Ends the login. Not before the session is flushed: a login in another tab may have
/// moved the session, which then goes on with this login, and the logout is refused.
async fn end(database: Data<Database>, login: LoginId) -> Result<(), sessions::Error> {
    let end = move |connection: &mut Connection| logins::end(connection, &login).map_err(Error::from);
    let failed = |error| sessions::Error::Unavailable(format!("the login can't be ended: {error}"));
    database.write(end).await.map_err(failed)
}

/// A page of its own: a message that waits in the session would bring one back.
async fn show(request: HttpRequest, visitor: Visitor) -> Result<HttpResponse, Error> {
    if visitor.user.is_some() {
        return Ok(respond::see_other("/account"));
    }
    let page = Page::extract(&request).await?;
    respond::html(&page, &LoggedOutPage { page: page.clone() })
}
