//! Forms by which a lesson changes one setting, for this browser alone (H4).

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::facts::text_of;
use crate::{
    i18n::Message,
    lab::{Lab, Overrides, lessons::page::show_refused, request_settings::RequestSettings},
    web::{Error, Form, Page, respond},
};

/// The lessons that change a setting, and which.
const LESSONS: [(&str, &str); 3] = [
    ("e1-cookie-age", "session.cookie_age"),
    ("e2-browser-close", "session.expire_at_browser_close"),
    ("e8-last-access", "session.save_every_request"),
];

/// `/lab/lessons/SLUG/setting`, and the other lessons' own ways to it.
pub fn routes(config: &mut ServiceConfig) {
    for (slug, name) in LESSONS {
        let set = move |request, form| set(slug, name, request, form);
        config.service(web::resource(format!("/lab/lessons/{slug}/setting")).post(set));
    }
}

#[derive(Template)]
#[template(path = "lab/controls/setting.html")]
struct SettingPiece<'a> {
    page: &'a Page,
    slug: &'static str,
    name: &'static str,
    /// As it is in force.
    text: String,
    /// As it was typed.
    typed: String,
    error: Option<String>,
    is_switch: bool,
    is_toggled: bool,
}

/// Draws the forms of these settings, with what is in force.
pub async fn forms(
    request: &HttpRequest,
    page: &Page,
    slug: &'static str,
    settings: &[&'static str],
) -> Result<String, Error> {
    let (Some(lab), Some(in_force)) = (request.app_data::<Data<Lab>>(), RequestSettings::of(request)) else {
        return Ok(String::new());
    };
    let form = Form::extract(request).await?;
    let mut drawn = String::new();
    for &name in settings {
        let text = text_of(lab, &in_force, name);
        let typed = if form.has("setting") { form.value("setting").to_owned() } else { text.clone() };
        let is_switch = matches!(text.as_str(), "true" | "false");
        let refused = change(lab, &in_force, &[(name, typed.trim())]).is_none();
        let why =
            if is_switch { Message::new("lab-e-switch-wrong") } else { Message::new("lab-e-setting-wrong") };
        let piece = SettingPiece {
            page,
            slug,
            name,
            error: refused.then(|| page.localize(&why).into_owned()),
            is_switch,
            is_toggled: in_force.toggled.as_ref().is_some_and(|toggled| toggled.toggles.get(name).is_some()),
            text,
            typed,
        };
        drawn.push_str(&piece.render()?);
    }
    Ok(drawn)
}

/// What this browser's toggles become with these changes, if they are allowed;
/// an empty text is the site's own.
pub fn change(lab: &Lab, in_force: &RequestSettings, changes: &[(&str, &str)]) -> Option<Overrides> {
    let site = lab.settings.session_texts();
    let text_of = |name: &str, text| match text {
        "" => site.get(name).map_or("", String::as_str),
        text => text,
    };
    let changes: Vec<_> = changes.iter().map(|(name, text)| (*name, text_of(name, *text))).collect();
    let toggles = lab.changed(in_force, &changes);
    lab.resolve(toggles.clone()).is_ok().then_some(toggles)
}

/// An answer that changes this browser's settings.
pub fn with_toggles(mut answer: HttpResponse, lab: &Lab, toggles: &Overrides) -> Result<HttpResponse, Error> {
    lab.set_toggles(toggles, &mut answer)?;
    Ok(answer)
}

async fn set(
    slug: &'static str,
    name: &'static str,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse, Error> {
    let lab = request.app_data::<Data<Lab>>().cloned().ok_or(Error::NotFound)?;
    let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
    let text = if form.has("reset") { "" } else { form.trimmed("setting") };
    match change(&lab, &in_force, &[(name, text)]) {
        Some(toggles) => {
            with_toggles(respond::see_other(&format!("/lab/lessons/{slug}#try")), &lab, &toggles)
        }
        None => show_refused(request, slug).await,
    }
}
