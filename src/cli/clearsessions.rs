//! `clearsessions`: removes expired sessions from the store, and only them
//! (E11), and the logins that belonged to them. They are never served in any
//! case; this gives the room back.

use crate::{
    accounts,
    app::{Parts, StartError},
    sessions::{Clock, engines::Cleared},
    settings::Settings,
};

/// Clears.
pub async fn run(settings: &Settings) -> Result<(), StartError> {
    let parts = Parts::open(settings, Clock::system()).await?;
    let now = parts.sessions.clock.now();
    let cleared = parts.sessions.engine.clear_expired(now).await;
    match cleared.map_err(|error| StartError::Input(error.to_string()))? {
        Cleared::Removed(1) => println!("1 expired session was removed"),
        Cleared::Removed(count) => println!("{count} expired sessions were removed"),
        Cleared::NotNeeded => println!("not needed: this store forgets expired sessions by itself"),
    }
    let cookie_age = settings.session.cookie_age;
    let logins = accounts::clear_logins(&parts.database, cookie_age, now).await;
    match logins.map_err(|error| StartError::Database("default".to_owned(), error))? {
        0 => {}
        1 => println!("1 login was removed, whose session has expired"),
        count => println!("{count} logins were removed, whose sessions have expired"),
    }
    Ok(())
}
