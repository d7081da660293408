//! What stands around every page: language, theme, header, messages. This
//! room says what that is; `app` fills it, since it comes from rooms above.

use std::{borrow::Cow, fmt, ops::Deref, rc::Rc};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::{Uri, header},
    web,
};
use fluent_bundle::FluentValue;
use futures_util::future::LocalBoxFuture;

use super::{
    Display, Error, Theme,
    assets::{AssetUrl, Assets},
    csrf::{self, Token},
    request_id::{self, RequestId},
};
use crate::i18n::{Currency, Html, Language, Message, Money};

/// A message at the head of a page.
#[derive(Clone, Debug)]
pub struct ShownFlash {
    /// `success`, `info`, `warning` or `error`.
    pub level: &'static str,
    /// In the page's language.
    pub text: String,
}

/// What `app` knows of the visitor and a page needs.
pub struct Visit {
    /// How pages are to be.
    pub display: Display,
    /// Packets in the cart.
    pub cart_count: u32,
    /// Name of who is logged in.
    pub user: Option<String>,
    /// Whether there is a session to be had.
    pub session_ok: bool,
    /// Messages that waited for this page.
    pub flashes: Vec<ShownFlash>,
}

/// What every page shows of the lab, where it is on; in the extensions of the
/// request.
#[derive(Debug)]
pub struct LabFrame {
    /// What this browser has set otherwise than the site: names and texts.
    pub toggles: Vec<(String, String)>,
}

/// Everything around the content of a page; templates reach it as `page`.
pub struct Frame {
    /// Code of the language.
    pub lang: &'static str,
    /// `light`, `dark` or `auto`.
    pub theme: &'static str,
    /// Code of the currency.
    pub currency: &'static str,
    /// Packets in the cart.
    pub cart_count: u32,
    /// Name of who is logged in.
    pub user: Option<String>,
    /// Whether there is a session to be had.
    pub session_ok: bool,
    /// Where this page is, for coming back: path and query.
    pub path: String,
    /// What is searched for.
    pub query: String,
    /// Messages that waited for this page.
    pub flashes: Vec<ShownFlash>,
    /// For the hidden field of each form.
    pub csrf_token: Token,
    /// Number of the request, as in the log.
    pub request_id: RequestId,
    /// What is to be shown of the lab, where it is on.
    pub lab: Option<Rc<LabFrame>>,
    /// The same as `lang`, `theme` and `currency`, as types, and more.
    pub display: Display,
    assets: web::Data<Assets>,
}

impl Frame {
    /// A message, for a template.
    pub fn t(&self, id: &str) -> Html<'static> {
        self.display.language.html(id)
    }

    /// A message with one variable, for a template.
    pub fn t1<'a>(&self, id: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> Html<'a> {
        self.display.language.html_with_one(id, name, value)
    }

    /// The plain text of a message.
    pub fn text(&self, id: &str) -> Cow<'static, str> {
        self.display.language.text(id)
    }

    /// A message in words.
    pub fn say(&self, message: &Message) -> Cow<'static, str> {
        message.say(self.display.language)
    }

    /// An amount in US cents, in the visitor's currency.
    pub fn price(&self, us_cents: i64) -> Money {
        self.amount(self.display.currency.from_us_cents(us_cents))
    }

    /// An amount in the smallest unit of the visitor's currency.
    pub fn amount(&self, amount: i64) -> Money {
        self.display.currency.format(amount, self.display.language)
    }

    /// The versioned address of a static file.
    pub fn asset<'a>(&'a self, path: &'a str) -> AssetUrl<'a> {
        self.assets.url(path)
    }
}

/// The frame of this request's page. Taking it takes the waiting messages out
/// of the session, so only who draws a page takes it.
#[derive(Clone)]
pub struct Page(Rc<Frame>);

impl Deref for Page {
    type Target = Frame;

    fn deref(&self) -> &Frame {
        &self.0
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Page")
    }
}

/// How `app` fills a page.
pub type FillPage = fn(HttpRequest) -> LocalBoxFuture<'static, Result<Visit, Error>>;

/// The filler, among the application's data.
#[derive(Clone, Copy)]
pub struct PageFiller(pub FillPage);

impl Page {
    /// A page of its own for an error outside the session: it knows no more
    /// of the visitor than the request says.
    pub fn bare(request: &HttpRequest) -> Option<Self> {
        let visit = Visit {
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
        Self::new(request, visit)
    }

    /// The page that a handler of this request has taken, if one has.
    pub fn taken(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }

    fn new(request: &HttpRequest, visit: Visit) -> Option<Self> {
        let assets = request.app_data::<web::Data<Assets>>()?.clone();
        Some(Self(Rc::new(Frame {
            lang: visit.display.language.code(),
            theme: visit.display.theme.code(),
            currency: visit.display.currency.code(),
            cart_count: visit.cart_count,
            user: visit.user,
            session_ok: visit.session_ok,
            path: path_to_return_to(request),
            query: search_text(request),
            flashes: visit.flashes,
            csrf_token: csrf::token(request),
            request_id: request_id::of(request),
            lab: request.extensions().get::<Rc<LabFrame>>().cloned(),
            display: visit.display,
            assets,
        })))
    }

    async fn fill(request: HttpRequest) -> Result<Self, Error> {
        if let Some(page) = Self::taken(&request) {
            return Ok(page);
        }
        let filler = request.app_data::<web::Data<PageFiller>>().map(|filler| filler.0);
        let filler = filler.ok_or_else(|| Error::internal("no page filler is set"))?;
        let visit = filler(request.clone()).await?;
        let page = Self::new(&request, visit).ok_or_else(|| Error::internal("no assets are set"))?;
        request.extensions_mut().insert(page.clone());
        Ok(page)
    }
}

impl FromRequest for Page {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(Self::fill(request.clone()))
    }
}

/// The language that the browser asks for.
pub fn accepted_language(request: &HttpRequest) -> Language {
    let wishes = request.headers().get(header::ACCEPT_LANGUAGE);
    wishes.and_then(|wishes| wishes.to_str().ok()).map(Language::negotiate).unwrap_or_default()
}

/// A page that answers a form has no address to come back to; the page that
/// the form stood on has one, if it was ours.
fn path_to_return_to(request: &HttpRequest) -> String {
    let path = if request.method().is_safe() {
        request.uri().path_and_query().map(|place| place.as_str().to_owned())
    } else {
        own_referrer(request)
    };
    path.unwrap_or_else(|| "/".to_owned())
}

fn own_referrer(request: &HttpRequest) -> Option<String> {
    let referrer: Uri = request.headers().get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    let host = request.headers().get(header::HOST)?.to_str().ok()?;
    let is_ours = referrer.authority().is_some_and(|authority| authority.as_str() == host);
    referrer.path_and_query().filter(|_| is_ours).map(ToString::to_string)
}

/// The last `q`, as the catalogue takes it.
fn search_text(request: &HttpRequest) -> String {
    let fields: Vec<(String, String)> =
        serde_urlencoded::from_str(request.query_string()).unwrap_or_default();
    fields.into_iter().rfind(|(name, _)| name == "q").map(|(_, text)| text).unwrap_or_default()
}
