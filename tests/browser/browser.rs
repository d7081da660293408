//! Somebody at a Chromium: opens pages, clicks, types, presses keys, and waits
//! for what must come, never for a time.

use std::{net::SocketAddr, path::Path, time::Instant};

use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::Element,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::{
    driver::{Driver, GLANCE, TIMEOUT},
    profile::Profile,
};

/// The keys as `WebDriver` names them.
pub const TAB: char = '\u{E004}';
pub const ENTER: char = '\u{E007}';

/// The open browser, at one shop.
pub struct Browser {
    client: Client,
    session: String,
    process: u64,
    shop: String,
    // The browser ends with its driver, and before its profile goes.
    driver: Driver,
    _profile: Profile,
}

impl Browser {
    /// With a profile that nobody has used before.
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

    /// Opens a whole address.
    pub async fn goto_url(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    pub async fn back(&self) {
        self.client.back().await.unwrap();
    }

    /// Returns when the address is this path.
    pub async fn arrives_at(&self, path: &str) {
        let url = self.url(path).parse().unwrap();
        let arrived = self.client.wait().at_most(TIMEOUT).every(GLANCE).for_url(&url).await;
        if arrived.is_err() {
            let here = self.client.current_url().await.unwrap();
            panic!("waited for {path}, but stood at {here}:\n{}", self.text().await);
        }
    }

    /// Returns when there is such an element, by a CSS selector.
    pub async fn sees(&self, css: &str) -> Element {
        let found = self.client.wait().at_most(TIMEOUT).every(GLANCE).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{css}: {error}\n{}", self.text().await),
        }
    }

    /// Clicks what changes this page only, such as a checkbox. See [`Self::follow`].
    pub async fn click(&self, css: &str) {
        self.sees(css).await.click().await.unwrap();
    }

    /// Clicks a link or a form's button, and returns when the next page has
    /// loaded. Until then a selector could still find an element of this page,
    /// which is stale as soon as the next page replaces it.
    pub async fn follow(&self, css: &str) {
        self.evaluate("window.isLeft = true").await;
        self.click(css).await;
        let deadline = Instant::now() + TIMEOUT;
        // While one page replaces the other, there may be none to ask.
        while !self.has_loaded_anew().await {
            assert!(Instant::now() < deadline, "{css} leads nowhere:\n{}", self.text().await);
            tokio::time::sleep(GLANCE).await;
        }
    }

    async fn has_loaded_anew(&self) -> bool {
        const LOADED: &str = "return !window.isLeft && document.readyState === 'complete'";
        self.client.execute(LOADED, vec![]).await.is_ok_and(|loaded| loaded == true)
    }

    /// An attribute of the first element that has it, read in one step: an element
    /// that is found first and read later can be stale.
    pub async fn attribute(&self, name: &str) -> String {
        self.sees(&format!("[{name}]")).await;
        let value =
            self.evaluate(&format!("document.querySelector('[{name}]').getAttribute('{name}')")).await;
        value.as_str().unwrap().to_owned()
    }

    /// Types into a field in the place of what is there.
    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.sees(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Presses a key and lets go of it.
    pub async fn press(&self, key: char) {
        let keyboard = KeyActions::new("keyboard".to_owned());
        let keyboard = keyboard.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        self.client.perform_actions(keyboard).await.unwrap();
    }

    /// What a script of the page finds: `document.cookie`.
    pub async fn evaluate(&self, expression: &str) -> Value {
        self.client.execute(&format!("return {expression}"), vec![]).await.unwrap()
    }

    /// What axe-core finds wrong on the page that keeps somebody out: the rule,
    /// and where. (Vendored; a page's own scripts are not let in by this.)
    pub async fn barriers(&self) -> Vec<String> {
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

    /// What somebody reads on the page.
    pub async fn text(&self) -> String {
        self.evaluate("document.body.innerText").await.as_str().unwrap_or_default().to_owned()
    }

    /// The number beside the cart, which is in the head of each page.
    pub async fn cart_count(&self) -> u64 {
        self.attribute("data-cart-count").await.parse().unwrap()
    }

    /// The status of the answer that is shown.
    pub async fn status(&self) -> u64 {
        let status = self.evaluate("performance.getEntriesByType('navigation')[0].responseStatus").await;
        status.as_u64().unwrap()
    }

    /// What the console has told since it was last asked, such as what the
    /// Content-Security-Policy stopped. That this very page is an error page is
    /// not meant.
    pub async fn console(&self) -> Vec<String> {
        let entries = self.post("se/log", json!({ "type": "browser" })).await;
        let messages = entries.as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap());
        let here = format!("{} - Failed to load resource", self.client.current_url().await.unwrap());
        messages.filter(|message| !message.starts_with(&here)).map(ToOwned::to_owned).collect()
    }

    /// A window so many pixels wide and high.
    pub async fn measures(&self, width: u32, height: u32) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.command("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// A cookie's value, also of one that no script sees.
    pub async fn cookie(&self, name: &str) -> Option<String> {
        let kept = self.command("Network.getCookies", json!({})).await;
        let cookies = kept["cookies"].as_array().unwrap();
        let found = cookies.iter().find(|cookie| cookie["name"] == name)?;
        Some(found["value"].as_str().unwrap().to_owned())
    }

    pub async fn plant_cookie(&self, name: &str, value: &str) {
        let cookie = json!({ "name": name, "value": value, "url": self.url("/"), "httpOnly": true });
        self.command("Network.setCookie", cookie).await;
    }

    /// Closes the browser as its user does, and returns when it has ended and
    /// all it keeps is on disk.
    pub async fn close(self) {
        self.command("Browser.close", json!({})).await;
        let deadline = Instant::now() + TIMEOUT;
        while is_running(self.process) {
            assert!(Instant::now() < deadline, "the browser does not end");
            tokio::time::sleep(GLANCE).await;
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.shop)
    }

    /// A command of the `DevTools` protocol, for what `WebDriver` has no word for.
    async fn command(&self, name: &str, parameters: Value) -> Value {
        let answer = self.post("goog/cdp/execute", json!({ "cmd": name, "params": parameters })).await;
        assert!(answer["error"].is_null() || name == "Browser.close", "{name}: {answer}");
        answer
    }

    /// A command that chromedriver alone has.
    async fn post(&self, command: &str, body: Value) -> Value {
        let url = format!("{}/session/{}/{command}", self.driver.url(), self.session);
        let client = reqwest::Client::builder().no_proxy().timeout(TIMEOUT).build().unwrap();
        let answer = client.post(url).body(body.to_string()).send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        answer["value"].clone()
    }
}

/// Whether there is such a process, and not only its grave.
fn is_running(process: u64) -> bool {
    let status = std::fs::read_to_string(Path::new("/proc").join(process.to_string()).join("stat"));
    status.is_ok_and(|status| !status.rsplit(')').next().unwrap_or_default().trim().starts_with('Z'))
}
