//! A visitor: an HTTP client with the cookies of one browser. Nothing is done
//! for it: no redirect is followed and no cookie kept but as written here.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use reqwest::{
    Client, Method,
    header::{self, HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
};

use super::{jar::Jar, page::Page};

/// Longer than any answer may take; a test that hangs says where.
const TIMEOUT: Duration = Duration::from_secs(120);

/// Somebody at a browser. A clone is another tab of the same browser.
#[derive(Clone)]
pub struct Visitor {
    address: SocketAddr,
    client: Client,
    headers: HeaderMap,
    browser: Arc<Mutex<Browser>>,
}

#[derive(Clone, Default)]
struct Browser {
    jar: Jar,
    csrf_token: Option<String>,
    cookies_off: bool,
}

impl Visitor {
    pub fn new(address: SocketAddr) -> Self {
        // Each request has a connection of its own: the server may close an idle one at the
        // moment in which the client sends the next request over it.
        let client = Client::builder().pool_max_idle_per_host(0);
        let client = client.redirect(Policy::none()).no_proxy().timeout(TIMEOUT);
        let browser = Arc::default();
        Self { address, client: client.build().unwrap(), headers: HeaderMap::new(), browser }
    }

    /// Another browser, with no cookies yet.
    pub fn other_browser(&self) -> Self {
        Self { browser: Arc::default(), ..self.clone() }
    }

    /// Another browser, to which all cookies were copied: a thief's, or the
    /// same one restored from a backup.
    pub fn copy(&self) -> Self {
        let browser = self.browser().clone();
        Self { browser: Arc::new(Mutex::new(browser)), ..self.clone() }
    }

    /// The same browser at another server of the same host.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self { address, ..self.clone() }
    }

    /// A tab that sends a header more with each request.
    pub fn sending(&self, name: &'static str, value: &str) -> Self {
        let mut tab = self.clone();
        tab.headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        tab
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(Method::GET, path, None, None).await
    }

    /// Sends a request of any method, without a body.
    pub async fn request(&self, method: &str, path: &str) -> Page {
        self.send(method.parse().unwrap(), path, None, None).await
    }

    /// Sends a form with the token of the last page that had one; the front
    /// page is opened if there was none.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let kept = self.browser().csrf_token.clone();
        let token = match kept {
            Some(token) => token,
            None => self.get("/").await.field("csrf_token").expect("a token on the front page"),
        };
        let mut fields = fields.to_vec();
        fields.push(("csrf_token", &token));
        self.post_bare(path, &fields).await
    }

    /// Sends a form as it is.
    pub async fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let form = serde_urlencoded::to_string(fields).unwrap();
        self.send(Method::POST, path, None, Some(("application/x-www-form-urlencoded", form))).await
    }

    /// Sends a text.
    pub async fn post_text(&self, path: &str, text: String) -> Page {
        self.send(Method::POST, path, None, Some(("text/plain; charset=utf-8", text))).await
    }

    /// Sends a text with this very `Cookie` header in the place of the jar's.
    pub async fn post_with_cookie(&self, path: &str, text: String, cookie: &[u8]) -> Page {
        let cookie = HeaderValue::from_bytes(cookie).unwrap();
        self.send(Method::POST, path, Some(cookie), Some(("text/plain; charset=utf-8", text))).await
    }

    /// Goes where the answer leads, until it leads nowhere.
    pub async fn follow(&self, mut page: Page) -> Page {
        for _ in 0..10 {
            let Some(location) = page.location().map(ToOwned::to_owned) else { return page };
            page = self.get(&location).await;
        }
        panic!("redirected in a circle: {:?}", page.location());
    }

    /// The value of a cookie in the jar.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.browser().jar.value(name)
    }

    /// Puts a cookie into the jar, as somebody at the keyboard can.
    pub fn plant_cookie(&self, name: &str, value: &str) {
        self.browser().jar.take(&format!("{name}={value}"));
    }

    /// Takes a raw `Set-Cookie` header, as from an answer that came another way.
    pub fn take_cookie(&self, line: &str) {
        self.browser().jar.take(line);
    }

    pub fn drop_cookie(&self, name: &str) {
        self.browser().jar.drop(name);
    }

    /// Closes and opens the browser.
    pub fn restart_browser(&self) {
        self.browser().jar.close();
    }

    /// From now on no cookie is kept or sent (A8).
    pub fn switch_cookies_off(&self) {
        *self.browser() = Browser { cookies_off: true, ..Browser::default() };
    }

    fn browser(&self) -> MutexGuard<'_, Browser> {
        self.browser.lock().unwrap()
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        cookie: Option<HeaderValue>,
        body: Option<(&'static str, String)>,
    ) -> Page {
        let url = format!("http://{}{path}", self.address);
        let mut request = self.client.request(method, url).headers(self.headers.clone());
        let kept = || self.browser().jar.header(path).map(|text| HeaderValue::from_str(&text).unwrap());
        if let Some(cookie) = cookie.or_else(kept) {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some((kind, body)) = body {
            request = request.header(header::CONTENT_TYPE, kind).body(body);
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let page = Page { status, headers, body: answer.text().await.unwrap() };
        self.remember(&page);
        page
    }

    fn remember(&self, page: &Page) {
        let mut browser = self.browser();
        if let Some(token) = page.field("csrf_token") {
            browser.csrf_token = Some(token);
        }
        if !browser.cookies_off {
            page.set_cookie_headers().for_each(|line| browser.jar.take(line));
        }
    }
}
