//! A user of Chromium: opens pages, clicks, types and presses keys. Every action
//! waits for its effect, and never for a fixed time.

use std::{net::SocketAddr, path::Path, time::Instant};

use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::Element,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::{
    driver::{Driver, POLL_INTERVAL, TIMEOUT},
    profile::Profile,
};

/// The keys by their `WebDriver` names.
pub const TAB: char = '\u{E004}';
pub const ENTER: char = '\u{E007}';

/// An open browser at one shop.
pub struct Browser {
    client: Client,
    session: String,
    process: u64,
    shop: String,
    // The browser ends with its driver, before the profile is removed.
    driver: Driver,
    _profile: Profile,
}

impl Browser {
    /// Opens a browser with a new profile.
    pub async fn open(shop: SocketAddr) -> Self {
        Self::with(Profile::new(), shop).await
    }

    pub async fn with(profile: Profile, shop: SocketAddr) -> Self {
        let driver = Driver::start();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(profile.capabilities()).connect(&driver.url()).await.unwrap();
        let process = client.capabilities().unwrap()["goog:processID"].as_u64().unwrap();
        let session = client.session_id().await.unwrap().unwrap();
        let shop = format!("{}:{}", profile.host(), shop.port());
        Self { client, session, process, shop, driver, _profile: profile }
    }

    pub async fn goto(&self, path: &str) {
        self.client.goto(&self.url(path)).await.unwrap();
    }

    /// Opens a URL of any host.
    pub async fn goto_url(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    pub async fn back(&self) {
        self.client.back().await.unwrap();
    }

    /// Returns when the browser is at this path.
    pub async fn wait_for_path(&self, path: &str) {
        let url = self.url(path).parse().unwrap();
        let arrived = self.client.wait().at_most(TIMEOUT).every(POLL_INTERVAL).for_url(&url).await;
        if arrived.is_err() {
            let here = self.client.current_url().await.unwrap();
            panic!("the browser is not at {path}, but at {here}:\n{}", self.text().await);
        }
    }

    /// Returns the first element that matches a CSS selector, when there is one.
    pub async fn wait_for(&self, css: &str) -> Element {
        let found =
            self.client.wait().at_most(TIMEOUT).every(POLL_INTERVAL).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{css}: {error}\n{}", self.text().await),
        }
    }

    /// Clicks an element that changes only this page, such as a checkbox. See
    /// [`Self::follow`].
    pub async fn click(&self, css: &str) {
        self.wait_for(css).await.click().await.unwrap();
    }

    /// Clicks a link or a button, and returns when the next page has loaded. Before
    /// that a selector could find an element of the old page, which the next page
    /// makes stale.
    pub async fn follow(&self, css: &str) {
        self.evaluate("window.isOldPage = true").await;
        self.click(css).await;
        let deadline = Instant::now() + TIMEOUT;
        // Between two pages there may be no page to run the script in.
        while !self.has_loaded_next_page().await {
            assert!(Instant::now() < deadline, "{css} loads no page:\n{}", self.text().await);
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    async fn has_loaded_next_page(&self) -> bool {
        const LOADED: &str = "return !window.isOldPage && document.readyState === 'complete'";
        self.client.execute(LOADED, vec![]).await.is_ok_and(|loaded| loaded == true)
    }

    /// Returns an attribute of the first element that has it. It is read in one
    /// step, because an element that is found first can be stale when it is read.
    pub async fn attribute(&self, name: &str) -> String {
        self.wait_for(&format!("[{name}]")).await;
        let value =
            self.evaluate(&format!("document.querySelector('[{name}]').getAttribute('{name}')")).await;
        value.as_str().unwrap().to_owned()
    }

    /// Replaces the text of a field.
    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.wait_for(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Presses and releases a key.
    pub async fn press(&self, key: char) {
        let keyboard = KeyActions::new("keyboard".to_owned());
        let keyboard = keyboard.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        self.client.perform_actions(keyboard).await.unwrap();
    }

    /// Returns the value of a JavaScript expression, evaluated as a script of the
    /// page.
    pub async fn evaluate(&self, expression: &str) -> Value {
        self.client.execute(&format!("return {expression}"), vec![]).await.unwrap()
    }

    /// Returns the serious violations of accessibility that axe-core finds on the
    /// page: the rule and the elements. The driver runs the vendored script; the
    /// page's Content-Security-Policy still applies to the page's own scripts.
    pub async fn accessibility_violations(&self) -> Vec<String> {
        const AXE: &str = include_str!("../vendor/axe-core/axe.min.js");
        const RUN: &str = "const done = arguments[0];
            axe.run({ resultTypes: ['violations'] }).then(found => done(found.violations
                .filter(one => ['serious', 'critical'].includes(one.impact))
                .map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 160)).join(' | '))));";
        if self.evaluate("typeof axe").await == "undefined" {
            self.client.execute(AXE, vec![]).await.unwrap();
        }
        let found = self.client.execute_async(RUN, vec![]).await.unwrap();
        found.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
    }

    /// Returns the visible text of the page.
    pub async fn text(&self) -> String {
        self.evaluate("document.body.innerText").await.as_str().unwrap_or_default().to_owned()
    }

    /// Returns the number of items in the cart, which the header of each page
    /// shows.
    pub async fn cart_count(&self) -> u64 {
        self.attribute("data-cart-count").await.parse().unwrap()
    }

    /// Returns the HTTP status of the page.
    pub async fn status(&self) -> u64 {
        let status = self.evaluate("performance.getEntriesByType('navigation')[0].responseStatus").await;
        status.as_u64().unwrap()
    }

    /// Returns the new messages of the console, such as violations of the
    /// Content-Security-Policy. The message that this page itself is an error page
    /// is left out.
    pub async fn console(&self) -> Vec<String> {
        let entries = self.post("se/log", json!({ "type": "browser" })).await;
        let messages = entries.as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap());
        let here = format!("{} - Failed to load resource", self.client.current_url().await.unwrap());
        messages.filter(|message| !message.starts_with(&here)).map(ToOwned::to_owned).collect()
    }

    /// Sets the size of the window in pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.command("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Returns a cookie's value, also of an `HttpOnly` cookie.
    pub async fn cookie(&self, name: &str) -> Option<String> {
        let cookies = self.command("Network.getCookies", json!({})).await;
        let cookies = cookies["cookies"].as_array().unwrap();
        let found = cookies.iter().find(|cookie| cookie["name"] == name)?;
        Some(found["value"].as_str().unwrap().to_owned())
    }

    pub async fn plant_cookie(&self, name: &str, value: &str) {
        let cookie = json!({ "name": name, "value": value, "url": self.url("/"), "httpOnly": true });
        self.command("Network.setCookie", cookie).await;
    }

    /// Closes the browser as its user does. Returns when its process has ended, so
    /// that everything is written to disk.
    pub async fn close(self) {
        self.command("Browser.close", json!({})).await;
        let deadline = Instant::now() + TIMEOUT;
        while is_running(self.process) {
            assert!(Instant::now() < deadline, "the browser is still running");
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.shop)
    }

    /// Sends a command of the `DevTools` protocol, for which `WebDriver` has none.
    async fn command(&self, name: &str, parameters: Value) -> Value {
        let response = self.post("goog/cdp/execute", json!({ "cmd": name, "params": parameters })).await;
        assert!(response["error"].is_null() || name == "Browser.close", "{name}: {response}");
        response
    }

    /// Sends a command that only chromedriver has.
    async fn post(&self, command: &str, body: Value) -> Value {
        let url = format!("{}/session/{}/{command}", self.driver.url(), self.session);
        let client = reqwest::Client::builder().no_proxy().timeout(TIMEOUT).build().unwrap();
        let response = client.post(url).body(body.to_string()).send().await.unwrap().text().await.unwrap();
        let response: Value = serde_json::from_str(&response).unwrap();
        response["value"].clone()
    }
}

/// Returns whether the process runs and is not a zombie.
fn is_running(process: u64) -> bool {
    let status = std::fs::read_to_string(Path::new("/proc").join(process.to_string()).join("stat"));
    status.is_ok_and(|status| !status.rsplit(')').next().unwrap_or_default().trim().starts_with('Z'))
}
