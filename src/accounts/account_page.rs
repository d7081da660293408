//! The page of a user's account. It lists the user's logins on all browsers, and each
//! of them can be ended from here (behaviour H6).

use actix_web::{
    HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;
use time::{PrimitiveDateTime, format_description::StaticFormatDescription, macros::format_description};

use super::{
    logins::{self, LoginId},
    user_agent,
    users::{self, User},
    visitor::{Member, Visitor},
};
use crate::{
    databases::{Connection, Database},
    i18n::Message,
    sessions::Session,
    web::{
        Error, Form, Page,
        flash::{self, Level},
        respond,
    },
};

const DATE: StaticFormatDescription = format_description!("[year]-[month]-[day]");
const DATE_AND_TIME: StaticFormatDescription = format_description!("[year]-[month]-[day] [hour]:[minute]");

/// Registers `/account` and its forms.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/account").route(web::get().to(show)))
        .service(web::resource("/account/logins/end").route(web::post().to(end_login)))
        .service(web::resource("/account/logins/end-others").route(web::post().to(end_other_logins)));
}

#[derive(Template)]
#[template(path = "accounts/account.html")]
struct AccountPage {
    page: Page,
    username: String,
    /// Date of the registration, UTC.
    registered: String,
    /// The login of this request.
    current: Option<LoginView>,
    others: Vec<LoginView>,
}

/// A login as the page lists it.
struct LoginView {
    /// Identifies the login in a form.
    public_id: String,
    browser: Message,
    /// Date and time of the login, UTC.
    since: String,
}

async fn show(
    Member(user): Member,
    visitor: Visitor,
    database: Data<Database>,
    page: Page,
) -> Result<HttpResponse, Error> {
    let current = current_login(visitor)?;
    let (user_id, first) = (user.id, current.clone());
    let query = move |connection: &mut Connection| {
        Ok((users::created_at(connection, user_id)?, logins::list(connection, user_id, &first)?))
    };
    let (registered, logins) = database.read(query).await?;
    let (current, others) = logins.into_iter().partition::<Vec<_>, _>(|login| login.id == current);
    let template = AccountPage {
        page: page.clone(),
        username: user.username,
        registered: format(registered, DATE),
        current: current.into_iter().map(login_view).next(),
        others: others.into_iter().map(login_view).collect(),
    };
    respond::html(&page, &template)
}

async fn end_login(
    Member(user): Member,
    visitor: Visitor,
    session: Session,
    database: Data<Database>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let (current, public_id) = (current_login(visitor)?, form.trimmed("login").to_owned());
    let delete =
        move |connection: &mut Connection| logins::delete_other(connection, user.id, &public_id, &current);
    let message = if write(&database, delete).await? {
        Message::new("accounts-login-ended")
    } else {
        Message::new("accounts-login-ended-before")
    };
    flash::add(&session, Level::Success, message)?;
    Ok(respond::see_other("/account"))
}

async fn end_other_logins(
    Member(User { id, .. }): Member,
    visitor: Visitor,
    session: Session,
    database: Data<Database>,
) -> Result<HttpResponse, Error> {
    let current = current_login(visitor)?;
    let delete = move |connection: &mut Connection| logins::delete_others(connection, id, Some(&current));
    let count = write(&database, delete).await?;
    let message =
        Message::new("accounts-logins-ended").count("count", u32::try_from(count).unwrap_or(u32::MAX));
    flash::add(&session, Level::Success, message)?;
    Ok(respond::see_other("/account"))
}

fn current_login(visitor: Visitor) -> Result<LoginId, Error> {
    visitor.login.ok_or_else(|| Error::internal("a member without a login"))
}

fn login_view(login: logins::Login) -> LoginView {
    LoginView {
        public_id: login.id.public().to_owned(),
        browser: user_agent::describe(&login.user_agent),
        since: format(login.created_at, DATE_AND_TIME),
    }
}

/// Formats a timestamp in digits, year first, which all languages of the shop share.
fn format(timestamp: PrimitiveDateTime, format: StaticFormatDescription) -> String {
    // A `PrimitiveDateTime` has all components of these formats.
    timestamp.format(format).unwrap_or_default()
}

async fn write<T: Send + 'static>(
    database: &Database,
    change: impl Fn(&mut Connection) -> diesel::QueryResult<T> + Send + 'static,
) -> Result<T, Error> {
    database.write(move |connection| Ok(change(connection)?)).await
}
