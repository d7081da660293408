//! The form that changes the password. A thief who knew the old password may be logged
//! in, so the change ends all logins of the user (behaviour H6). The user's own session
//! gets a new login and a new key, so a copy of its old cookie is no longer logged in,
//! even on the `signed_cookies` engine, which stores all data in the cookie.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{
    PasswordCheck, Passwords, attempts, authenticate, login_activity,
    login_cache::LoginCache,
    logins::{self, Login, LoginId},
    register::read_new_password,
    users::{self, Account},
    visitor::{Member, Visitor, set_login},
};
use crate::{
    databases::{Connection, Database},
    i18n::Message,
    sessions::Session,
    web::{
        Error, Form, Page,
        audit::{self, Event},
        csrf,
        flash::{self, Level},
        form::ErrorLine,
        respond,
    },
};

/// Registers `/account/password`.
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

impl PasswordPage {
    /// Returns the id of a field's label.
    fn label(field: &str) -> &'static str {
        match field {
            "old_password" => "accounts-old-password",
            "password" => "accounts-new-password",
            _ => "accounts-password-again",
        }
    }

    fn error_lines(&self) -> Vec<ErrorLine> {
        self.form.error_lines(&self.page, Self::label)
    }
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
    let account = users::load_account(&database, &user).await?;
    let old = form.value("old_password").to_owned();
    form.remove("old_password");
    let password = read_new_password(&mut form, user.username.clone()).await?;
    if attempts::check_password(&request, &user.username, Some(&account), old).await? == PasswordCheck::Wrong
    {
        audit::record(&request, Event::PasswordRefused, Some(&user.username));
        form.reject("old_password", Message::new("accounts-old-password-wrong"));
    }
    let (Some(password), true) = (password, form.is_valid()) else {
        return show_errors(&request, form, user.username).await;
    };
    let hash = passwords.hash(password.into_inner()).await?;
    let login = authenticate::new_login(&request, &session, session.get_expiry_date());
    let (id, activity, current) = (login.id.clone(), login.activity(), Visitor::of(&request).await?.login);
    let replace =
        move |connection: &mut Connection| replace(connection, &account, &hash, &login, current.as_ref());
    if !database.write(replace).await? {
        form.reject("old_password", Message::new("accounts-old-password-wrong"));
        return show_errors(&request, form, user.username).await;
    }
    let logins = LoginCache::of(&request)?;
    logins.invalidate();
    audit::record(&request, Event::PasswordChanged, Some(&user.username));
    session.cycle_key_for(user.id.to_string());
    set_login(&logins, &session, &id)?;
    login_activity::update_after_saving(&logins, &session, id, activity);
    csrf::rotate(&request);
    flash::add(&session, Level::Success, Message::new("accounts-password-changed"))?;
    Ok(respond::see_other("/account"))
}

async fn show_errors(request: &HttpRequest, form: Form, username: String) -> Result<HttpResponse, Error> {
    let page = Page::extract(request).await?;
    let template = PasswordPage { page: page.clone(), form, username };
    respond::unprocessable(&page, &template)
}

/// Stores the new hash, deletes all logins of the user but `current`, and inserts
/// `login`. The stored session still refers to `current`, so that row is deleted after
/// the session is saved. Returns `false` if another request changed the password first.
fn replace(
    connection: &mut Connection,
    account: &Account,
    password_hash: &str,
    login: &Login,
    current: Option<&LoginId>,
) -> Result<bool, Error> {
    if !users::replace_hash(connection, account, password_hash)? {
        return Ok(false);
    }
    logins::delete_others(connection, account.user.id, current)?;
    logins::insert(connection, account.user.id, login)?;
    Ok(true)
}
