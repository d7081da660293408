//! The login form (behaviour G1: after a login the session identifies the user). A
//! wrong password and an unknown username get the same response after the same time, so
//! that nobody can find out which usernames exist. `attempts` limits guessing.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{
    PasswordCheck, attempts, authenticate,
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
        audit::{self, Event},
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
    session: Session,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let next = ReturnPath::new(form.value("next"));
    let account = check(&request, &database, form.value("username"), form.value("password")).await?;
    form.remove("password");
    let expiry = authenticate::chosen_expiry(&form);
    if let Some(account) = account {
        let name = &account.user.username;
        if authenticate::log_in(&request, &database, &account, expiry).await? {
            audit::record(&request, Event::Login, Some(name));
            let mut response = respond::see_other(next.as_str());
            attempts::remember_browser(&request, name, &mut response)?;
            flash::add(&session, Level::Success, Message::new("accounts-welcome-back").with("name", name))?;
            return Ok(response);
        }
        // The password was changed after it was checked.
        audit::record(&request, Event::LoginFailed, Some(name));
    }
    let page = Page::extract(&request).await?;
    let template = LoginPage { page: page.clone(), form, next, failed: true };
    respond::unprocessable(&page, &template).map(respond::no_store)
}

/// Returns the account with this username and password.
async fn check(
    request: &HttpRequest,
    database: &Database,
    username: &str,
    password: &str,
) -> Result<Option<Account>, Error> {
    let account = users::find_account(database, username).await?;
    let name = account.as_ref().map(|account| account.user.username.clone());
    let check = attempts::check_password(request, username, account.as_ref(), password.to_owned()).await?;
    let checked = match (check, account) {
        (PasswordCheck::Correct, account) => account,
        (PasswordCheck::CorrectRehashed(hash), Some(account)) => {
            store_new_hash(database, account, hash).await?
        }
        (PasswordCheck::Wrong, _) | (PasswordCheck::CorrectRehashed(_), None) => None,
    };
    if checked.is_none() {
        audit::record(request, Event::LoginFailed, name.as_deref());
    }
    Ok(checked)
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
