//! Logging in (G1): name and password once, and after that the session says
//! who it is. A wrong password and an unknown name get the same answer in the
//! same time, so that nobody learns here who has an account.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{
    Checked, Passwords, authenticate, kept_nowhere,
    return_path::Next,
    users::{self, Account},
    visitor::Visitor,
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

/// `/account/login`.
pub fn routes(config: &mut ServiceConfig) {
    let page = web::resource("/account/login");
    config.service(page.route(web::get().to(show)).route(web::post().to(log_in)));
}

#[derive(Template)]
#[template(path = "accounts/login.html")]
struct LoginPage {
    page: Page,
    form: Form,
    next: Next,
    failed: bool,
}

async fn show(request: HttpRequest, visitor: Visitor) -> Result<HttpResponse, Error> {
    let next = Next::of_query(request.query_string());
    if visitor.user.is_some() {
        return Ok(respond::see_other(next.as_str()));
    }
    let page = Page::extract(&request).await?;
    let template = LoginPage { page: page.clone(), form: Form::new(), next, failed: false };
    respond::html(&page, &template).map(kept_nowhere)
}

async fn log_in(
    request: HttpRequest,
    database: Data<Database>,
    passwords: Data<Passwords>,
    session: Session,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let next = Next::new(form.value("next"));
    let account = check(&database, &passwords, form.value("username"), form.value("password")).await?;
    form.forget("password");
    let remember_me = form.is_ticked("remember_me");
    if let Some(account) = account
        && authenticate::log_in(&request, &database, &account, remember_me).await?
    {
        let welcome = Message::new("accounts-welcome-back").with("name", account.user.username);
        flash::leave(&session, Level::Success, welcome)?;
        return Ok(respond::see_other(next.as_str()));
    }
    let page = Page::extract(&request).await?;
    let template = LoginPage { page: page.clone(), form, next, failed: true };
    respond::unprocessable(&page, &template).map(kept_nowhere)
}

/// The account of that name, if that is its password.
async fn check(
    database: &Database,
    passwords: &Passwords,
    username: &str,
    password: &str,
) -> Result<Option<Account>, Error> {
    let account = users::account_named(database, username).await?;
    let stored = account.as_ref().map(|account| account.password_hash.clone());
    match passwords.check(password.to_owned(), stored).await? {
        Checked::Wrong => Ok(None),
        Checked::Right => Ok(account),
        Checked::RightAndRehashed(hash) => match account {
            Some(account) => store_rehashed(database, account, hash).await,
            None => Ok(None),
        },
    }
}

/// None if the password was changed in the meantime: it was the old one then.
async fn store_rehashed(
    database: &Database,
    account: Account,
    password_hash: String,
) -> Result<Option<Account>, Error> {
    let (checked, hash) = (account.clone(), password_hash.clone());
    let replace = move |connection: &mut Connection| -> Result<bool, Error> {
        Ok(users::replace_hash(connection, &checked, &hash)?)
    };
    let replaced = database.write(replace).await?;
    Ok(replaced.then_some(Account { user: account.user, password_hash }))
}
