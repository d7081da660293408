//! Making an account. Who registers is logged in at once, the same way as by
//! a login: the cart that was filled before is still there (G5).

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{
    Passwords, authenticate,
    credentials::{NewPassword, Username},
    kept_nowhere,
    return_path::Next,
    users::{self, CreateUserError},
    visitor::Visitor,
};
use crate::{
    databases::Database,
    i18n::Message,
    sessions::Session,
    web::{
        Error, Form, Page,
        flash::{self, Level},
        respond,
    },
};

/// `/account/register`.
pub fn routes(config: &mut ServiceConfig) {
    let page = web::resource("/account/register");
    config.service(page.route(web::get().to(show)).route(web::post().to(register)));
}

/// The name and the password, or `None` with a message beside each field that
/// is wrong. The form holds no password afterwards.
fn read(form: &mut Form) -> Option<(Username, NewPassword)> {
    let username = Username::new(form.value("username"));
    let username = username.map_err(|message| form.reject("username", message)).ok();
    username.zip(read_password(form))
}

/// The new password, typed twice.
pub(super) fn read_password(form: &mut Form) -> Option<NewPassword> {
    let same = form.value("password") == form.value("password_again");
    let password = NewPassword::new(form.value("password"));
    let password = password.map_err(|message| form.reject("password", message)).ok();
    if password.is_some() && !same {
        form.reject("password_again", Message::new("accounts-passwords-differ"));
    }
    form.forget("password");
    form.forget("password_again");
    password.filter(|_| same)
}

#[derive(Template)]
#[template(path = "accounts/register.html")]
struct RegisterPage {
    page: Page,
    form: Form,
    next: Next,
}

async fn show(request: HttpRequest, visitor: Visitor) -> Result<HttpResponse, Error> {
    let next = Next::of_query(request.query_string());
    if visitor.user.is_some() {
        return Ok(respond::see_other(next.as_str()));
    }
    let page = Page::extract(&request).await?;
    let template = RegisterPage { page: page.clone(), form: Form::new(), next };
    respond::html(&page, &template).map(kept_nowhere)
}

async fn register(
    request: HttpRequest,
    database: Data<Database>,
    passwords: Data<Passwords>,
    session: Session,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let next = Next::new(form.value("next"));
    let Some((username, password)) = read(&mut form) else {
        return show_again(&request, form, next).await;
    };
    let account = users::create_account(&database, &passwords, username, password, session.now()).await;
    let account = match account {
        Ok(account) => account,
        Err(CreateUserError::Taken) => {
            form.reject("username", Message::new("accounts-username-taken"));
            return show_again(&request, form, next).await;
        }
        Err(CreateUserError::Failed(error)) => return Err(error),
    };
    if !authenticate::log_in(&request, &database, &account, false).await? {
        return Err(Error::internal("a new account has another password than was set"));
    }
    let welcome = Message::new("accounts-welcome").with("name", account.user.username);
    flash::leave(&session, Level::Success, welcome)?;
    Ok(respond::see_other(next.as_str()))
}

async fn show_again(request: &HttpRequest, form: Form, next: Next) -> Result<HttpResponse, Error> {
    let page = Page::extract(request).await?;
    let template = RegisterPage { page: page.clone(), form, next };
    respond::unprocessable(&page, &template).map(kept_nowhere)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(username: &str, password: &str, again: &str) -> Form {
        Form::new().with("username", username).with("password", password).with("password_again", again)
    }

    #[test]
    fn a_sensible_form_gives_a_name_and_a_password() {
        let mut form = form(" Mei ", "oolong and osmanthus", "oolong and osmanthus");
        let (username, _) = read(&mut form).unwrap();
        assert_eq!(username.as_str(), "Mei");
        assert!(form.is_valid());
    }

    #[test]
    fn each_wrong_field_has_its_message_and_no_password_is_shown_again() {
        for (username, password, again, wrong) in [
            ("", "oolong and osmanthus", "oolong and osmanthus", &["username"][..]),
            ("Mei", "oolong", "oolong", &["password"]),
            ("Mei", "oolong and osmanthus", "osmanthus and oolong", &["password_again"]),
            ("M", "", "x", &["username", "password"]),
        ] {
            let mut form = form(username, password, again);
            assert!(read(&mut form).is_none());
            for field in ["username", "password", "password_again"] {
                assert_eq!(form.error(field).is_some(), wrong.contains(&field), "{field} of {username:?}");
            }
            assert_eq!((form.value("password"), form.value("password_again")), ("", ""));
            assert_eq!(form.value("username"), username);
        }
    }
}
