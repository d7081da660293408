//! A widget that shows keys of this browser's session as JSON, with links to the
//! shop's pages that use them (lessons G: what sessions are for).

use askama::Template;

use crate::{
    lab::LabContext,
    web::{Error, Page},
};

#[derive(Template)]
#[template(path = "lab/controls/session_items.html")]
struct SessionItems<'a> {
    page: &'a Page,
    /// Keys and their values as JSON, if they are there.
    items: Vec<(&'static str, Option<String>)>,
    /// Addresses and message ids.
    links: &'static [(&'static str, &'static str)],
}

/// Renders the keys and links. Without a session the keys have no values.
///
/// # Errors
/// If the template can't be rendered.
pub async fn render(
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
