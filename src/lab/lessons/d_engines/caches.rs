//! The caches that the settings name, and whether each answers right now.

use std::{collections::BTreeMap, time::Duration};

use actix_web::{HttpRequest, web::Data};
use askama::Template;
use futures_util::future::{LocalBoxFuture, join_all};

use crate::{
    lab::{Lab, RequestSettings},
    settings::Backend,
    web::{Error, Page},
};

/// How long the page waits for a cache.
const TIMEOUT: Duration = Duration::from_millis(500);

#[derive(Template)]
#[template(path = "lab/controls/caches.html")]
struct Table {
    page: Page,
    /// The alias that holds for this browser.
    alias: String,
    named: Vec<Named>,
}

/// A cache of the settings.
struct Named {
    alias: String,
    backend: &'static str,
    answers: bool,
}

/// Draws the table.
pub fn draw(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let lab = request.app_data::<Data<Lab>>().ok_or(Error::NotFound)?;
        let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
        let session = in_force.toggled.as_ref().map_or(&lab.settings.session, |toggled| &toggled.session);
        let caches = lab.settings.caches.iter().map(async |(alias, cache)| Named {
            alias: alias.clone(),
            backend: match cache.backend {
                Backend::Memory => "memory",
                Backend::Redis => "redis",
                Backend::Memcached => "memcached",
            },
            answers: answers(lab, alias).await,
        });
        let named = join_all(caches).await;
        Ok(Table { page, alias: session.cache_alias.clone(), named }.render()?)
    })
}

/// Asks it as the `cache` engine would.
async fn answers(lab: &Lab, alias: &str) -> bool {
    let changes = [("session.engine", "cache"), ("session.cache_alias", alias)];
    let changes: BTreeMap<_, _> =
        changes.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    let Ok(session) = lab.settings.session_with(&changes) else { return false };
    let options = (lab.options_for)(&session);
    matches!(tokio::time::timeout(TIMEOUT, options.engine.check()).await, Ok(Ok(())))
}
