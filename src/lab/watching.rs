//! The middleware around the session layer: it finds out what holds for the
//! request, lets it pass, and notes down what happened.

use std::{borrow::Cow, rc::Rc, sync::Arc, time::Instant};

use actix_web::{
    Error as ActixError, HttpMessage, HttpRequest,
    body::MessageBody,
    cookie::Cookie,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderMap, HeaderValue},
    middleware::Next,
    web::Data,
};

use super::{Lab, exchanges::Exchange, request_settings::RequestSettings};
use crate::{
    sessions::trace,
    web::{middleware::RequestId, page::LabLayout},
};

/// Where the inspector is: it does not look at itself.
pub const INSPECTOR: &str = "/lab/inspector";

/// The middleware.
pub async fn watch<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, ActixError> {
    let Some(lab) = request.app_data::<Data<Lab>>().cloned() else { return next.call(request).await };
    let in_force = Rc::new(RequestSettings::find(&lab, &request));
    request.extensions_mut().insert(Rc::clone(&in_force));
    request.extensions_mut().insert(frame(&in_force));
    let (at, begun) = (in_force.options.clock.now(), Instant::now());
    let cookie = cookie_header(request.headers());
    let (answer, calls) = trace::watch(next.call(request)).await;
    let mut answer = answer?;
    set_cookies_past_the_layer(&mut answer);
    if in_force.is_new && !is_form_from_elsewhere(answer.request()) {
        let cookie = in_force.browser.cookie(lab.secure_cookies).to_string();
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            answer.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    if !answer.request().path().starts_with(INSPECTOR) {
        let request = answer.request();
        let mut exchange = Exchange {
            id: RequestId::of(request),
            at,
            method: request.method().clone(),
            path: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
            status: answer.status().as_u16(),
            cookie,
            set_cookies: texts(answer.headers(), &header::SET_COOKIE),
            calls,
            took: begun.elapsed(),
            options: Arc::clone(&in_force.options),
        };
        exchange.shorten();
        lab.logs.of(in_force.browser).add(exchange);
    }
    Ok(answer)
}

/// Such a form comes without the browser's number, for which another site is
/// no reason to be told (SameSite=Lax); a new number would lose its history.
fn is_form_from_elsewhere(request: &HttpRequest) -> bool {
    let site = request.headers().get("sec-fetch-site");
    !request.method().is_safe() && site.is_some_and(|site| site == "cross-site")
}

/// In the extensions of a request: cookies of the session's name that a lab's
/// page sets. The session layer takes each of that name for its own and leaves
/// it out, so they are put into the answer when it is done.
pub struct PastTheLayer(pub Vec<Cookie<'static>>);

fn set_cookies_past_the_layer<B>(answer: &mut ServiceResponse<B>) {
    let left = answer.request().extensions_mut().remove::<PastTheLayer>();
    for cookie in left.map(|PastTheLayer(cookies)| cookies).unwrap_or_default() {
        if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            answer.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}

/// What the page shows of it.
fn frame(in_force: &RequestSettings) -> Rc<LabLayout> {
    let toggles = in_force.toggled.iter().flat_map(|toggled| toggled.toggles.iter());
    Rc::new(LabLayout { overrides: toggles.map(|(name, text)| (name.to_owned(), text.to_owned())).collect() })
}

/// The `Cookie` header, whatever it is made of.
fn cookie_header(headers: &HeaderMap) -> Option<Arc<str>> {
    let mut lines = headers.get_all(header::COOKIE).map(text);
    let first = lines.next()?;
    let joined = lines.fold(first, |joined, line| joined + "; " + line);
    Some(joined.into())
}

fn texts(headers: &HeaderMap, name: &header::HeaderName) -> Vec<String> {
    headers.get_all(name).map(|value| text(value).into_owned()).collect()
}

/// Nearly always it is UTF-8, and to find that is quicker than to look for
/// what isn't.
fn text(value: &HeaderValue) -> Cow<'_, str> {
    let bytes = value.as_bytes();
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}
