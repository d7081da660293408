//! A small server whose only page does to its session what the request tells
//! it, line by line (see [`super::script`]): the session framework over real
//! HTTP, without the shop.

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
    clock::HandClock,
    combinations::{Combination, Store},
    faulty::{Faults, FaultyEngine},
    gate::Gate,
    page::Page,
    script::Line,
    server::{Built, Server},
    visitor::Visitor,
};

/// What signs the cookies of this server.
pub const SECRET_KEY: &str = "a secret that only this test knows";

/// The running server.
pub struct Dictionary {
    pub clock: HandClock,
    pub faults: Faults,
    gate: Gate,
    server: Server,
    options: Arc<Options>,
    store: Arc<Store>,
}

impl Dictionary {
    /// Over a store of its own, under Django's defaults.
    pub async fn over(combination: Combination) -> Self {
        Self::over_with(combination, |_| {}).await
    }

    /// The same under other settings.
    pub async fn over_with(combination: Combination, change: impl FnOnce(&mut Options)) -> Self {
        let (clock, faults) = (HandClock::new(), Faults::default());
        let store = Arc::new(combination.open(&clock.clock()).await);
        let mut options = defaults(&store, &clock, &faults);
        if combination.is_private() {
            options.cookie.content = CookieContentSecurity::Private;
        }
        change(&mut options);
        Self::start(Arc::new(options), store, clock, faults)
    }

    /// Another process over the same store, under other settings.
    pub fn beside(&self, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options::clone(&self.options);
        change(&mut options);
        Self::start(Arc::new(options), Arc::clone(&self.store), self.clock.clone(), self.faults.clone())
    }

    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Somebody who has never been here.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.address())
    }

    /// A visitor with a session in which `lines` were done.
    pub async fn visitor_with(&self, lines: &[&str]) -> Visitor {
        let visitor = self.visitor();
        assert_eq!(visitor.run(lines).await.status, 200);
        visitor
    }

    /// Does `lines` in one request, and returns when it waits at its `wait`.
    pub async fn begin(&self, visitor: &Visitor, lines: &[&str]) -> SlowRequest {
        let (tab, script) = (visitor.clone(), lines.join("\n"));
        let answer = spawn(async move { tab.post_text("/session", script).await });
        self.gate.arrival().await;
        SlowRequest { answer, gate: self.gate.clone() }
    }

    /// Returns the session that the store holds under the visitor's key, expired or
    /// not; a tombstone is none.
    pub async fn record(&self, key: &str) -> Option<Record> {
        match self.options.engine.load(&SessionKey::from_cookie(key)).await {
            Ok(record) => record.filter(|record| !record.is_tombstone()),
            // Of an engine whose keys hold the data, most texts are no key.
            Err(EngineError::Unreadable(_)) => None,
            Err(error) => panic!("{error}"),
        }
    }

    pub fn options(&self) -> &Options {
        &self.options
    }

    fn start(options: Arc<Options>, store: Arc<Store>, clock: HandClock, faults: Faults) -> Self {
        let gate = Gate::new();
        let (shared, waited_at) = (Arc::clone(&options), gate.clone());
        let server = Server::start(move || async move { listen(shared, waited_at) });
        Self { clock, faults, gate, server, options, store }
    }
}

/// A request that stands at the gate.
pub struct SlowRequest {
    answer: JoinHandle<Page>,
    gate: Gate,
}

impl SlowRequest {
    /// Lets it go on to its end.
    pub async fn finish(self) -> Page {
        self.gate.open();
        self.answer.await.unwrap()
    }
}

impl Visitor {
    /// Does `lines` in one request.
    pub async fn run(&self, lines: &[&str]) -> Page {
        self.post_text("/session", lines.join("\n")).await
    }

    /// Does one line, which must work, and returns what it says.
    pub async fn ask(&self, line: &str) -> String {
        let page = self.run(&[line]).await;
        assert_eq!(page.status, 200, "{line}: {page:?}");
        page.body
    }
}

fn defaults(store: &Store, clock: &HandClock, faults: &Faults) -> Options {
    let engine = Arc::new(FaultyEngine { engine: Arc::clone(&store.engine), faults: faults.clone() });
    let options = Options::new(engine, Keys::derive(SECRET_KEY, &[]));
    Options { clock: clock.clock(), ..options }
}

fn listen(options: Arc<Options>, gate: Gate) -> Built {
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
    Built { address, handle: server.handle(), run: Box::pin(server) }
}

/// Besides the operations of the session: `wait` at the gate, and `fail N`,
/// which answers that status at the end.
async fn run_script(
    script: String,
    session: Session,
    raw: RawSession,
    gate: Data<Gate>,
) -> Result<HttpResponse, Error> {
    let (mut answers, mut status) = (Vec::new(), 200);
    for line in script.lines() {
        match line.split_once(' ') {
            _ if line == "wait" => gate.pass().await,
            _ if line == "refresh" => answers.push(format!("{:?}", session.refresh().await?)),
            Some(("fail", code)) => status = code.parse::<u16>().unwrap(),
            _ => answers.push(Line::parse(line).run(&session, &raw)?),
        }
    }
    Ok(HttpResponse::build(status.try_into().unwrap()).body(answers.join("\n")))
}

/// A page that can do without.
async fn with_or_without(session: Option<Session>) -> String {
    match session {
        Some(session) => format!("with {}", session.keys().join(" ")),
        None => "without".to_owned(),
    }
}

/// A page that counts in the session how often it was read.
async fn visit(session: Session) -> Result<String, Error> {
    session.change("visits", |visits: Option<u32>| Some(visits.unwrap_or(0) + 1))?;
    Ok(session.get_or("visits", 0)?.to_string())
}

/// A page that does not look at the session.
async fn plain() -> &'static str {
    "plain"
}
