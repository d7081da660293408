//! `migrate`: brings the database up to date and fills empty shelves. `serve`
//! does the same; this is for those who do it before a new version starts.

use crate::{
    app::{self, StartError},
    settings::Settings,
};

/// Migrates.
pub async fn run(settings: &Settings) -> Result<(), StartError> {
    app::open_database(settings).await?;
    println!("the database is up to date");
    Ok(())
}
