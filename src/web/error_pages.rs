//! Renders a page for each error response that has none, in the visitor's language.
//!
//! The middleware wraps the session layer, so that an unavailable session store gets a
//! page too. Details of a fault go to the log and not to the page.

use actix_web::{
    Error as ActixError, FromRequest, HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{StatusCode, header},
    middleware::Next,
};
use askama::Template;

use super::{Error, Page, csrf, page::WithoutForms, request_id::RequestId, respond};
use crate::{i18n::Message, sessions};

#[derive(Template)]
#[template(path = "errors/error.html")]
struct ErrorPage {
    page: Page,
    status: u16,
    title: String,
    text: String,
    detail: Option<String>,
    retry_after: Option<String>,
}

/// Replaces the body of each error response with a page, unless it has one.
///
/// # Errors
/// Returns the error of the wrapped service.
pub async fn render_error_pages<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let response = next.call(request).await?.map_into_boxed_body();
    if !needs_page(response.response()) {
        return Ok(response);
    }
    log_server_error(&response);
    let Some(page) = page_for(&response) else { return Ok(response) };
    let Ok(html) = page.render() else { return Ok(response) };
    Ok(response.map_body(|head, _| {
        head.headers_mut().insert(header::CONTENT_TYPE, respond::HTML);
        head.headers_mut().insert(header::CACHE_CONTROL, respond::NO_STORE);
        head.headers_mut().append(header::VARY, respond::VARIES_WITH_LANGUAGE);
        BoxBody::new(html)
    }))
}

/// Marks an error response for programs, which gets no page. A handler inserts it into
/// the response's extensions.
pub struct NoErrorPage;

fn needs_page(response: &HttpResponse) -> bool {
    let status = response.status();
    let has_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|content_type| content_type == respond::HTML);
    (status.is_client_error() || status.is_server_error())
        && !has_page
        && !response.extensions().contains::<NoErrorPage>()
}

fn log_server_error(response: &ServiceResponse) {
    if !response.status().is_server_error() {
        return;
    }
    let id = RequestId::of(response.request());
    match response.response().error() {
        // The limit does its work; nothing is broken.
        Some(error) if matches!(error.as_error(), Some(Error::Busy)) => log::warn!("request {id}: {error}"),
        Some(error) => log::error!("request {id}: {error}"),
        None => log::error!("request {id}: status {}", response.status()),
    }
}

fn page_for(response: &ServiceResponse) -> Option<ErrorPage> {
    let request = response.request();
    let status = response.status();
    // After a session error the layout's data (cart, login) may be out of date.
    let is_session_error = session_error(response).is_some();
    let page =
        Page::extracted(request).filter(|_| !is_session_error).or_else(|| Page::without_session(request))?;
    let (title, text) = title_and_text(response, status);
    let id = RequestId::of(request);
    let detail = (status == StatusCode::INTERNAL_SERVER_ERROR)
        .then(|| Message::new("error-500-detail").with("id", id.to_string()));
    let retry_after = retry_after(response).map(|seconds| page.localize(&wait_message(seconds)).into_owned());
    Some(ErrorPage {
        status: status.as_u16(),
        title: page.localize(&title).into_owned(),
        text: page.localize(&text).into_owned(),
        detail: detail.map(|detail| page.localize(&detail).into_owned()),
        retry_after,
        page,
    })
}

/// Returns the seconds of the response's `Retry-After` header.
fn retry_after(response: &ServiceResponse) -> Option<u32> {
    response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()
}

/// Returns the sentence that names the time to wait, in minutes from two minutes on.
fn wait_message(seconds: u32) -> Message {
    if seconds < 120 {
        Message::new("error-retry-after").count("seconds", seconds)
    } else {
        Message::new("error-retry-after-minutes").count("minutes", seconds.div_ceil(60))
    }
}

fn session_error(response: &ServiceResponse) -> Option<sessions::Error> {
    let error = response.response().error()?;
    match error.as_error::<Error>() {
        Some(Error::Session(error)) => Some(error.clone()),
        _ => error.as_error::<sessions::Error>().cloned(),
    }
}

fn title_and_text(response: &ServiceResponse, status: StatusCode) -> (Message, Message) {
    let (title, text) = match status.as_u16() {
        400 => ("error-400-title", "error-400-text"),
        403 => ("error-403-title", "error-403-text"),
        404 => ("error-404-title", "error-404-text"),
        405 => ("error-405-title", "error-405-text"),
        408 => ("error-408-title", "error-408-text"),
        409 => ("error-409-title", "error-409-text"),
        413 => ("error-413-title", "error-413-text"),
        415 => ("error-415-title", "error-415-text"),
        422 => ("error-422-title", "error-422-text"),
        429 => ("error-429-title", "error-429-text"),
        500 => ("error-500-title", "error-500-text"),
        503 => ("error-503-title", "error-503-text"),
        _ => ("error-generic-title", "error-generic-text"),
    };
    if matches!(session_error(response), Some(sessions::Error::Conflict { .. })) {
        return (Message::new("error-conflict-title"), Message::new("error-conflict-text"));
    }
    let error = response.response().error().and_then(|error| error.as_error::<Error>());
    match error {
        Some(Error::Busy) => return (Message::new("error-busy-title"), Message::new("error-busy-text")),
        Some(Error::ContentType) => {
            return (Message::new("error-content-type-title"), Message::new("error-content-type-text"));
        }
        _ => {}
    }
    let text = match error {
        Some(Error::LoginLimited { .. }) => Message::new("error-429-logins"),
        Some(Error::RegistrationLimited { .. }) => Message::new("error-429-registrations"),
        Some(Error::NulCharacter { field }) => Message::new("error-nul").with("field", field),
        Some(Error::TooManyFields { limit }) => with_limit("error-too-many-fields", *limit),
        Some(Error::BodyTooLarge { limit }) => {
            return (Message::new("error-body-too-large-title"), with_limit("error-body-too-large", *limit));
        }
        Some(Error::CsrfToken) => Message::new("error-csrf"),
        Some(Error::ForeignOrigin) => Message::new("error-foreign-origin"),
        Some(Error::CookiesOff) => Message::new("error-cookies-off"),
        _ if matches!(session_error(response), Some(sessions::Error::SwitchedOff)) => {
            Message::new("error-sessions-off")
        }
        _ => Message::new(text),
    };
    (Message::new(title), text)
}

fn with_limit(id: &'static str, limit: usize) -> Message {
    Message::new(id).count("limit", i64::try_from(limit).unwrap_or(i64::MAX))
}

/// Handles every URL that has no route.
///
/// # Errors
/// Returns [`Error::NotFound`].
pub async fn not_found(request: HttpRequest) -> Result<HttpResponse, Error> {
    // A program that asks for addresses at random gets no cookie from any of them.
    if !csrf::has_cookie(&request) {
        request.extensions_mut().insert(WithoutForms);
    }
    // Extracted, so that the error page has the visitor's layout.
    Page::extract(&request).await?;
    Err(Error::NotFound)
}
