//! The logout (behaviour G3). It flushes the session (C9: data and key are removed), and
//! then deletes the login's row. It is a form and not a link: a POST requires a CSRF
//! token, so no other site can log a user out.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{login_cache::LoginCache, logins::LoginId, visitor::Visitor};
use crate::{
    sessions::{self, Session},
    web::{
        Error, Page,
        audit::{self, Event},
        respond,
    },
};

/// Registers `/account/logout` and the page after it.
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

/// Flushes the session. A logout without a login is no error: it may be a double click.
async fn log_out(
    request: HttpRequest,
    visitor: Visitor,
    session: Session,
    logins: Data<LoginCache>,
) -> Result<HttpResponse, Error> {
    if let Some(user) = &visitor.user {
        audit::record(&request, Event::Logout, Some(&user.username));
    }
    flush(&session, logins, visitor.login);
    Ok(respond::see_other("/account/logged-out"))
}

/// Flushes the session, and then deletes the row of its login.
pub(super) fn flush(session: &Session, logins: Data<LoginCache>, login: Option<LoginId>) {
    session.flush();
    if let Some(login) = login {
        session.after_saving(delete_login(logins, login));
    }
}

/// Deletes the login's row, after the session is flushed. If a login in another tab has
/// cycled the session's key, the flush fails and the session continues with this login,
/// so the row must still exist.
async fn delete_login(logins: Data<LoginCache>, login: LoginId) -> Result<(), sessions::Error> {
    let failed = |error: Error| sessions::Error::Unavailable(format!("the login can't be deleted: {error}"));
    logins.end(login).await.map_err(failed)
}

/// Shows that the user is logged out. This is a page and not a flash message, because a
/// flash message would create a new session.
async fn show(request: HttpRequest, visitor: Visitor) -> Result<HttpResponse, Error> {
    if visitor.user.is_some() {
        return Ok(respond::see_other("/account"));
    }
    let page = Page::extract(&request).await?;
    respond::html(&page, &LoggedOutPage { page: page.clone() })
}
