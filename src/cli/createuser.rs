//! `createuser`: creates an account by the rules of the registration form. The
//! password is not an argument, because arguments are visible in the shell's
//! history and in the list of processes.

use std::io::{self, BufRead, IsTerminal};

use super::output::print_line;
use crate::{
    accounts::{CreateUserError, NewPassword, Username, create_user},
    app::{AppState, StartError},
    i18n::{Language, Message},
    sessions::Clock,
    settings::Settings,
};

/// Creates a user.
///
/// # Errors
/// If the name or the password is not allowed, if the name is taken, or if the
/// database does not respond.
pub async fn run(settings: &Settings, username: &str) -> Result<(), StartError> {
    let username = Username::new(username).map_err(|message| input_error("name", &message))?;
    let name = username.as_str().to_owned();
    let password =
        NewPassword::new(&read_password()?, &name).map_err(|message| input_error("password", &message))?;
    let AppState { database, passwords, sessions, .. } = AppState::open(settings, Clock::system()).await?;
    match create_user(&database, &passwords, username, password, sessions.clock.now()).await {
        Ok(user) => print_line(format_args!("the user {} was created", user.username)),
        Err(CreateUserError::UsernameTaken) => {
            return Err(StartError::Input(format!("there is already a user {name} (case does not matter)")));
        }
        Err(CreateUserError::UsernameLooksAlike) => {
            return Err(StartError::Input(format!("the name {name} looks like that of another user")));
        }
        Err(CreateUserError::Failed(error)) => return Err(StartError::Input(error.to_string())),
    }
    Ok(())
}

/// Reads the password: twice from a terminal, without echo, or the first line of
/// standard input.
fn read_password() -> Result<String, StartError> {
    let unreadable = |error: io::Error| StartError::Input(format!("the password can't be read: {error}"));
    if !io::stdin().is_terminal() {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map_err(unreadable)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let password = rpassword::prompt_password("Password: ").map_err(unreadable)?;
    let again = rpassword::prompt_password("Password again: ").map_err(unreadable)?;
    if password == again { Ok(password) } else { Err(StartError::Input("the passwords differ".to_owned())) }
}

fn input_error(what: &str, message: &Message) -> StartError {
    StartError::Input(format!("{what}: {}", message.localize(Language::English)))
}
