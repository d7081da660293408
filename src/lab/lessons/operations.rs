//! A widget for operations on the session: some of the forms of `/lab/session`,
//! and the result of the last one.

use actix_web::{
    HttpResponse,
    web::{self, Path, ServiceConfig},
};
use askama::Template;

use super::{Widget, find, page::refuse};
use crate::{
    lab::{
        LabContext,
        dictionary::{OperationForm, OperationKind, OperationResult, Snapshot},
    },
    sessions::Session,
    web::{Error, Form, Page, respond},
};

/// Registers the route that runs an operation.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/lessons/{slug}/run").post(run));
}

#[derive(Template)]
#[template(path = "lab/controls/operations.html")]
struct Operations {
    page: Page,
    result: Option<String>,
    forms: Vec<String>,
    now: Option<Snapshot>,
}

/// Renders the forms of some kinds of operations, and the last result in this
/// lesson. `values` fill in the fields where the visitor typed nothing.
///
/// # Errors
/// If a template can't be rendered.
pub async fn render(
    context: &LabContext,
    page: &Page,
    slug: &str,
    kinds: &[&str],
    values: &[(&str, &str)],
) -> Result<String, Error> {
    let page = page.clone();
    let Ok(session) = context.session().await else {
        return Ok(Operations { page, result: None, forms: Vec::new(), now: None }.render()?);
    };
    let result = context.browser.memory().last_operation.take_if(|(lesson, _)| *lesson == slug);
    let result = result.map(|(_, result)| result);
    let form = result.as_ref().map(|result| result.form.clone()).or_else(|| context.refused_form());
    let filled_in = || values.iter().fold(Form::new(), |form, (name, text)| form.with(name, *text));
    let form = form.unwrap_or_else(filled_in);
    let action = format!("/lab/lessons/{slug}/run");
    let kinds = kinds.iter().filter_map(|name| OperationKind::of(name));
    let forms = kinds.map(|kind| OperationForm::new(&page, &action, kind, &form, session.now()).render());
    let operations = Operations {
        forms: forms.collect::<Result<_, _>>()?,
        result: result.map(|result| result.render(&page, context.cookie_name())).transpose()?,
        now: Some(Snapshot::of(&session)),
        page,
    };
    Ok(operations.render()?)
}

async fn run(
    context: LabContext,
    session: Session,
    slug: Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let lesson = find(&slug).ok_or(Error::NotFound)?;
    if !lesson.widgets.iter().any(|widget| matches!(widget, Widget::Operations(..))) {
        return Err(Error::NotFound);
    }
    let kind = OperationKind::of(form.value("operation"));
    let Some(operation) = kind.and_then(|kind| kind.read(&mut form)) else {
        return refuse(&context, lesson.slug, form).await;
    };
    let result = OperationResult::run(operation, &session, form)?;
    context.browser.memory().last_operation = Some((lesson.slug, result));
    Ok(respond::see_other(&format!("/lab/lessons/{slug}#result")))
}
