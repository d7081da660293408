//! Draws a page for each error that comes without one, in the visitor's
//! language. It stands outside the session layer, so that a store that is
//! down gets a page too. What is ours to mend goes to the log, not to the page.

use actix_web::{
    Error as ActixError, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{StatusCode, header},
    middleware::Next,
};
use askama::Template;

use super::{Error, Page, request_id, respond};
use crate::{i18n::Message, sessions};

#[derive(Template)]
#[template(path = "errors/error.html")]
struct ErrorPage {
    page: Page,
    status: u16,
    title: String,
    text: String,
    detail: Option<String>,
    retry_after: Option<u32>,
}

/// The middleware.
pub async fn draw_error_pages<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let answer = next.call(request).await?.map_into_boxed_body();
    if is_finished(answer.response()) {
        return Ok(answer);
    }
    log_fault(&answer);
    let Some(page) = page_for(&answer) else { return Ok(answer) };
    let Ok(html) = page.render() else { return Ok(answer) };
    Ok(answer.map_body(|head, _| {
        head.headers_mut().insert(header::CONTENT_TYPE, respond::HTML);
        head.headers_mut().insert(header::CACHE_CONTROL, respond::NO_STORE);
        BoxBody::new(html)
    }))
}

/// In the extensions of an error that is for programs and gets no page.
pub struct ForPrograms;

/// Whether the answer is no error, or has its page, or wants none.
fn is_finished(answer: &HttpResponse) -> bool {
    let status = answer.status();
    let has_page = answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == respond::HTML);
    has_page
        || answer.extensions().contains::<ForPrograms>()
        || !(status.is_client_error() || status.is_server_error())
}

fn log_fault(answer: &ServiceResponse) {
    if !answer.status().is_server_error() {
        return;
    }
    let id = request_id::of(answer.request());
    match answer.response().error() {
        Some(error) => log::error!("request {id}: {error}"),
        None => log::error!("request {id}: answered {}", answer.status()),
    }
}

fn page_for(answer: &ServiceResponse) -> Option<ErrorPage> {
    let request = answer.request();
    let status = answer.status();
    // A session that ended or can't be had says nothing true about the visitor.
    let broken = session_error(answer).is_some();
    let page = Page::taken(request).filter(|_| !broken).or_else(|| Page::bare(request))?;
    let (title, text) = words(answer, status);
    let id = request_id::of(request);
    let detail = (status == StatusCode::INTERNAL_SERVER_ERROR)
        .then(|| Message::new("error-500-detail").with("id", id.to_string()));
    let retry_after =
        answer.headers().contains_key(header::RETRY_AFTER).then_some(sessions::error::RETRY_AFTER);
    Some(ErrorPage {
        status: status.as_u16(),
        title: page.say(&title).into_owned(),
        text: page.say(&text).into_owned(),
        detail: detail.map(|detail| page.say(&detail).into_owned()),
        retry_after,
        page,
    })
}

fn session_error(answer: &ServiceResponse) -> Option<sessions::Error> {
    let error = answer.response().error()?;
    match error.as_error::<Error>() {
        Some(Error::Session(error)) => Some(error.clone()),
        _ => error.as_error::<sessions::Error>().cloned(),
    }
}

fn words(answer: &ServiceResponse, status: StatusCode) -> (Message, Message) {
    let (title, text) = match status.as_u16() {
        400 => ("error-400-title", "error-400-text"),
        403 => ("error-403-title", "error-403-text"),
        404 => ("error-404-title", "error-404-text"),
        405 => ("error-405-title", "error-405-text"),
        409 => ("error-409-title", "error-409-text"),
        413 => ("error-413-title", "error-413-text"),
        422 => ("error-422-title", "error-422-text"),
        500 => ("error-500-title", "error-500-text"),
        503 => ("error-503-title", "error-503-text"),
        _ => ("error-generic-title", "error-generic-text"),
    };
    if matches!(session_error(answer), Some(sessions::Error::Conflict { .. })) {
        return (Message::new("error-conflict-title"), Message::new("error-conflict-text"));
    }
    let error = answer.response().error();
    let text = match error.and_then(|error| error.as_error::<Error>()) {
        Some(Error::NulCharacter { field }) => Message::new("error-nul").with("field", field),
        Some(Error::CsrfToken) => Message::new("error-csrf"),
        Some(Error::CookiesOff) => Message::new("error-cookies-off"),
        _ if matches!(session_error(answer), Some(sessions::Error::SwitchedOff)) => {
            Message::new("error-sessions-off")
        }
        _ => Message::new(text),
    };
    (Message::new(title), text)
}

/// The page for an address that leads nowhere.
pub async fn not_found(page: Page) -> Result<HttpResponse, Error> {
    // Taken, so that the page drawn for the error has the visitor's header.
    drop(page);
    Err(Error::NotFound)
}
