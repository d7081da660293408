//! A member's own page, with the list of the places where the member is logged
//! in, each of which can be ended from here (H6).

use actix_web::{
    HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;
use time::{PrimitiveDateTime, format_description::StaticFormatDescription, macros::format_description};

use super::{
    browser,
    logins::{self, LoginId},
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

const DAY: StaticFormatDescription = format_description!("[year]-[month]-[day]");
const MINUTE: StaticFormatDescription = format_description!("[year]-[month]-[day] [hour]:[minute]");

/// `/account` and what can be done there.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/account").route(web::get().to(show)))
        .service(web::resource("/account/logins/end").route(web::post().to(end)))
        .service(web::resource("/account/logins/end-others").route(web::post().to(end_others)));
}

#[derive(Template)]
#[template(path = "accounts/account.html")]
struct AccountPage {
    page: Page,
    username: String,
    /// A day.
    registered: String,
    here: Option<Place>,
    elsewhere: Vec<Place>,
}

/// A place where the member is logged in.
struct Place {
    /// What a form calls it by.
    name: String,
    browser: Message,
    /// The minute of the login, UTC.
    since: String,
}

async fn show(
    Member(user): Member,
    visitor: Visitor,
    database: Data<Database>,
    page: Page,
) -> Result<HttpResponse, Error> {
    let here = login_of(visitor)?;
    let (id, asked) = (user.id, here.clone());
    let question = move |connection: &mut Connection| {
        Ok((users::created_at(connection, id)?, logins::list(connection, id, &asked)?))
    };
    let (registered, logins) = database.read(question).await?;
    let (here, elsewhere) = logins.into_iter().partition::<Vec<_>, _>(|login| login.id == here);
    let template = AccountPage {
        page: page.clone(),
        username: user.username,
        registered: written(registered, DAY),
        here: here.into_iter().map(place).next(),
        elsewhere: elsewhere.into_iter().map(place).collect(),
    };
    respond::html(&page, &template)
}

async fn end(
    Member(user): Member,
    visitor: Visitor,
    session: Session,
    database: Data<Database>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let (here, name) = (login_of(visitor)?, form.trimmed("login").to_owned());
    let end = move |connection: &mut Connection| logins::end_other(connection, user.id, &name, &here);
    let message = if write(&database, end).await? {
        Message::new("accounts-login-ended")
    } else {
        Message::new("accounts-login-ended-before")
    };
    flash::leave(&session, Level::Success, message)?;
    Ok(respond::see_other("/account"))
}

async fn end_others(
    Member(User { id, .. }): Member,
    visitor: Visitor,
    session: Session,
    database: Data<Database>,
) -> Result<HttpResponse, Error> {
    let here = login_of(visitor)?;
    let count = write(&database, move |connection| logins::end_others(connection, id, Some(&here))).await?;
    let message =
        Message::new("accounts-logins-ended").count("count", u32::try_from(count).unwrap_or(u32::MAX));
    flash::leave(&session, Level::Success, message)?;
    Ok(respond::see_other("/account"))
}

fn login_of(visitor: Visitor) -> Result<LoginId, Error> {
    visitor.login.ok_or_else(|| Error::internal("a member without a login"))
}

fn place(login: logins::Login) -> Place {
    Place {
        name: login.id.public().to_owned(),
        browser: browser::in_short(&login.user_agent),
        since: written(login.created_at, MINUTE),
    }
}

/// Year first and in digits: the same in all languages of the shop.
fn written(moment: PrimitiveDateTime, format: StaticFormatDescription) -> String {
    // These formats ask for nothing that a moment may lack.
    moment.format(format).unwrap_or_default()
}

async fn write<T: Send + 'static>(
    database: &Database,
    change: impl Fn(&mut Connection) -> diesel::QueryResult<T> + Send + 'static,
) -> Result<T, Error> {
    database.write(move |connection| Ok(change(connection)?)).await
}
