//! `createuser`.

use crate::{app::StartError, settings::Settings};

/// Creates a user.
pub async fn run(_settings: &Settings, _username: &str) -> Result<(), StartError> {
    Ok(())
}
