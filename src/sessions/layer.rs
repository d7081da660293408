//! The session middleware. For each request it selects the options and builds
//! actix-session's own middleware from them. Around that middleware it sets the cookie's
//! lifetime, removes cookies without a session, adds `Vary`, and turns errors into
//! responses. Inside of it runs `InnerMiddleware`.

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

/// The header that makes a request passive: it neither extends nor saves the session
/// (H10). A script that polls every few seconds sends it, so that it does not keep the
/// visitor logged in.
pub const PASSIVE: HeaderName = HeaderName::from_static("x-session-passive");

/// A request extension: the error that the extractor of a session returns.
pub struct Unavailable(pub Error);

/// A function that selects the options of a request. It must not call actix's
/// `HttpMessage::cookies`, which caches the cookies before the layer has selected one; it
/// can read the `Cookie` header.
pub type PickOptions = Rc<dyn Fn(&ServiceRequest) -> Arc<Options>>;

/// The session middleware. Wrap an `App` or a scope in it; its handlers then take a
/// [`Session`](super::Session).
///
/// # Examples
/// ```
/// use std::sync::Arc;
///
/// use actix_web::{App, test, web};
/// use session_shop::{
///     caches::MemoryCache,
///     sessions::{Clock, Error, Keys, Options, Session, SessionLayer, engines::CacheEngine},
/// };
///
/// async fn visits(session: Session) -> Result<String, Error> {
///     session.change("visits", |count: Option<u32>| Some(count.unwrap_or(0) + 1))?;
///     Ok(session.get_or("visits", 0)?.to_string())
/// }
///
/// # #[actix_web::main]
/// # async fn main() {
/// let cache = Arc::new(MemoryCache::new(1_000));
/// let engine = CacheEngine::new(cache, "session:", Clock::system());
/// let keys = Keys::derive("at least 32 bytes that nobody else knows", &[]);
/// let options = Arc::new(Options::new(Arc::new(engine), keys));
/// let app = App::new().wrap(SessionLayer::new(options)).route("/", web::get().to(visits));
///
/// let app = test::init_service(app).await;
/// let response = test::call_service(&app, test::TestRequest::get().to_request()).await;
/// let cookie = response.response().cookies().next().expect("a session cookie").into_owned();
/// assert_eq!(cookie.name(), "sessionid");
/// let second = test::TestRequest::get().cookie(cookie).to_request();
/// assert_eq!(test::call_and_read_body(&app, second).await, "2");
/// # }
/// ```
#[derive(Clone)]
pub struct SessionLayer {
    pick: PickOptions,
}

impl SessionLayer {
    /// Returns a layer with the same options for every request.
    pub fn new(options: Arc<Options>) -> Self {
        Self::with(Rc::new(move |_| Arc::clone(&options)))
    }

    /// Returns a layer that selects the options of each request with `pick`.
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

/// The service that [`SessionLayer`] creates.
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
            let has_cookie = cookie::is_present(&request, &options.cookie.name);
            let unit_of_work = Rc::new(UnitOfWork::new(Arc::clone(&options)));
            if request.headers().contains_key(PASSIVE) {
                unit_of_work.set_passive();
            }
            if request.method().is_safe() {
                unit_of_work.set_safe();
            }
            if has_cookie {
                cookie::select_cookie(&mut request, &unit_of_work).await;
            }
            if let Some(rule) = &options.new_sessions {
                unit_of_work.set_permission(rule(request.request()));
            }
            request.extensions_mut().insert(Rc::clone(&unit_of_work));
            let handled = HandledRequest::default();
            let inner = InnerMiddleware {
                service,
                unit_of_work: Rc::clone(&unit_of_work),
                handled: Rc::clone(&handled),
            };
            let middleware =
                middleware(&options, RequestStore(Rc::clone(&unit_of_work))).new_transform(inner);
            let Ok(middleware) = middleware.await else { return Err(Error::NoLayer.into()) };
            let response = match middleware.call(request).await {
                Ok(response) => unit_of_work
                    .run_after_saving()
                    .await
                    .map(|()| response)
                    .map_err(|error| unit_of_work.fail(error).into()),
                Err(error) => Err(error),
            };
            finish(response, &unit_of_work, &handled, has_cookie)
        })
    }
}

/// Builds actix-session's middleware.
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
        // Persistent, so that it always builds a cookie; `cookie::write_set_cookie` sets
        // the lifetime of the session.
        .session_lifecycle(PersistentSession::default().session_ttl_extension_policy(extension))
        .build()
}

/// Completes the response after actix-session's middleware.
fn finish<B>(
    response: Result<ServiceResponse<B>, ActixError>,
    unit_of_work: &UnitOfWork,
    handled: &HandledRequest,
    has_cookie: bool,
) -> Result<ServiceResponse<EitherBody<B>>, ActixError> {
    let failure = unit_of_work.failure();
    let depends_on_session = unit_of_work.is_accessed() || failure.is_some();
    let (mut response, outcome) = match (response, failure, handled.take()) {
        // The handler has returned, but its session could not be saved.
        (Err(_), Some(failure), Some(request)) => {
            (ServiceResponse::from_err(failure, request).map_into_right_body(), CookieOutcome::Leave)
        }
        (response, _, _) => (response?.map_into_left_body(), outcome(unit_of_work, has_cookie)),
    };
    if let Err(too_large) = cookie::write_set_cookie(response.headers_mut(), outcome, unit_of_work) {
        let request = response.into_parts().0;
        response = ServiceResponse::from_err(too_large, request).map_into_right_body();
    }
    let headers = response.headers_mut();
    if depends_on_session || outcome != CookieOutcome::Leave {
        headers.append(header::VARY, HeaderValue::from_static("Cookie"));
    }
    Ok(response)
}

/// Returns what the response does with the cookie.
fn outcome(unit_of_work: &UnitOfWork, has_cookie: bool) -> CookieOutcome {
    match unit_of_work.cookie() {
        CookieOutcome::Leave if has_unknown_cookie(unit_of_work, has_cookie) => CookieOutcome::Remove,
        outcome => outcome,
    }
}

/// Returns whether the cookie of the request belongs to no session, so that the response
/// removes it. After an error of the store that is unknown. A failed request removes
/// nothing. A cookie whose session has just ended may already have been replaced in the
/// browser (H12).
fn has_unknown_cookie(unit_of_work: &UnitOfWork, has_cookie: bool) -> bool {
    let is_unknown = unit_of_work.key().is_none() && unit_of_work.tombstone().is_none();
    has_cookie
        && is_unknown
        && unit_of_work.failure().is_none()
        && unit_of_work.save_mode() != SaveMode::Discard
}

/// Runs between actix-session's middleware and the handler. There the session and the
/// status of the response are both known before the session is saved.
struct InnerMiddleware<S> {
    service: Rc<S>,
    unit_of_work: Rc<UnitOfWork>,
    handled: HandledRequest,
}

/// The request, after the handler has returned. The layer needs it for an error response if
/// saving fails. actix forbids a second reference to a request while it is being routed.
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
        let (service, unit_of_work) = (Rc::clone(&self.service), Rc::clone(&self.unit_of_work));
        let handled = Rc::clone(&self.handled);
        Box::pin(async move {
            let response = service.call(request).await?;
            if response.status().is_server_error() || unit_of_work.is_passive() {
                // H9, H10: a failed or passive request saves nothing.
                unit_of_work.set_save_mode(SaveMode::Discard);
            } else {
                // The handler may have used actix-session's own `Session`.
                match (response.request().get_session().status(), unit_of_work.save_mode()) {
                    (SessionStatus::Renewed, SaveMode::Save) => {
                        unit_of_work.set_save_mode(SaveMode::CycleKey);
                    }
                    (SessionStatus::Purged, _) => unit_of_work.set_save_mode(SaveMode::Purge),
                    _ => {}
                }
            }
            *handled.borrow_mut() = Some(response.request().clone());
            if unit_of_work.flushes_a_moved_session() {
                return Err(unit_of_work.fail(Error::Interrupted).into());
            }
            Ok(response)
        })
    }
}
