//! A request through the session layer that has no connection: the bench is its browser.
//! actix-web builds such requests in its module `test` only.

use std::{
    cell::Cell,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll},
};

use actix_web::{
    Error as ActixError, FromRequest as _, HttpResponse,
    dev::{Service, ServiceRequest, ServiceResponse, Transform as _},
    http::header,
    rt,
    test::TestRequest,
};
use futures_util::future::LocalBoxFuture;
use serde_json::Value;
use tokio::sync::{
    Semaphore,
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

use super::work::{Tab, Work};
use crate::sessions::{
    Error, Options, Session, SessionLayer,
    trace::{self, StoreCall},
};

/// What the browser learns from a response.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The value of the session's cookie, if the response sets it.
    pub cookie: Option<String>,
    /// The calls to the store.
    pub calls: Vec<StoreCall>,
}

/// What a held request has done in its last step.
#[derive(Clone, Debug)]
pub enum Report {
    /// The session is loaded; this is its data.
    Loaded(Value),
    /// The handler has changed the session, which it now sees so. The second value is the
    /// handler's own copy of a value, if it has changed only that.
    Changed(Value, Option<Value>),
    /// The handler has returned, and the layer has saved the session.
    Responded(Response),
}

/// A request that waits after each step until the next one is permitted. It runs on the
/// thread that began it, since a session does not leave its thread.
pub struct HeldRequest {
    permits: Arc<Semaphore>,
    reports: UnboundedReceiver<Report>,
}

impl HeldRequest {
    /// Sends the request of a tab. It loads the session and waits.
    pub fn begin(options: &Arc<Options>, cookie: Option<String>, work: Work, tab: Tab) -> Self {
        let (reporter, reports) = unbounded_channel();
        let permits = Arc::new(Semaphore::new(0));
        let (options, gate) = (Arc::clone(options), Arc::clone(&permits));
        rt::spawn(async move {
            let last = reporter.clone();
            let response = send(&options, cookie.as_deref(), move |session| {
                Box::pin(run_in_steps(session, work, tab, Arc::clone(&gate), reporter.clone()))
            });
            // Nobody reads the report of a request whose bench has ended.
            let _ = last.send(Report::Responded(response.await));
        });
        Self { permits, reports }
    }

    /// Permits the next step.
    pub fn permit(&self) {
        self.permits.add_permits(1);
    }

    /// Returns what the request has done in its step; `None` if its thread has stopped.
    pub async fn report(&mut self) -> Option<Report> {
        self.reports.recv().await
    }
}

/// A request that is no longer needed ends and saves nothing.
impl Drop for HeldRequest {
    fn drop(&mut self) {
        self.permits.close();
    }
}

/// The handler of a held request: reads the session, waits, changes it, and waits again.
async fn run_in_steps(
    session: Session,
    work: Work,
    tab: Tab,
    permits: Arc<Semaphore>,
    reporter: UnboundedSender<Report>,
) -> Result<(), Error> {
    for is_loaded in [false, true] {
        let report = if is_loaded {
            let copy = work.run(tab, &session)?;
            Report::Changed(data(&session), copy)
        } else {
            Report::Loaded(data(&session))
        };
        let _ = reporter.send(report);
        let Ok(permit) = permits.acquire().await else {
            session.set_passive();
            return Ok(());
        };
        permit.forget();
    }
    Ok(())
}

/// Returns the data of the session as an object.
fn data(session: &Session) -> Value {
    session.items().into_iter().collect()
}

/// Returns the data of the session that the browser's next request would load; `None` if
/// there is no session. The request saves and extends nothing.
pub async fn look(options: &Arc<Options>, cookie: Option<&str>) -> Option<Value> {
    let found = Rc::new(Cell::new(None));
    let seen = Rc::clone(&found);
    send(options, cookie, move |session| {
        session.set_passive();
        seen.set(session.session_key().map(|_| data(&session)));
        Box::pin(async { Ok(()) })
    })
    .await;
    found.take()
}

/// Sends a request through the session layer to a handler.
pub async fn send<H>(options: &Arc<Options>, cookie: Option<&str>, handler: H) -> Response
where
    H: Fn(Session) -> LocalBoxFuture<'static, Result<(), Error>> + 'static,
{
    let name = &options.cookie.name;
    let mut request = TestRequest::post();
    if let Some(value) = cookie {
        request = request.insert_header((header::COOKIE, format!("{name}={value}")));
    }
    let layer = SessionLayer::new(Arc::clone(options)).new_transform(Handler(handler));
    let exchange = async {
        let Ok(service) = layer.await else { return None };
        service.call(request.to_srv_request()).await.ok()
    };
    let (response, calls) = trace::watch(exchange).await;
    let Some(response) = response else { return Response { status: 500, cookie: None, calls } };
    let lines = response.headers().get_all(header::SET_COOKIE);
    let cookie = lines.filter_map(|line| line.to_str().ok()).find_map(|line| value_of(line, name));
    Response { status: response.status().as_u16(), cookie, calls }
}

/// Returns the value of a cookie in a `Set-Cookie` line, as it is written there.
fn value_of(line: &str, name: &str) -> Option<String> {
    let value = line.strip_prefix(name)?.strip_prefix('=')?;
    value.split(';').next().map(ToOwned::to_owned)
}

/// Calls the handler with the session, as actix-web calls the handler of a route.
struct Handler<H>(H);

impl<H> Service<ServiceRequest> for Handler<H>
where
    H: Fn(Session) -> LocalBoxFuture<'static, Result<(), Error>>,
{
    type Response = ServiceResponse;
    type Error = ActixError;
    type Future = LocalBoxFuture<'static, Result<ServiceResponse, ActixError>>;

    fn poll_ready(&self, _: &mut Context<'_>) -> Poll<Result<(), ActixError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let session = Session::extract(request.request()).into_inner();
        let handled = session.map(|session| (self.0)(session));
        Box::pin(async move {
            let outcome = match handled {
                Ok(handled) => handled.await,
                Err(error) => Err(error),
            };
            Ok(match outcome {
                Ok(()) => request.into_response(HttpResponse::Ok().finish()),
                Err(error) => request.error_response(error),
            })
        })
    }
}
