//! The layout around the content of every page: language, theme, header and flash
//! messages.
//!
//! This module defines the layout; `app` supplies the data from the layers above `web`
//! (preferences, cart, login), as a context processor does in Django.

use std::{borrow::Cow, fmt, ops::Deref, rc::Rc};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::{
        Uri,
        header::{self, AcceptLanguage, Header, Preference, Quality},
    },
    web,
};
use fluent_bundle::FluentValue;
use futures_util::future::LocalBoxFuture;

use super::{
    Display, Error, Theme,
    assets::{AssetUrl, Assets},
    client,
    csrf::{self, Token},
    flash::FlashMessage,
    request_id::RequestId,
};
use crate::i18n::{Currency, Html, Language, Message, Money};

/// The data of a layout that comes from the layers above `web`.
pub struct PageContext {
    /// Language, currency, theme and page size.
    pub display: Display,
    /// Packets in the cart.
    pub cart_count: u32,
    /// Name of the user who is logged in.
    pub user: Option<String>,
    /// Whether the request has a session: the store is available, and the lab has
    /// not switched sessions off.
    pub session_ok: bool,
    /// Flash messages to show on this page.
    pub flashes: Vec<FlashMessage>,
}

/// What every page shows of the lab where it is enabled. The lab inserts it into the
/// request's extensions.
#[derive(Debug)]
pub struct LabLayout {
    /// Settings that this browser overrides: names and values.
    pub overrides: Vec<(String, String)>,
}

/// The data of `layout.html`. Templates read it through [`Page`], as `page`.
pub struct Layout {
    /// BCP 47 code of the language.
    pub lang: &'static str,
    /// `light`, `dark` or `auto`.
    pub theme: &'static str,
    /// ISO 4217 code of the currency.
    pub currency: &'static str,
    /// Packets in the cart.
    pub cart_count: u32,
    /// Name of the user who is logged in.
    pub user: Option<String>,
    /// Whether the request has a session.
    pub session_ok: bool,
    /// Path and query of this page, for links that lead back to it.
    pub path: String,
    /// Origin of the site as the client knows it, such as `https://shop.example`; empty if
    /// the request names no host.
    pub origin: String,
    /// Text of the search field.
    pub query: String,
    /// Flash messages to show on this page.
    pub flashes: Vec<FlashMessage>,
    /// Value of the hidden field of each form.
    pub csrf_token: Token,
    /// Whether the header has forms. The page of an unknown address has none for a browser
    /// without a cookie of the shop, so that it need not set one.
    pub has_forms: bool,
    /// Id of the request, as in the log.
    pub request_id: RequestId,
    /// Data of the lab, where it is enabled.
    pub lab: Option<Rc<LabLayout>>,
    /// Language, theme, currency and page size as types.
    pub display: Display,
    assets: web::Data<Assets>,
}

impl Layout {
    /// Returns the message `id` as HTML.
    pub fn t(&self, id: &str) -> Html<'static> {
        self.display.language.html(id)
    }

    /// Returns the message `id` with one variable as HTML.
    pub fn t1<'a>(&self, id: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> Html<'a> {
        self.display.language.html_with_one(id, name, value)
    }

    /// Returns the message `id` as plain text.
    pub fn text(&self, id: &str) -> Cow<'static, str> {
        self.display.language.text(id)
    }

    /// Returns `message` as plain text in the page's language.
    pub fn localize(&self, message: &Message) -> Cow<'static, str> {
        message.localize(self.display.language)
    }

    /// Converts an amount in US cents to the visitor's currency.
    pub fn price(&self, us_cents: i64) -> Money {
        self.amount(self.display.currency.from_us_cents(us_cents))
    }

    /// Formats an amount in minor units (cents) of the visitor's currency.
    pub fn amount(&self, amount: i64) -> Money {
        self.display.currency.format(amount, self.display.language)
    }

    /// Returns the versioned URL of a static file.
    pub fn asset<'a>(&'a self, path: &'a str) -> AssetUrl<'a> {
        self.assets.url(path)
    }
}

/// Marks a request whose page has no forms, in its extensions.
pub struct WithoutForms;

/// The layout of this request's page, as an extractor. Extracting it removes the
/// flash messages from the session, so only handlers that render a page extract it.
#[derive(Clone)]
pub struct Page(Rc<Layout>);

impl Deref for Page {
    type Target = Layout;

    fn deref(&self) -> &Layout {
        &self.0
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Page")
    }
}

/// The function that loads the context of a page. `app` sets it as application data.
#[derive(Clone, Copy)]
pub struct PageFiller(pub fn(HttpRequest) -> LocalBoxFuture<'static, Result<PageContext, Error>>);

impl Page {
    /// Builds the layout of a page without the session, for errors: of the visitor it
    /// knows only the `Accept-Language` header. Returns `None` without [`Assets`].
    pub fn without_session(request: &HttpRequest) -> Option<Self> {
        let context = PageContext {
            display: Display {
                language: accepted_language(request),
                currency: Currency::default(),
                theme: Theme::default(),
                per_page: 0,
            },
            cart_count: 0,
            user: None,
            session_ok: true,
            flashes: Vec::new(),
        };
        Self::new(request, context)
    }

    /// Returns the layout that a handler of this request has extracted, if any.
    pub fn extracted(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }

    fn new(request: &HttpRequest, context: PageContext) -> Option<Self> {
        let assets = request.app_data::<web::Data<Assets>>()?.clone();
        let has_forms = !request.extensions().contains::<WithoutForms>();
        Some(Self(Rc::new(Layout {
            lang: context.display.language.code(),
            theme: context.display.theme.code(),
            currency: context.display.currency.code(),
            cart_count: context.cart_count,
            user: context.user,
            session_ok: context.session_ok,
            path: path_to_return_to(request),
            origin: client::origin(request).unwrap_or_default(),
            query: search_text(request),
            flashes: context.flashes,
            csrf_token: if has_forms { csrf::token(request) } else { Token::default() },
            has_forms,
            request_id: RequestId::of(request),
            lab: request.extensions().get::<Rc<LabLayout>>().cloned(),
            display: context.display,
            assets,
        })))
    }

    async fn load(request: HttpRequest) -> Result<Self, Error> {
        if let Some(page) = Self::extracted(&request) {
            return Ok(page);
        }
        let filler = request.app_data::<web::Data<PageFiller>>().map(|filler| filler.0);
        let filler = filler.ok_or_else(|| Error::internal("no page filler is set"))?;
        let context = filler(request.clone()).await?;
        let page = Self::new(&request, context).ok_or_else(|| Error::internal("no assets are set"))?;
        request.extensions_mut().insert(page.clone());
        Ok(page)
    }
}

impl FromRequest for Page {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(Self::load(request.clone()))
    }
}

/// Returns the shop's language that the browser prefers, by its `Accept-Language` header
/// (RFC 9110, section 12.5.4), or the default language.
pub fn accepted_language(request: &HttpRequest) -> Language {
    let AcceptLanguage(mut accepted) =
        AcceptLanguage::parse(request).unwrap_or_else(|_| AcceptLanguage(Vec::new()));
    // Quality 0 means "not acceptable", and `ranked` would put it last.
    accepted.retain(|language| language.quality > Quality::ZERO);
    let ranked = AcceptLanguage(accepted).ranked();
    let mut tags = ranked.iter().filter_map(Preference::item);
    tags.find_map(|tag| Language::from_tag(tag.as_str())).unwrap_or_default()
}

/// The longest path and query that a page links back to, in bytes. The page contains it
/// many times.
const MAX_PATH_BYTES: usize = 2_000;

/// The most characters of a search text that are used. The page contains it many times.
pub const MAX_SEARCH_CHARACTERS: usize = 100;

/// Returns the path to come back to; `/` if it is too long. The response to a POST has none, so its path is
/// that of the page with the form, if the `Referer` header names this host.
fn path_to_return_to(request: &HttpRequest) -> String {
    let path = if request.method().is_safe() {
        request.uri().path_and_query().map(ToString::to_string)
    } else {
        same_host_referrer(request)
    };
    path.filter(|path| path.len() <= MAX_PATH_BYTES).unwrap_or_else(|| "/".to_owned())
}

fn same_host_referrer(request: &HttpRequest) -> Option<String> {
    let referrer: Uri = request.headers().get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    let host = client::authority(request)?;
    let is_same_host = referrer.authority() == Some(&host);
    referrer.path_and_query().filter(|_| is_same_host).map(ToString::to_string)
}

/// Returns the last parameter `q` of the query, which is the one the catalogue uses.
fn search_text(request: &HttpRequest) -> String {
    let fields: Vec<(String, String)> =
        serde_urlencoded::from_str(request.query_string()).unwrap_or_default();
    let text = fields.into_iter().rfind(|(name, _)| name == "q").map(|(_, text)| text);
    text.unwrap_or_default().chars().take(MAX_SEARCH_CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_browser_gets_the_language_that_it_prefers() {
        use Language::{English, SimplifiedChinese, TraditionalChinese};
        for (value, language) in [
            ("", English),
            ("fr-FR, fr;q=0.9", English),
            ("en-GB", English),
            ("zh", SimplifiedChinese),
            ("zh-CN,zh;q=0.9,en;q=0.8", SimplifiedChinese),
            ("zh-TW,zh;q=0.9,en;q=0.8", TraditionalChinese),
            ("zh-HK", TraditionalChinese),
            ("zh-Hant-CN", TraditionalChinese),
            ("en;q=0.5, zh-TW;q=0.7", TraditionalChinese),
            ("zh-TW;q=0, en", English),
            ("zh-TW;q=0", English),
            ("*", English),
            ("*;q=x,,;;=", English),
        ] {
            let request =
                TestRequest::get().insert_header((header::ACCEPT_LANGUAGE, value)).to_http_request();
            assert_eq!(accepted_language(&request), language, "{value:?}");
        }
        assert_eq!(accepted_language(&TestRequest::get().to_http_request()), English);
    }
}
