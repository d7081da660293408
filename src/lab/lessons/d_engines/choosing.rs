//! The table of the engines, with the one that stores this browser's session.

use actix_web::{HttpRequest, web::Data};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use crate::{
    i18n::Message,
    lab::{Lab, RequestSettings},
    settings::EngineName,
    web::{Error, Page},
};

#[derive(Template)]
#[template(path = "lab/controls/choosing.html")]
struct Choosing {
    page: Page,
    engines: Vec<EngineRow>,
}

/// One engine, and whether this browser or the site uses it.
struct EngineRow {
    name: &'static str,
    place: String,
    is_own: bool,
    is_the_sites: bool,
}

/// Renders the table.
pub fn draw(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
        let lab = request.app_data::<Data<Lab>>().ok_or(Error::NotFound)?;
        let (site, own) = (lab.site.engine.name(), in_force.options.engine.name());
        let engines = EngineName::NAMES.iter().map(|&name| EngineRow {
            name,
            place: description(name).map_or_else(String::new, |place| page.localize(&place).into_owned()),
            is_own: name == own,
            is_the_sites: name == site,
        });
        let engines = engines.collect();
        Ok(Choosing { page, engines }.render()?)
    })
}

/// Returns where the engine stores a session. A new engine is listed without
/// this text until the message catalogue has one.
fn description(engine: &str) -> Option<Message> {
    Some(match engine {
        "db" => Message::new("lab-d1-db"),
        "file" => Message::new("lab-d1-file"),
        "cache" => Message::new("lab-d1-cache"),
        "cached_db" => Message::new("lab-d1-cached-db"),
        "signed_cookies" => Message::new("lab-d1-signed-cookies"),
        _ => return None,
    })
}
