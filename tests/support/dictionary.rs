//! A small server for tests of the session framework over real HTTP, without the
//! shop. A request to its page `/session` carries a script, one operation of the
//! session a line (see [`super::script`]), and the response has one line for each.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use actix_session::{Session as RawSession, config::CookieContentSecurity};
use actix_web::{
    App, HttpResponse, HttpServer,
    cookie::SameSite,
    rt::{spawn, task::JoinHandle},
    web::{self, Data},
};
use session_shop::sessions::{
    CookieOptions, Error, Keys, Options, Session, SessionLayer, engines::EngineError, expiry::GlobalExpiry,
    key::SessionKey, record::Record,
};

use super::{
    clock::ManualClock,
    combinations::{EngineAndStore, OpenStore},
    faulty::{Faults, FaultyEngine},
    gate::Gate,
    page::Page,
    script::Operation,
    server::{BoundServer, Server},
    visitor::Visitor,
};

/// The secret key that signs the cookies of this server.
pub const SECRET_KEY: &str = "a secret that only this test knows";

/// The running server.
pub struct Dictionary {
    pub clock: ManualClock,
    pub faults: Faults,
    gate: Gate,
    server: Server,
    options: Arc<Options>,
    store: Arc<OpenStore>,
}

impl Dictionary {
    /// Starts the server over an empty store of that kind, with Django's default
    /// settings.
    pub async fn over(combination: EngineAndStore) -> Self {
        Self::over_with(combination, |_| {}).await
    }

    /// Starts the server over an empty store of that kind, with the options that
    /// `change` sets.
    pub async fn over_with(combination: EngineAndStore, change: impl FnOnce(&mut Options)) -> Self {
        let (clock, faults) = (ManualClock::new(), Faults::default());
        let store = Arc::new(combination.open(&clock.clock()).await);
        let mut options = defaults(&store, &clock, &faults);
        if combination.is_private() {
            options.cookie.content = CookieContentSecurity::Private;
        }
        change(&mut options);
        Self::start(Arc::new(options), store, clock, faults)
    }

    /// Starts another server over the same store, with other options.
    pub fn beside(&self, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options::clone(&self.options);
        change(&mut options);
        Self::start(Arc::new(options), Arc::clone(&self.store), self.clock.clone(), self.faults.clone())
    }

    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Returns a visitor without any cookies.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.address())
    }

    /// Returns a visitor whose first request ran the operations `lines`.
    pub async fn visitor_with(&self, lines: &[&str]) -> Visitor {
        let visitor = self.visitor();
        assert_eq!(visitor.run(lines).await.status, 200);
        visitor
    }

    /// Sends the operations `lines` in one request, and returns when the request has
    /// reached its operation `wait`.
    pub async fn begin(&self, visitor: &Visitor, lines: &[&str]) -> SlowRequest {
        let (tab, script) = (visitor.clone(), lines.join("\n"));
        let response = spawn(async move { tab.post_text("/session", script).await });
        self.gate.arrival().await;
        SlowRequest { response, gate: self.gate.clone() }
    }

    /// Returns the session that the store holds under the visitor's key, expired or
    /// not; a tombstone is none.
    pub async fn record(&self, key: &str) -> Option<Record> {
        match self.options.engine.load(&SessionKey::from_cookie(key)).await {
            Ok(record) => record.filter(|record| !record.is_tombstone()),
            // The keys of `signed_cookies` hold the data, so most texts are no valid key.
            Err(EngineError::Unreadable(_)) => None,
            Err(error) => panic!("{error}"),
        }
    }

    pub fn options(&self) -> &Options {
        &self.options
    }

    fn start(options: Arc<Options>, store: Arc<OpenStore>, clock: ManualClock, faults: Faults) -> Self {
        let gate = Gate::new();
        let (shared_options, shared_gate) = (Arc::clone(&options), gate.clone());
        let server = Server::start(move || async move { listen(shared_options, shared_gate) });
        Self { clock, faults, gate, server, options, store }
    }
}

/// A request that waits at its operation `wait`.
pub struct SlowRequest {
    response: JoinHandle<Page>,
    gate: Gate,
}

impl SlowRequest {
    /// Lets the request continue and returns its response.
    pub async fn finish(self) -> Page {
        self.gate.open();
        self.response.await.unwrap()
    }
}

impl Visitor {
    /// Runs the operations `lines` in one request.
    pub async fn run(&self, lines: &[&str]) -> Page {
        self.post_text("/session", lines.join("\n")).await
    }

    /// Runs one operation, which must succeed, and returns its line of the response.
    pub async fn run_line(&self, line: &str) -> String {
        let page = self.run(&[line]).await;
        assert_eq!(page.status, 200, "{line}: {page:?}");
        page.body
    }
}

fn defaults(store: &OpenStore, clock: &ManualClock, faults: &Faults) -> Options {
    let engine = Arc::new(FaultyEngine { engine: Arc::clone(&store.engine), faults: faults.clone() });
    let options = Options::new(engine, Keys::derive(SECRET_KEY, &[]));
    Options { clock: clock.clock(), ..options }
}

fn listen(options: Arc<Options>, gate: Gate) -> BoundServer {
    let server = HttpServer::new(move || {
        App::new()
            .app_data(Data::new(gate.clone()))
            .wrap(SessionLayer::new(Arc::clone(&options)))
            .route("/session", web::post().to(run_script))
            .route("/with-or-without", web::get().to(with_or_without))
            .route("/visit", web::get().to(visit))
            .route("/plain", web::get().to(plain))
    });
    let server = server.workers(2).disable_signals().bind(("127.0.0.1", 0)).unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    BoundServer { address, handle: server.handle(), run: Box::pin(server) }
}

/// Runs a script. Three operations are asynchronous or concern the response and are
/// handled here: `wait` waits until the test continues the request, `refresh` reads
/// the stored session again, and `fail N` makes N the status of the response.
async fn run_script(
    script: String,
    session: Session,
    raw: RawSession,
    gate: Data<Gate>,
) -> Result<HttpResponse, Error> {
    let (mut responses, mut status) = (Vec::new(), 200);
    for line in script.lines() {
        match line.split_once(' ') {
            _ if line == "wait" => gate.pass().await,
            _ if line == "refresh" => responses.push(format!("{:?}", session.refresh().await?)),
            Some(("fail", code)) => status = code.parse::<u16>().unwrap(),
            _ => responses.push(Operation::parse(line).run(&session, &raw)?),
        }
    }
    Ok(HttpResponse::build(status.try_into().unwrap()).body(responses.join("\n")))
}

/// A page that also works without a session.
async fn with_or_without(session: Option<Session>) -> String {
    match session {
        Some(session) => format!("with {}", session.keys().join(" ")),
        None => "without".to_owned(),
    }
}

/// A page that counts in the session how often it was requested.
async fn visit(session: Session) -> Result<String, Error> {
    session.change("visits", |visits: Option<u32>| Some(visits.unwrap_or(0) + 1))?;
    Ok(session.get_or("visits", 0)?.to_string())
}

/// A page that does not use the session.
async fn plain() -> &'static str {
    "plain"
}
