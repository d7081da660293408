//! `clearsessions`: removes the expired sessions from the store, and no others,
//! and their logins (E11: the store keeps expired sessions until they are
//! cleared). See Django's
//! [`clearsessions`](https://docs.djangoproject.com/en/stable/ref/django-admin/#clearsessions).

use super::output::print_line;
use crate::{
    accounts,
    app::{AppState, StartError},
    sessions::{Clock, engines::Cleared},
    settings::Settings,
};

/// Removes the expired sessions and their logins, and prints their number.
///
/// # Errors
/// If the shop can't be opened, or if a store does not respond.
pub async fn run(settings: &Settings) -> Result<(), StartError> {
    let state = AppState::open(settings, Clock::system()).await?;
    let now = state.sessions.clock.now();
    let cleared = state.sessions.engine.clear_expired(now).await;
    match cleared.map_err(|error| StartError::Input(error.to_string()))? {
        Cleared::Removed(1) => print_line(format_args!("1 expired session was removed")),
        Cleared::Removed(count) => print_line(format_args!("{count} expired sessions were removed")),
        Cleared::NotNeeded => {
            print_line(format_args!("not needed: this store removes expired sessions by itself"));
        }
    }
    let logins = accounts::clear_logins(&state.database, now).await;
    match logins.map_err(|error| StartError::Database("default".to_owned(), error))? {
        0 => {}
        1 => print_line(format_args!("1 login was removed, whose session has expired")),
        count => print_line(format_args!("{count} logins were removed, whose sessions have expired")),
    }
    let attempts = accounts::clear_attempts(&state.database, now).await;
    attempts.map(drop).map_err(|error| StartError::Database("default".to_owned(), error))
}
