//! A visitor: an HTTP client with the cookies of one browser. It follows no redirect by
//! itself, and its cookies are handled by [`super::jar`] alone.

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

/// Longer than any response takes, so that a test that hangs fails and names the request.
const TIMEOUT: Duration = Duration::from_secs(120);

/// A person with a browser. A clone is another tab of the same browser.
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

    /// Returns another browser, without cookies.
    pub fn other_browser(&self) -> Self {
        Self { browser: Arc::default(), ..self.clone() }
    }

    /// Returns another browser with a copy of all cookies: a thief's browser, or the same
    /// one restored from a backup.
    pub fn copy(&self) -> Self {
        let browser = self.browser().clone();
        Self { browser: Arc::new(Mutex::new(browser)), ..self.clone() }
    }

    /// Returns the same browser, which sends its requests to another port of this host.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self { address, ..self.clone() }
    }

    /// Returns a tab that sends one more header with each request.
    pub fn with_header(&self, name: &'static str, value: &str) -> Self {
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

    /// Sends a form with the CSRF token of the last page that had one. If there was none,
    /// it fetches one from the front page.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let known = self.browser().csrf_token.clone();
        let token = match known {
            Some(token) => token,
            None => self.get("/").await.field("csrf_token").expect("a token on the front page"),
        };
        let mut fields = fields.to_vec();
        fields.push(("csrf_token", &token));
        self.post_as_is(path, &fields).await
    }

    /// Sends a form without adding a CSRF token.
    pub async fn post_as_is(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let form = serde_urlencoded::to_string(fields).unwrap();
        self.send(Method::POST, path, None, Some(("application/x-www-form-urlencoded", form))).await
    }

    /// Sends a plain text.
    pub async fn post_text(&self, path: &str, text: String) -> Page {
        self.send(Method::POST, path, None, Some(("text/plain; charset=utf-8", text))).await
    }

    /// Sends a plain text with this `Cookie` header instead of the browser's own.
    pub async fn post_with_cookie(&self, path: &str, text: String, cookie: &[u8]) -> Page {
        let cookie = HeaderValue::from_bytes(cookie).unwrap();
        self.send(Method::POST, path, Some(cookie), Some(("text/plain; charset=utf-8", text))).await
    }

    /// Follows redirects until a response is none. Panics after ten.
    pub async fn follow(&self, mut page: Page) -> Page {
        for _ in 0..10 {
            let Some(location) = page.location().map(ToOwned::to_owned) else { return page };
            page = self.get(&location).await;
        }
        panic!("redirected in a circle: {:?}", page.location());
    }

    /// Returns the value of a cookie of this browser.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.browser().jar.value(name)
    }

    /// Inserts a cookie into this browser, as its user can in the developer tools.
    pub fn insert_cookie(&self, name: &str, value: &str) {
        self.browser().jar.receive(&format!("{name}={value}"));
    }

    /// Applies a `Set-Cookie` header that did not come in a response.
    pub fn receive_cookie(&self, header: &str) {
        self.browser().jar.receive(header);
    }

    /// Removes a cookie from this browser.
    pub fn remove_cookie(&self, name: &str) {
        self.browser().jar.remove(name);
    }

    /// Closes and opens the browser, so that cookies without an expiry are removed.
    pub fn restart_browser(&self) {
        self.browser().jar.close();
    }

    /// Disables cookies: from now on none is stored or sent.
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
        let own = || self.browser().jar.header(path).map(|text| HeaderValue::from_str(&text).unwrap());
        if let Some(cookie) = cookie.or_else(own) {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some((kind, body)) = body {
            request = request.header(header::CONTENT_TYPE, kind).body(body);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let page = Page { status, headers, body: response.text().await.unwrap() };
        self.remember(&page);
        page
    }

    fn remember(&self, page: &Page) {
        let mut browser = self.browser();
        if let Some(token) = page.field("csrf_token") {
            browser.csrf_token = Some(token);
        }
        if !browser.cookies_off {
            page.set_cookie_headers().for_each(|header| browser.jar.receive(header));
        }
    }
}
