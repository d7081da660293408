//! The page `/lab/cookie-or-session`: a plain cookie, a session with its data on the
//! server, and a session in a signed cookie, side by side.

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;

use super::{LabContext, entries::Entries, lessons};
use crate::web::{Error, Page, respond};

/// The rows: their name in the texts, and the slug of the lesson that shows them.
const ROWS: [(&str, &str); 12] = [
    ("where", "a4-what-the-id-says"),
    ("read", "d14-signed-cookies"),
    ("change", "b7-never-trust-a-cookie"),
    ("size", "b6-four-kilobytes"),
    ("travels", "d18-bytes"),
    ("server-work", "d1-engines"),
    ("expiry", "e9-over"),
    ("end", "c9-flush"),
    ("stolen", "f2-httponly"),
    ("machines", "d10-two-processes"),
    ("concurrent", "h1-lost-update"),
    ("suitable", "g7-preferences"),
];

/// For each row: its subject, and what holds for a plain cookie, for a session on the
/// server, and for a session in a signed cookie.
static TEXTS: Entries = super::entries::entries!("cookie-or-session");

/// Adds the page.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/cookie-or-session").get(show));
}

#[derive(Template)]
#[template(path = "lab/cookie_or_session.html")]
struct SideBySidePage {
    page: Page,
    rows: Vec<RowView>,
}

struct RowView {
    texts: &'static [String],
    /// Slug and title.
    lesson: (&'static str, String),
}

impl RowView {
    fn new((name, slug): (&str, &'static str), page: &Page) -> Option<Self> {
        let language = page.display.language;
        let title = lessons::find(slug)?.text.sections(language).title;
        Some(Self { texts: TEXTS.of(language, name), lesson: (slug, title) })
    }
}

async fn show(_: LabContext, page: Page) -> Result<HttpResponse, Error> {
    let rows = ROWS.into_iter().filter_map(|row| RowView::new(row, &page)).collect();
    let template = SideBySidePage { page: page.clone(), rows };
    respond::html(&page, &template)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_texts_and_its_lesson() {
        TEXTS.assert_complete(&ROWS.map(|(name, _)| name), 4);
        for (name, slug) in ROWS {
            assert!(lessons::find(slug).is_some(), "{name}: no lesson {slug}");
        }
    }
}
