//! Changing the password. Whoever knew the old one may be logged in somewhere,
//! so all logins end with it (H6); this session gets a new one, and a new key.
//! A copy of its old cookie is worth nothing afterwards, even on the engine
//! that keeps all data in the cookie.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{
    Checked, Passwords, authenticate,
    logins::{self, Login, LoginId},
    register::read_password,
    users::{self, Account},
    visitor::{Member, Visitor, remember},
};
use crate::{
    databases::{Connection, Database},
    i18n::Message,
    sessions::Session,
    web::{
        Error, Form, Page, csrf,
        flash::{self, Level},
        respond,
    },
};

/// `/account/password`.
pub fn routes(config: &mut ServiceConfig) {
    let page = web::resource("/account/password");
    config.service(page.route(web::get().to(show)).route(web::post().to(change)));
}

#[derive(Template)]
#[template(path = "accounts/password.html")]
struct PasswordPage {
    page: Page,
    form: Form,
    username: String,
}

async fn show(Member(user): Member, page: Page) -> Result<HttpResponse, Error> {
    let template = PasswordPage { page: page.clone(), form: Form::new(), username: user.username };
    respond::html(&page, &template)
}

async fn change(
    request: HttpRequest,
    Member(user): Member,
    database: Data<Database>,
    passwords: Data<Passwords>,
    session: Session,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let account = users::account_of(&database, &user).await?;
    let old = form.value("old_password").to_owned();
    form.forget("old_password");
    let password = read_password(&mut form);
    if passwords.check(old, Some(account.password_hash.clone())).await? == Checked::Wrong {
        form.reject("old_password", Message::new("accounts-old-password-wrong"));
    }
    let (Some(password), true) = (password, form.is_valid()) else {
        return show_again(&request, form, user.username).await;
    };
    let hash = passwords.hash(password.reveal()).await?;
    let login = authenticate::new_login(&request, &session);
    let (id, here) = (login.id.clone(), Visitor::of(&request).await?.login);
    let replace =
        move |connection: &mut Connection| replace(connection, &account, &hash, &login, here.as_ref());
    if !database.write(replace).await? {
        form.reject("old_password", Message::new("accounts-old-password-wrong"));
        return show_again(&request, form, user.username).await;
    }
    session.cycle_key_for(user.id.to_string());
    remember(&database, &session, &id)?;
    csrf::rotate(&request);
    flash::leave(&session, Level::Success, Message::new("accounts-password-changed"))?;
    Ok(respond::see_other("/account"))
}

async fn show_again(request: &HttpRequest, form: Form, username: String) -> Result<HttpResponse, Error> {
    let page = Page::extract(request).await?;
    let template = PasswordPage { page: page.clone(), form, username };
    respond::unprocessable(&page, &template)
}

/// Stores the new password and the new login, and ends all logins but the one
/// `here`: this session still refers to it, and it ends once the session is
/// stored. Returns `false` if another request changed the password first.
fn replace(
    connection: &mut Connection,
    account: &Account,
    password_hash: &str,
    login: &Login,
    here: Option<&LoginId>,
) -> Result<bool, Error> {
    if !users::replace_hash(connection, account, password_hash)? {
        return Ok(false);
    }
    logins::end_others(connection, account.user.id, here)?;
    logins::begin(connection, account.user.id, login)?;
    Ok(true)
}
