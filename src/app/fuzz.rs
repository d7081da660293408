//! The fuzz target of the whole shop: a sequence of requests to the application with all
//! its middleware, over the default settings and a database of its own.
//!
//! The input is a text of HTTP requests, each after a line `===`: method and path, header
//! lines, an empty line, the body. They are the requests of one browser, which keeps its
//! cookies. `{token}` in a body stands for a valid CSRF token.

use std::{cell::OnceCell, collections::BTreeMap, rc::Rc};

use actix_web::{
    body::to_bytes,
    cookie::Cookie,
    http::{
        Method, Uri,
        header::{CONTENT_TYPE, COOKIE, HOST, HeaderName, HeaderValue, LOCATION, SET_COOKIE},
    },
    rt::{System, SystemRunner},
    test::{TestRequest, call_service, init_service},
};
use futures_util::future::LocalBoxFuture;
use tempfile::TempDir;
use url::Url;

use super::{AppState, routes};
use crate::{
    lab::Ports,
    sessions::{Clock, fuzz::read_as_browser},
    settings::{Settings, Sources},
};

const SITE: &str = "http://localhost:8080/";

/// Text that no page may contain: it would be an element.
const ELEMENT: &str = "<xss-7f3a>";

/// The most requests of one input.
const MAX_REQUESTS: usize = 4;

/// Paths that measure engines, or wait on purpose.
const SLOW: [&str; 2] = ["/lab/engines", "/lab/lessons"];

thread_local! {
    /// It is never dropped: actix must not drop a service while its thread ends.
    static SHOP: OnceCell<&'static Shop> = const { OnceCell::new() };
    /// The folder of the database. It is removed when the thread ends.
    static FOLDER: TempDir = TempDir::new().unwrap_or_else(|error| panic!("{error}"));
}

/// No input makes the shop fail, lead to another site, write a cookie that browsers read
/// otherwise, or put an element into a page.
///
/// # Panics
/// If a property does not hold.
pub fn requests(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    SHOP.with(|shop| {
        let shop = *shop.get_or_init(|| Box::leak(Box::new(Shop::open())));
        let mut jar = BTreeMap::new();
        for text in text.split("\n===\n").take(MAX_REQUESTS) {
            shop.system.block_on(shop.send(text, &mut jar));
        }
    });
}

/// The cookies of the browser.
type Jar = BTreeMap<String, String>;

/// A response as the browser gets it.
struct Received {
    status: u16,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: String,
}

type Service = dyn Fn(TestRequest) -> LocalBoxFuture<'static, Received>;

struct Shop {
    call: Box<Service>,
    system: SystemRunner,
}

impl Shop {
    fn open() -> Self {
        let mut sources = Sources::default();
        sources.set("server.data_dir", FOLDER.with(|folder| folder.path().to_string_lossy().into_owned()));
        for (name, value) in [("memory_kib", "64"), ("iterations", "1"), ("parallelism", "1")] {
            sources.set(format!("password.{name}"), value);
        }
        let settings = Settings::read(&mut sources).unwrap_or_else(|error| panic!("{error}"));
        let system = System::new();
        let call = system.block_on(async move {
            let state = AppState::open(&settings, Clock::system()).await;
            let mut state = state.unwrap_or_else(|error| panic!("{error}"));
            state.ports = Ports { plain: 8080, https: None };
            let service = Rc::new(init_service(routes::app(&state)).await);
            let call: Box<Service> = Box::new(move |request| {
                let service = Rc::clone(&service);
                Box::pin(async move {
                    let response = call_service(&*service, request.to_request()).await;
                    let (status, headers) = (response.status().as_u16(), response.headers().clone());
                    let body = to_bytes(response.into_body()).await.unwrap_or_default();
                    let headers = headers.into_iter().collect();
                    Received { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
                })
            });
            call
        });
        Self { call, system }
    }

    /// Sends one request of the input, if it is one.
    async fn send(&self, text: &str, jar: &mut Jar) {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut lines = head.lines();
        let Some((method, path)) = lines.next().and_then(|line| line.split_once(' ')) else { return };
        let (Ok(method), Ok(uri)) = (Method::from_bytes(method.as_bytes()), path.parse::<Uri>()) else {
            return;
        };
        if method != Method::GET && SLOW.iter().any(|slow| uri.path().starts_with(slow)) {
            return;
        }
        let mut request = TestRequest::with_uri(path).method(method).insert_header((HOST, "localhost:8080"));
        request = request.insert_header((CONTENT_TYPE, "application/x-www-form-urlencoded"));
        let body = if body.contains("{token}") {
            body.replace("{token}", &self.token(jar).await)
        } else {
            body.to_owned()
        };
        request = with_cookies(request, jar);
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) else {
                continue;
            };
            request = request.append_header((name, value));
        }
        let received = (self.call)(request.set_payload(body)).await;
        check(path, &received);
        keep(jar, &received);
    }

    /// Returns a token that is valid for the browser.
    async fn token(&self, jar: &mut Jar) -> String {
        let request = TestRequest::with_uri("/preferences").insert_header((HOST, "localhost:8080"));
        let received = (self.call)(with_cookies(request, jar)).await;
        keep(jar, &received);
        let field = received.body.split_once(r#"name="csrf_token" value=""#);
        field
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(token, _)| token.to_owned())
            .unwrap_or_default()
    }
}

fn with_cookies(request: TestRequest, jar: &Jar) -> TestRequest {
    let pairs: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if pairs.is_empty() { request } else { request.insert_header((COOKIE, pairs.join("; "))) }
}

fn keep(jar: &mut Jar, received: &Received) {
    for line in received.headers.iter().filter(|(name, _)| name == SET_COOKIE) {
        let Ok(cookie) = Cookie::parse(line.1.to_str().unwrap_or_default()) else { continue };
        jar.insert(cookie.name().to_owned(), cookie.value().to_owned());
    }
}

fn check(path: &str, received: &Received) {
    let Received { status, headers, body } = received;
    assert_ne!(*status, 500, "{path}: {body}");
    let is_page = headers
        .iter()
        .any(|(name, value)| name == CONTENT_TYPE && value.as_bytes().starts_with(b"text/html"));
    assert!(!is_page || !body.contains(ELEMENT), "{path} has an element of the input");
    let site = Url::parse(SITE).unwrap_or_else(|_| unreachable!());
    for (name, value) in headers {
        let text = value.to_str().unwrap_or_else(|_| panic!("{path}: {name} is {value:?}"));
        if name == LOCATION {
            let target = site.join(text).map(|target| target.origin());
            assert_eq!(target, Ok(site.origin()), "{path} leads to {text}");
        }
        if name == SET_COOKIE {
            read_as_browser(text);
        }
    }
}
