//! The middleware around the session layer: it finds the settings of the
//! request, calls the next service, and records the exchange.

use std::{borrow::Cow, rc::Rc, sync::Arc, time::Instant};

use actix_web::{
    Error as ActixError, HttpMessage, HttpRequest,
    body::MessageBody,
    cookie::Cookie,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderValue},
    },
    middleware::Next,
    web::Data,
};

use time::OffsetDateTime;

use super::{Lab, browser_cookie::Browser, exchanges::Exchange, hosts, request_settings::RequestSettings};
use crate::{
    sessions::{new_sessions::NotStarted, trace, unit_of_work::UnitOfWork},
    web::{client, csrf, page::LabLayout, request_id::RequestId},
};

/// The inspector's address. Its own requests are not recorded.
pub const INSPECTOR: &str = "/lab/inspector";

/// Records each exchange for the browser that sent the request.
///
/// # Errors
/// Returns the error of the service that it wraps.
pub async fn record_exchanges<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, ActixError> {
    let Some(lab) = request.app_data::<Data<Lab>>().cloned() else { return next.call(request).await };
    if !lab.is_open_to(request.headers()) {
        return next.call(request).await;
    }
    let settings = Rc::new(RequestSettings::find(&lab, &request));
    request.extensions_mut().insert(Rc::clone(&settings));
    request.extensions_mut().insert(frame(&settings));
    let cookie = cookie_header(request.headers());
    let received = Received { at: settings.options.clock.now(), begun: Instant::now(), cookie };
    request.extensions_mut().insert(Rc::new(received));
    let (response, calls) = trace::watch(next.call(request)).await;
    let mut response = response?;
    let added = response.request().extensions_mut().remove::<CookiesAfterLayer>();
    let mut cookies = added.map(|CookiesAfterLayer(cookies)| cookies).unwrap_or_default();
    // An unknown address sets no cookie.
    let is_page = response.status() != StatusCode::NOT_FOUND;
    if settings.is_new && is_page && !is_form_of_another_site(response.request()) {
        cookies.push(lab.browser_cookie(settings.browser));
    }
    let mut state = settings.browser_state(&lab);
    if !settings.is_new && csrf::is_rotated(response.request()) {
        let renewed = Browser::new();
        lab.browsers.renew(settings.browser, renewed);
        cookies.push(lab.browser_cookie(renewed));
        state = lab.browsers.of(renewed);
    }
    for value in cookies.iter().filter_map(|cookie| HeaderValue::from_str(&cookie.to_string()).ok()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    if !response.request().path().starts_with(INSPECTOR) {
        let status = response.status().as_u16();
        if let Some(unanswered) = exchange_until_now(&lab, response.request(), status) {
            let set_cookies = texts(response.headers(), &header::SET_COOKIE);
            let not_started = not_started(response.request());
            let mut exchange = Exchange { is_answered: true, set_cookies, calls, not_started, ..unanswered };
            exchange.shorten();
            state.exchanges.add(exchange);
        }
    }
    Ok(response)
}

/// What is known of a request when it comes, in its extensions.
struct Received {
    at: OffsetDateTime,
    begun: Instant,
    /// The `Cookie` header, before the session layer selects a cookie.
    cookie: Option<Arc<str>>,
}

/// Returns the exchange of a request that is being handled, as far as it is known: with the
/// calls to the store until now, and without the cookies of the response. `None` if the
/// request is not recorded.
pub fn exchange_until_now(lab: &Lab, request: &HttpRequest, status: u16) -> Option<Exchange> {
    let received = request.extensions().get::<Rc<Received>>().cloned()?;
    let settings = RequestSettings::of(request)?;
    Some(Exchange {
        id: RequestId::of(request),
        at: received.at,
        method: request.method().clone(),
        path: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
        status,
        is_answered: false,
        host: hosts::name(request),
        is_https: client::is_https(request),
        store: settings.store_location(lab),
        cookie: received.cookie.clone(),
        set_cookies: Vec::new(),
        calls: trace::calls_until_now(),
        not_started: None,
        took: received.begun.elapsed(),
        options: Arc::clone(&settings.options),
    })
}

/// Returns why the changes of the request started no session.
fn not_started(request: &HttpRequest) -> Option<NotStarted> {
    request.extensions().get::<Rc<UnitOfWork>>().and_then(|unit_of_work| unit_of_work.not_started())
}

/// Reports whether another site sent the form. Because of `SameSite=Lax` such a
/// form comes without the browser's number; a new number would lose the history.
fn is_form_of_another_site(request: &HttpRequest) -> bool {
    let site = request.headers().get("sec-fetch-site");
    !request.method().is_safe() && site.is_some_and(|site| site == "cross-site")
}

/// Cookies of the session's name that a lab page sets, in the extensions of a
/// request. The session layer removes cookies of that name from the response, so
/// they are added after it.
pub struct CookiesAfterLayer(pub Vec<Cookie<'static>>);

/// Returns what each page shows of the browser's overrides.
fn frame(settings: &RequestSettings) -> Rc<LabLayout> {
    let overrides = settings.overridden.iter().flat_map(|overridden| overridden.overrides.iter());
    Rc::new(LabLayout {
        overrides: overrides.map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
    })
}

/// Returns the `Cookie` header; several lines are joined.
fn cookie_header(headers: &HeaderMap) -> Option<Arc<str>> {
    let mut lines = headers.get_all(header::COOKIE).map(text);
    let first = lines.next()?;
    let joined = lines.fold(first, |joined, line| joined + "; " + line);
    Some(joined.into())
}

fn texts(headers: &HeaderMap, name: &header::HeaderName) -> Vec<String> {
    headers.get_all(name).map(|value| text(value).into_owned()).collect()
}

/// Returns the text of a header. Nearly all headers are UTF-8, and the check is
/// quicker than a lossy conversion.
fn text(value: &HeaderValue) -> Cow<'_, str> {
    let bytes = value.as_bytes();
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}
