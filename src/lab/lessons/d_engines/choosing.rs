//! Which engine keeps this browser's session, and which there are.

use actix_web::{HttpRequest, web::Data};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use crate::{
    i18n::Message,
    lab::{Lab, RequestSettings},
    web::{Error, Page},
};

#[derive(Template)]
#[template(path = "lab/controls/choosing.html")]
struct Choosing {
    page: Page,
    engines: [EngineShown; 5],
}

/// An engine, and whether it is in force.
struct EngineShown {
    name: &'static str,
    place: String,
    is_own: bool,
    is_the_sites: bool,
}

/// Draws the table.
pub fn draw(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
        let lab = request.app_data::<Data<Lab>>().ok_or(Error::NotFound)?;
        let (site, own) = (lab.site.engine.name(), in_force.options.engine.name());
        let engines = [
            ("db", Message::new("lab-d1-db")),
            ("file", Message::new("lab-d1-file")),
            ("cache", Message::new("lab-d1-cache")),
            ("cached_db", Message::new("lab-d1-cached-db")),
            ("signed_cookies", Message::new("lab-d1-signed-cookies")),
        ];
        let engines = engines.map(|(name, place)| EngineShown {
            name,
            place: page.localize(&place).into_owned(),
            is_own: name == own,
            is_the_sites: name == site,
        });
        Ok(Choosing { page, engines }.render()?)
    })
}
