//! The layer around the shop. For each request it picks the settings in force,
//! builds actix-session's own middleware from them, and does what that can't:
//! around it (the cookie's lifetime, dead cookies, `Vary`, what a failure
//! looks like) and inside it (see `InnerMiddleware`).

use std::{
    cell::RefCell,
    future::{Ready, ready},
    rc::Rc,
    sync::Arc,
};

use actix_session::{
    SessionExt as _, SessionMiddleware, SessionStatus,
    config::{PersistentSession, TtlExtensionPolicy},
};
use actix_web::{
    Error as ActixError, HttpMessage, HttpRequest,
    body::{EitherBody, MessageBody},
    dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready},
    http::header::{self, HeaderName, HeaderValue},
};
use futures_util::future::LocalBoxFuture;

use super::{
    cookie,
    error::Error,
    options::Options,
    store::RequestStore,
    unit_of_work::{CookieOutcome, SaveMode, UnitOfWork},
};

/// A request with this header is passive: a script that asks for news every few
/// seconds does not keep its visitor logged in (H10).
pub const PASSIVE: HeaderName = HeaderName::from_static("x-session-passive");

/// In a request's extensions: why there is no session to be had.
pub struct Unavailable(pub Error);

/// Picks the settings for a request. It must read the `Cookie` header itself,
/// if it needs it, and not ask actix for the request's cookies.
pub type PickOptions = Rc<dyn Fn(&ServiceRequest) -> Arc<Options>>;

/// The session layer; wrap the routes that have sessions in it.
#[derive(Clone)]
pub struct SessionLayer {
    pick: PickOptions,
}

impl SessionLayer {
    /// With the same settings for every request.
    pub fn new(options: Arc<Options>) -> Self {
        Self::with(Rc::new(move |_| Arc::clone(&options)))
    }

    /// With settings picked for each request.
    pub fn with(pick: PickOptions) -> Self {
        Self { pick }
    }
}

impl<S, B> Transform<S, ServiceRequest> for SessionLayer
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = ActixError> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = ActixError;
    type Transform = SessionService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(SessionService { service: Rc::new(service), pick: Rc::clone(&self.pick) }))
    }
}

/// What [`SessionLayer`] makes.
pub struct SessionService<S> {
    service: Rc<S>,
    pick: PickOptions,
}

impl<S, B> Service<ServiceRequest> for SessionService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = ActixError> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = ActixError;
    type Future = LocalBoxFuture<'static, Result<Self::Response, ActixError>>;

    forward_ready!(service);

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let service = Rc::clone(&self.service);
        let options = (self.pick)(&request);
        if !options.enabled {
            request.extensions_mut().insert(Unavailable(Error::SwitchedOff));
            return Box::pin(async move { Ok(service.call(request).await?.map_into_left_body()) });
        }
        Box::pin(async move {
            let had_cookie = cookie::is_present(&request, &options.cookie.name);
            let unit = Rc::new(UnitOfWork::new(Arc::clone(&options)));
            if request.headers().contains_key(PASSIVE) {
                unit.set_passive();
            }
            if request.method().is_safe() {
                unit.set_safe();
            }
            if had_cookie {
                cookie::select_cookie(&mut request, &unit).await;
            }
            request.extensions_mut().insert(Rc::clone(&unit));
            let handled = HandledRequest::default();
            let inner = InnerMiddleware { service, unit: Rc::clone(&unit), handled: Rc::clone(&handled) };
            let middleware = middleware(&options, RequestStore(Rc::clone(&unit))).new_transform(inner);
            let Ok(middleware) = middleware.await else { return Err(Error::NoLayer.into()) };
            let response = match middleware.call(request).await {
                Ok(response) => {
                    unit.saved().await.map(|()| response).map_err(|error| unit.fail(error).into())
                }
                Err(error) => Err(error),
            };
            finish(response, &unit, &handled, had_cookie)
        })
    }
}

fn middleware(options: &Options, store: RequestStore) -> SessionMiddleware<RequestStore> {
    let extension = if options.save_every_request {
        TtlExtensionPolicy::OnEveryRequest
    } else {
        TtlExtensionPolicy::OnStateChanges
    };
    let cookie = &options.cookie;
    SessionMiddleware::builder(store, options.keys.current.clone())
        .cookie_name(cookie.name.clone())
        .cookie_path(cookie.path.clone())
        .cookie_domain(cookie.domain.clone())
        .cookie_secure(cookie.secure)
        .cookie_http_only(cookie.http_only)
        .cookie_same_site(cookie.same_site)
        .cookie_content_security(cookie.content)
        // Persistent, so that it makes a cookie in each case; `cookie::write_set_cookie`
        // puts in the lifetime of this very session.
        .session_lifecycle(PersistentSession::default().session_ttl_extension_policy(extension))
        .build()
}

/// What is left to do when the middleware is done.
fn finish<B>(
    response: Result<ServiceResponse<B>, ActixError>,
    unit: &UnitOfWork,
    handled: &HandledRequest,
    had_cookie: bool,
) -> Result<ServiceResponse<EitherBody<B>>, ActixError> {
    let failure = unit.failure();
    let depends_on_session = unit.was_looked_at() || failure.is_some();
    let (mut response, outcome) = match (response, failure, handled.take()) {
        // The handler was done, but its session could not be kept.
        (Err(_), Some(failure), Some(request)) => {
            (ServiceResponse::from_err(failure, request).map_into_right_body(), CookieOutcome::Leave)
        }
        (response, _, _) => (response?.map_into_left_body(), outcome(unit, had_cookie)),
    };
    if let Err(too_large) = cookie::write_set_cookie(response.headers_mut(), outcome, unit) {
        let request = response.into_parts().0;
        response = ServiceResponse::from_err(too_large, request).map_into_right_body();
    }
    let headers = response.headers_mut();
    if depends_on_session || outcome != CookieOutcome::Leave {
        headers.append(header::VARY, HeaderValue::from_static("Cookie"));
    }
    Ok(response)
}

fn outcome(unit: &UnitOfWork, had_cookie: bool) -> CookieOutcome {
    match unit.cookie() {
        CookieOutcome::Leave if is_dead(unit, had_cookie) => CookieOutcome::Remove,
        outcome => outcome,
    }
}

/// Whether the browser sent a cookie that no session belongs to. While the store is
/// away nobody can tell, a failed request says nothing, and a key that ended a
/// moment ago may have been replaced in the browser since (H12).
fn is_dead(unit: &UnitOfWork, had_cookie: bool) -> bool {
    let is_unknown = unit.key().is_none() && unit.tombstone().is_none();
    had_cookie && is_unknown && unit.failure().is_none() && unit.save_mode() != SaveMode::Discard
}

/// Sits between actix-session's middleware and the shop, where the live
/// session and the response's status can both be seen before anything is saved.
struct InnerMiddleware<S> {
    service: Rc<S>,
    unit: Rc<UnitOfWork>,
    handled: HandledRequest,
}

/// The request of the response, once there is one: when saving fails the layer
/// answers in the handler's place. (While a request is on its way through the
/// routes, actix lets nobody else hold it.)
type HandledRequest = Rc<RefCell<Option<HttpRequest>>>;

impl<S, B> Service<ServiceRequest> for InnerMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = ActixError> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<B>;
    type Error = ActixError;
    type Future = LocalBoxFuture<'static, Result<Self::Response, ActixError>>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let (service, unit) = (Rc::clone(&self.service), Rc::clone(&self.unit));
        let handled = Rc::clone(&self.handled);
        Box::pin(async move {
            let response = service.call(request).await?;
            if response.status().is_server_error() || unit.is_passive() {
                // H9: a failed request saves nothing and loses nothing; H10: a
                // passive one doesn't either.
                unit.set_save_mode(SaveMode::Discard);
            } else {
                // What was done through actix-session's own `Session`.
                match (response.request().get_session().status(), unit.save_mode()) {
                    (SessionStatus::Renewed, SaveMode::Save) => unit.set_save_mode(SaveMode::CycleKey),
                    (SessionStatus::Purged, _) => unit.set_save_mode(SaveMode::Purge),
                    _ => {}
                }
            }
            *handled.borrow_mut() = Some(response.request().clone());
            if unit.flushes_a_moved_session() {
                return Err(unit.fail(Error::Interrupted).into());
            }
            Ok(response)
        })
    }
}
