//! Controls of a lesson that work on the session as on a dictionary: some of
//! the forms of `/lab/session`, and what came of the last one sent.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::page::show_refused;
use crate::{
    lab::{
        Lab,
        dictionary::{Kind, OperationForm, Snapshot, Tried, TriedLast, cookie_name},
        request_settings::RequestSettings,
    },
    sessions::Session,
    web::{Error, Form, Page, respond},
};

/// The lesson's route by which its forms are sent.
pub fn route(config: &mut ServiceConfig, slug: &'static str) {
    let run = move |request, session, form| run(slug, request, session, form);
    config.service(web::resource(address(slug)).post(run));
}

fn address(slug: &str) -> String {
    format!("/lab/lessons/{slug}/run")
}

#[derive(Template)]
#[template(path = "lab/controls/trying.html")]
struct Controls {
    page: Page,
    tried: Option<String>,
    forms: Vec<String>,
    now: Option<Snapshot>,
}

/// Draws the forms of these kinds, and what was tried last in this lesson.
/// `examples` are what their fields hold before anything was typed.
pub async fn controls(
    request: HttpRequest,
    page: Page,
    slug: &'static str,
    kinds: &[&str],
    examples: &[(&str, &str)],
) -> Result<String, Error> {
    let Ok(session) = Session::extract(&request).await else {
        return Ok(Controls { page, tried: None, forms: Vec::new(), now: None }.render()?);
    };
    let tried = tried_last(&request).and_then(|last| last.take(slug));
    let form = match &tried {
        Some(tried) => tried.form.clone(),
        None if request.method().is_safe() => {
            examples.iter().fold(Form::new(), |form, (name, text)| form.with(name, *text))
        }
        None => refused(&request).await?,
    };
    let kinds = kinds.iter().filter_map(|name| Kind::of(name));
    let forms = kinds.map(|kind| OperationForm::new(kind, &form, session.now()).draw(&page, &address(slug)));
    let controls = Controls {
        forms: forms.collect::<Result<_, _>>()?,
        tried: tried.map(|tried| tried.draw(&page, &cookie_name(&request))).transpose()?,
        now: Some(Snapshot::of(&session)),
        page,
    };
    Ok(controls.render()?)
}

/// What was typed, with messages beside what is wrong.
async fn refused(request: &HttpRequest) -> Result<Form, Error> {
    let mut form = Form::extract(request).await?;
    if let Some(kind) = Kind::of(form.value("operation")) {
        kind.read(&mut form);
    }
    Ok(form)
}

/// What this browser tried last.
fn tried_last(request: &HttpRequest) -> Option<std::sync::Arc<TriedLast>> {
    let lab = request.app_data::<Data<Lab>>()?;
    Some(lab.operated.of(RequestSettings::of(request)?.browser))
}

async fn run(
    slug: &'static str,
    request: HttpRequest,
    session: Session,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let operation = Kind::of(form.value("operation")).and_then(|kind| kind.read(&mut form));
    let Some(operation) = operation else { return show_refused(request, slug).await };
    let tried = Tried::now(operation, &session, form)?;
    if let Some(last) = tried_last(&request) {
        last.keep(slug, tried);
    }
    Ok(respond::see_other(&format!("/lab/lessons/{slug}#result")))
}
