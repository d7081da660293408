//! Overrides settings for this browser alone (H4: every setting can be tried in
//! one's own browser). One route serves the forms and buttons of all lessons:
//! its fields have the names of the settings.

use actix_web::{
    HttpResponse,
    http::header,
    web::{self, Path, ServiceConfig},
};
use askama::Template;

use super::{Lesson, find, page::refuse};
use crate::{
    i18n::Message,
    lab::LabContext,
    web::{Error, Form, Page, respond},
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/lessons/{slug}/settings").post(change));
}

/// Overrides the settings that the form names, or resets them to the site's
/// values. The lesson's table row says which settings these can be. The change
/// applies from the browser's next request on; with the field `start` that is a
/// POST to the lesson's own route, because the browser repeats a POST after a
/// redirect with status 307.
async fn change(context: LabContext, slug: Path<String>, mut form: Form) -> Result<HttpResponse, Error> {
    let lesson = find(&slug).ok_or(Error::NotFound)?;
    let names = || lesson.settings.iter().copied().filter(|name| form.has(name));
    let value = |name| if form.has("reset") { context.site_setting(name) } else { form.trimmed(name) };
    let changes: Vec<(&str, &str)> = names().map(|name| (name, value(name))).collect();
    let mut response = respond::see_other(&format!("/lab/lessons/{slug}#try"));
    if form.has("start") {
        let start = (header::LOCATION, format!("/lab/lessons/{slug}/start"));
        response = HttpResponse::TemporaryRedirect().insert_header(start).finish();
    }
    if context.override_settings(&changes, &mut response).is_ok() {
        return Ok(response);
    }
    for name in names().collect::<Vec<_>>() {
        form.reject(name, what_is_allowed(&context, name));
    }
    refuse(&context, lesson.slug, form).await
}

fn what_is_allowed(context: &LabContext, name: &str) -> Message {
    match context.setting(name).as_str() {
        "true" | "false" => Message::new("lab-e-switch-wrong"),
        _ => Message::new("lab-e-setting-wrong"),
    }
}

#[derive(Template)]
#[template(path = "lab/controls/setting.html")]
struct SettingForm<'a> {
    page: &'a Page,
    slug: &'static str,
    name: &'static str,
    /// The value that applies to this browser.
    text: String,
    /// The value in the field.
    typed: String,
    error: Option<String>,
    is_switch: bool,
    is_overridden: bool,
}

/// Renders a form for each setting of the lesson.
///
/// # Errors
/// If the template can't be rendered.
pub fn render(context: &LabContext, page: &Page, lesson: &Lesson) -> Result<String, Error> {
    let form = context.refused_form().unwrap_or_default();
    let mut html = String::new();
    for &name in lesson.settings {
        let text = context.setting(name);
        let setting = SettingForm {
            page,
            slug: lesson.slug,
            name,
            typed: if form.has(name) { form.value(name).to_owned() } else { text.clone() },
            error: form.error(name).map(|message| page.localize(message).into_owned()),
            is_switch: matches!(text.as_str(), "true" | "false"),
            is_overridden: context.overrides().get(name).is_some(),
            text,
        };
        html += &setting.render()?;
    }
    Ok(html)
}
