//! The registration form. It creates an account and logs the new user in, as the login
//! form does: a cart that was filled before stays (behaviour G5).

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{
    Passwords, attempts, authenticate,
    new_password::NewPassword,
    return_path::ReturnPath,
    username::Username,
    users::{self, CreateUserError},
    visitor::Visitor,
};
use crate::{
    databases::Database,
    i18n::Message,
    sessions::Session,
    web::{
        Error, Form, Page,
        audit::{self, Event},
        flash::{self, Level},
        form::ErrorLine,
        respond,
    },
};

/// Registers `/account/register`.
pub fn routes(config: &mut ServiceConfig) {
    let page = web::resource("/account/register");
    config.service(page.route(web::get().to(show)).route(web::post().to(register)));
}

/// Returns the username and the password, or `None` after setting the error message of
/// each invalid field. Removes the passwords from the form.
async fn read_credentials(form: &mut Form) -> Result<Option<(Username, NewPassword)>, Error> {
    let username = Username::new(form.value("username"));
    let username = username.map_err(|message| form.reject("username", message)).ok();
    let name = form.value("username").to_owned();
    Ok(username.zip(read_new_password(form, name).await?))
}

/// Returns the new password of that user, which the form asks for twice, or `None` after
/// setting the error message of the invalid field. Removes both values from the form. The
/// password is judged on a thread that may block.
///
/// # Errors
/// Returns [`Error::Internal`] if the judge panics.
pub(super) async fn read_new_password(
    form: &mut Form,
    username: String,
) -> Result<Option<NewPassword>, Error> {
    let text = form.value("password").to_owned();
    let same = text == form.value("password_again");
    form.remove("password");
    form.remove("password_again");
    let judge = move || NewPassword::new(&text, &username);
    let password = tokio::task::spawn_blocking(judge).await.map_err(Error::internal)?;
    let password = password.map_err(|message| form.reject("password", message)).ok();
    if password.is_some() && !same {
        form.reject("password_again", Message::new("accounts-passwords-differ"));
    }
    Ok(password.filter(|_| same))
}

#[derive(Template)]
#[template(path = "accounts/register.html")]
struct RegisterPage {
    page: Page,
    form: Form,
    next: ReturnPath,
}

impl RegisterPage {
    /// Returns the id of a field's label.
    fn label(field: &str) -> &'static str {
        match field {
            "username" => "accounts-username",
            "password" => "accounts-password",
            _ => "accounts-password-repeat",
        }
    }

    fn error_lines(&self) -> Vec<ErrorLine> {
        self.form.error_lines(&self.page, Self::label)
    }
}

async fn show(request: HttpRequest, visitor: Visitor) -> Result<HttpResponse, Error> {
    let next = ReturnPath::from_query(request.query_string());
    if visitor.user.is_some() {
        return Ok(respond::see_other(next.as_str()));
    }
    let page = Page::extract(&request).await?;
    let template = RegisterPage { page: page.clone(), form: Form::new(), next };
    respond::html(&page, &template).map(respond::no_store)
}

async fn register(
    request: HttpRequest,
    database: Data<Database>,
    passwords: Data<Passwords>,
    session: Session,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let next = ReturnPath::new(form.value("next"));
    let Some((username, password)) = read_credentials(&mut form).await? else {
        return show_errors(&request, form, next).await;
    };
    attempts::count_registration(&request).await?;
    let account = users::create_account(&database, &passwords, username, password, session.now()).await;
    let account = match account {
        Ok(account) => account,
        Err(CreateUserError::UsernameTaken) => {
            form.reject("username", Message::new("accounts-username-taken"));
            return show_errors(&request, form, next).await;
        }
        Err(CreateUserError::UsernameLooksAlike) => {
            form.reject("username", Message::new("accounts-username-looks-alike"));
            return show_errors(&request, form, next).await;
        }
        Err(CreateUserError::Failed(error)) => return Err(error),
    };
    let expiry = authenticate::chosen_expiry(&form);
    if !authenticate::log_in(&request, &database, &account, expiry).await? {
        return Err(Error::internal("the password of a new account is not the one that was set"));
    }
    audit::record(&request, Event::Registered, Some(&account.user.username));
    let mut response = respond::see_other(next.as_str());
    attempts::remember_browser(&request, &account.user.username, &mut response)?;
    let welcome = Message::new("accounts-welcome").with("name", account.user.username);
    flash::add(&session, Level::Success, welcome)?;
    Ok(response)
}

async fn show_errors(request: &HttpRequest, form: Form, next: ReturnPath) -> Result<HttpResponse, Error> {
    let page = Page::extract(request).await?;
    let template = RegisterPage { page: page.clone(), form, next };
    respond::unprocessable(&page, &template).map(respond::no_store)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(username: &str, password: &str, again: &str) -> Form {
        Form::new().with("username", username).with("password", password).with("password_again", again)
    }

    #[actix_web::test]
    async fn a_valid_form_gives_a_username_and_a_password() {
        let mut form = form(" Mei ", "oolong and osmanthus", "oolong and osmanthus");
        let (username, _) = read_credentials(&mut form).await.unwrap().unwrap();
        assert_eq!(username.as_str(), "Mei");
        assert!(form.is_valid());
    }

    #[actix_web::test]
    async fn each_invalid_field_has_an_error_message_and_passwords_are_removed() {
        for (username, password, again, wrong) in [
            ("", "oolong and osmanthus", "oolong and osmanthus", &["username"][..]),
            ("Mei", "oolong", "oolong", &["password"]),
            ("Mei", "oolong and osmanthus", "osmanthus and oolong", &["password_again"]),
            ("Mei", "mei and oolong", "mei and oolong", &["password"]),
            ("M", "", "x", &["username", "password"]),
        ] {
            let mut form = form(username, password, again);
            assert!(read_credentials(&mut form).await.unwrap().is_none());
            for field in ["username", "password", "password_again"] {
                assert_eq!(form.error(field).is_some(), wrong.contains(&field), "{field} of {username:?}");
            }
            assert_eq!((form.value("password"), form.value("password_again")), ("", ""));
            assert_eq!(form.value("username"), username);
        }
    }
}
