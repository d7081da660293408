//! The lessons, A to H. `table.rs` lists them: text in three languages, the code
//! that each quotes, and the widgets by which a student tries it. The tests that
//! prove a lesson are named in `docs/behaviours.md`.
//!
//! `route.rs` has the main route through them. `prediction.rs` asks the question of a
//! lesson before its experiment and shows the result after it; [`super::progress`] keeps
//! what the student has done.

mod a_state;
mod behaviours;
pub mod break_it;
mod d_engines;
mod diagrams;
mod e_expiry;
mod excerpt;
mod f_security;
mod h_beyond;
mod index;
mod letters;
mod links;
mod operations;
mod page;
mod prediction;
mod question;
mod route;
mod search;
mod settings;
mod table;
mod text;

use actix_web::web::ServiceConfig;
use askama::Template;
use futures_util::future::LocalBoxFuture;

use super::{LabContext, plain_cookies};
use crate::web::{Error, Page};

pub use behaviours::{Proof, proof};
pub use d_engines::{AfterRestart, TamperedCookie, TwoEngines, secret_keys};
pub use f_security::tampering;
pub use letters::letters;

/// One lesson.
pub struct Lesson {
    /// Its address below `/lab/lessons/`, such as `c9-flush`.
    pub slug: &'static str,
    /// The ids of the behaviours that it is about.
    pub behaviours: &'static [&'static str],
    /// The settings that its forms may override for this browser.
    pub settings: &'static [&'static str],
    /// Its text in each language.
    pub text: text::Text,
    pub code: &'static [excerpt::Excerpt],
    /// Its forms and buttons, in the order of the page.
    pub widgets: &'static [Widget],
}

/// A piece of a lesson's page by which a student tries something.
pub enum Widget {
    /// Forms of the session's operations: kinds, and values of their fields.
    Operations(&'static [&'static str], &'static [(&'static str, &'static str)]),
    /// A form for each of the lesson's settings.
    SettingForms,
    /// Keys of the session with their values, and links to pages that use them:
    /// address and message id.
    SessionItems(&'static [&'static str], &'static [(&'static str, &'static str)]),
    /// A part of `/lab/cookies`.
    PlainCookies(plain_cookies::Part),
    /// A widget of this lesson alone.
    Custom(RenderWidget),
}

/// Renders a widget as HTML.
pub type RenderWidget = fn(LabContext, Page) -> LocalBoxFuture<'static, Result<String, Error>>;

impl Lesson {
    async fn render_widgets(&self, context: &LabContext, page: &Page) -> Result<String, Error> {
        let mut html = String::new();
        for widget in self.widgets {
            html += &match widget {
                Widget::Operations(kinds, values) => {
                    operations::render(context, page, self.slug, kinds, values).await?
                }
                Widget::SettingForms => settings::render(context, page, self)?,
                Widget::SessionItems(keys, links) => render_session_items(context, page, keys, links).await?,
                Widget::PlainCookies(part) => plain_cookies::render_part(context, page, *part)?,
                Widget::Custom(render) => render(context.clone(), page.clone()).await?,
            };
        }
        Ok(html)
    }

    /// Returns the change that breaks what the lesson is about.
    pub fn breakage(&self) -> Option<&'static break_it::Breakage> {
        break_it::breakage(self.slug)
    }

    /// Returns the letter of the lesson, `A` to `H`.
    pub fn letter(&self) -> char {
        self.behaviours[0].chars().next().unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "lab/controls/session_items.html")]
struct SessionItems<'a> {
    page: &'a Page,
    /// Keys and their values as JSON, if they are there.
    items: Vec<(&'static str, Option<String>)>,
    /// Addresses and message ids.
    links: &'static [(&'static str, &'static str)],
}

/// Renders keys of this browser's session as JSON, and links to the shop's pages
/// that use them. Without a session the keys have no values.
async fn render_session_items(
    context: &LabContext,
    page: &Page,
    keys: &[&'static str],
    links: &'static [(&'static str, &'static str)],
) -> Result<String, Error> {
    let session = context.session().await.ok();
    let json = |key: &str| {
        let value: serde_json::Value = session.as_ref()?.get(key).ok()??;
        serde_json::to_string_pretty(&value).ok()
    };
    let items = keys.iter().map(|key| (*key, json(key))).collect();
    Ok(SessionItems { page, items, links }.render()?)
}

/// Returns the lesson of a slug.
pub fn find(slug: &str) -> Option<&'static Lesson> {
    table::LESSONS.iter().find(|lesson| lesson.slug == slug)
}

/// Returns the slugs of all lessons, in the order of the table, for tests of the progress.
#[cfg(test)]
pub fn slugs() -> impl Iterator<Item = &'static str> {
    table::LESSONS.iter().map(|lesson| lesson.slug)
}

/// Registers the lessons' pages and the routes of their widgets.
pub fn routes(config: &mut ServiceConfig) {
    index::routes(config);
    search::routes(config);
    page::routes(config);
    prediction::routes(config);
    operations::routes(config);
    settings::routes(config);
    a_state::routes(config);
    d_engines::routes(config);
    e_expiry::routes(config);
    f_security::routes(config);
    h_beyond::routes(config);
}
