//! The login form (behaviour G1: after a login the session identifies the user). A
//! wrong password and an unknown username get the same response after the same time, so
//! that nobody can find out which usernames exist.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{
    PasswordCheck, Passwords, authenticate,
    return_path::ReturnPath,
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

/// Registers `/account/login`.
pub fn routes(config: &mut ServiceConfig) {
    let page = web::resource("/account/login");
    config.service(page.route(web::get().to(show)).route(web::post().to(log_in)));
}

#[derive(Template)]
#[template(path = "accounts/login.html")]
struct LoginPage {
    page: Page,
    form: Form,
    next: ReturnPath,
    failed: bool,
}

async fn show(request: HttpRequest, visitor: Visitor) -> Result<HttpResponse, Error> {
    let next = ReturnPath::from_query(request.query_string());
    if visitor.user.is_some() {
        return Ok(respond::see_other(next.as_str()));
    }
    let page = Page::extract(&request).await?;
    let template = LoginPage { page: page.clone(), form: Form::new(), next, failed: false };
    respond::html(&page, &template).map(respond::no_store)
}

async fn log_in(
    request: HttpRequest,
    database: Data<Database>,
    passwords: Data<Passwords>,
    session: Session,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let next = ReturnPath::new(form.value("next"));
    let account = check(&database, &passwords, form.value("username"), form.value("password")).await?;
    form.remove("password");
    let expiry = authenticate::chosen_expiry(&form);
    if let Some(account) = account
        && authenticate::log_in(&request, &database, &account, expiry).await?
    {
        let welcome = Message::new("accounts-welcome-back").with("name", account.user.username);
        flash::add(&session, Level::Success, welcome)?;
        return Ok(respond::see_other(next.as_str()));
    }
    let page = Page::extract(&request).await?;
    let template = LoginPage { page: page.clone(), form, next, failed: true };
    respond::unprocessable(&page, &template).map(respond::no_store)
}

/// Returns the account with this username and password.
async fn check(
    database: &Database,
    passwords: &Passwords,
    username: &str,
    password: &str,
) -> Result<Option<Account>, Error> {
    let account = users::find_account(database, username).await?;
    let stored = account.as_ref().map(|account| account.password_hash.clone());
    match passwords.check(password.to_owned(), stored).await? {
        PasswordCheck::Wrong => Ok(None),
        PasswordCheck::Correct => Ok(account),
        PasswordCheck::CorrectRehashed(hash) => match account {
            Some(account) => store_new_hash(database, account, hash).await,
            None => Ok(None),
        },
    }
}

/// Stores a hash that was computed with the current parameters. Returns `None` if the
/// password was changed after it was checked: the login used the old password.
async fn store_new_hash(
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
