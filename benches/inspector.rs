//! Measures what the inspector costs a request (H3: the lab shows how each request used
//! its session): the shop's requests with the lab off and on, without a network. 64
//! browsers take turns, each with five teas in its cart, so that the inspector's data is
//! as rarely in the processor's cache as in a busy shop.
//!
//! `cargo bench --bench inspector`. The names read `GET cart/lab on`. Sessions are in
//! memory; with any other store a request takes longer, and the inspector's share of it is
//! smaller.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may panic")]

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use actix_http::Request;
use actix_web::{
    Error,
    body::{self, MessageBody},
    cookie::Cookie,
    dev::{Service, ServiceResponse},
    http::{StatusCode, header},
    rt::System,
    test::{TestRequest, init_service},
};
use criterion::{Criterion, criterion_group, criterion_main};
use session_shop::{
    app::{AppState, app},
    sessions::Clock,
    settings::{Settings, Sources},
};

/// The allocator of the shop.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The number of browsers.
const BROWSERS: usize = 64;

const TEAS: [&str; 5] =
    ["west-lake-longjing", "keemun-black", "assam-second-flush", "shizuoka-sencha", "liu-bao-basket-tea"];

/// The number of rounds that fill the inspector's list of each browser.
const ROUNDS_BEFORE: usize = 60;

/// A browser: its cookies and its token against CSRF.
#[derive(Default)]
struct Browser {
    cookies: BTreeMap<String, String>,
    token: String,
}

impl Browser {
    /// Returns a browser that has added the teas to its cart.
    async fn with_a_cart<B: MessageBody>(shop: &impl Shop<B>) -> Self {
        let mut browser = Self::default();
        let page = browser.send(shop, browser.get(&format!("/products/{}", TEAS[0]))).await;
        let (_, field) = page.split_once("name=\"csrf_token\" value=\"").unwrap();
        field.split_once('"').unwrap().0.clone_into(&mut browser.token);
        for tea in TEAS {
            browser.send(shop, browser.post("/cart/add", tea, 1)).await;
        }
        browser
    }

    fn get(&self, path: &str) -> Request {
        TestRequest::get().uri(path).insert_header((header::COOKIE, self.cookie_header())).to_request()
    }

    fn post(&self, path: &str, tea: &str, quantity: usize) -> Request {
        let quantity = quantity.to_string();
        let form = [("product", tea), ("quantity", &quantity), ("csrf_token", &self.token)];
        let request = TestRequest::post().uri(path).set_form(form);
        request.insert_header((header::COOKIE, self.cookie_header())).to_request()
    }

    fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    /// Sends a request, stores the cookies of the response and returns its body.
    async fn send<B: MessageBody>(&mut self, shop: &impl Shop<B>, request: Request) -> String {
        let response = shop.call(request).await.unwrap();
        for line in response.headers().get_all(header::SET_COOKIE) {
            let cookie = Cookie::parse(line.to_str().unwrap()).unwrap();
            self.cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
        }
        let page = body::to_bytes(response.into_body()).await.ok().unwrap();
        String::from_utf8(page.to_vec()).unwrap()
    }
}

/// The whole application as a service.
trait Shop<B>: Service<Request, Response = ServiceResponse<B>, Error = Error> {}

impl<B, S: Service<Request, Response = ServiceResponse<B>, Error = Error>> Shop<B> for S {}

/// Returns the settings of a shop with its sessions in memory.
fn settings(folder: &str, lab: &str) -> Settings {
    let mut sources = Sources::default();
    let settings = [("server.data_dir", folder), ("session.engine", "cache"), ("lab.enabled", lab)];
    for (name, value) in settings {
        sources.set(name, value);
    }
    Settings::read(&mut sources).unwrap()
}

/// Returns the requests of all browsers for one round, built before the measurement.
fn round(browsers: &[Browser], is_post: bool, number: usize) -> Vec<Request> {
    let request = |browser: &Browser| {
        if is_post {
            browser.post("/cart/update", TEAS[number % TEAS.len()], 1 + number % 3)
        } else {
            browser.get("/cart")
        }
    };
    browsers.iter().map(request).collect()
}

async fn time<B: MessageBody>(shop: &impl Shop<B>, requests: Vec<Request>, status: StatusCode) -> Duration {
    let started = Instant::now();
    for request in requests {
        assert_eq!(shop.call(request).await.unwrap().status(), status);
    }
    started.elapsed()
}

fn inspector(criterion: &mut Criterion) {
    for (name, is_post, status) in
        [("GET cart", false, StatusCode::OK), ("POST cart/update", true, StatusCode::SEE_OTHER)]
    {
        let mut group = criterion.benchmark_group(name);
        for (case, lab) in [("lab off", "false"), ("lab on", "true")] {
            let system = System::new();
            let folder = tempfile::tempdir().unwrap();
            let settings = settings(folder.path().to_str().unwrap(), lab);
            let state = system.block_on(AppState::open(&settings, Clock::system())).unwrap();
            let shop = system.block_on(init_service(app(&state)));
            let mut browsers = Vec::new();
            for _ in 0..BROWSERS {
                browsers.push(system.block_on(Browser::with_a_cart(&shop)));
            }
            for number in 0..ROUNDS_BEFORE {
                system.block_on(time(&shop, round(&browsers, is_post, number), status));
            }
            group.bench_function(case, |bencher| {
                bencher.iter_custom(|times| {
                    let mut elapsed = Duration::ZERO;
                    let mut remaining = usize::try_from(times).unwrap();
                    while remaining > 0 {
                        let mut requests = round(&browsers, is_post, remaining);
                        requests.truncate(remaining);
                        remaining -= requests.len();
                        elapsed += system.block_on(time(&shop, requests, status));
                    }
                    elapsed
                });
            });
        }
    }
}

criterion_group! {
    name = cost;
    config = Criterion::default().without_plots().measurement_time(Duration::from_secs(3));
    targets = inspector
}
criterion_main!(cost);
