//! What the templates show of plain cookies. The page shows all of it; each lesson
//! B shows a part.

use super::{
    MAX_SHOWN, attributes,
    context::CookieLabContext,
    cookie_status::{CookieStatus, NextRequest},
    experiments::{self, Experiment, SIZES},
    plan::{self, Plans},
    sent_cookies::SentCookie,
};
use crate::{
    lab::{display::shorten, set_cookie::ExplainedAttribute},
    web::Page,
};

/// Characters that are shown of a value of the shop's own cookies.
const MAX_SHOWN_OF_SHOP_COOKIES: usize = 6;

/// What the templates show.
pub struct View {
    /// The address that the forms return to.
    pub back: String,
    /// The cookies of the last response.
    pub last: Vec<SetCookieView>,
    /// The cookies that were sent and not deleted: whether each came back, and its
    /// status in words.
    pub sent: Vec<(SentCookie, bool, String)>,
    /// The cookies of this request.
    pub received: Vec<ReceivedView>,
    /// The two cookies with a plan.
    pub plans: Plans,
    /// The size of cookies in bytes, and whether they came back; `None` if they
    /// were not sent.
    pub sizes: [(usize, Option<bool>); 4],
    /// The host in the browser's address bar.
    pub host: String,
    /// Forms that are filled in already.
    pub experiments: Vec<Experiment>,
}

/// A `Set-Cookie` line of the last response.
pub struct SetCookieView {
    /// The line, with the value shortened.
    pub text: String,
    pub name: String,
    /// Attributes and their explanations.
    pub attributes: Vec<ExplainedAttribute>,
    /// The value that came back with this request.
    pub came_back: Option<String>,
    /// The cookie's status in words.
    pub status: String,
}

/// A cookie of the request.
pub struct ReceivedView {
    pub name: String,
    /// The cookie's value, shortened.
    pub value: String,
    /// Whether the cookie is one of the page's own.
    pub is_demo: bool,
}

impl View {
    /// Returns the view for a page or a lesson at the address `back`.
    pub fn new(page: &Page, context: &CookieLabContext, back: &str, experiments: Vec<Experiment>) -> Self {
        let (sent, request) = (context.sent(), NextRequest::of(context));
        let status = |sent: &SentCookie| {
            let status = CookieStatus::of(sent, &request);
            (
                status == CookieStatus::CameBack,
                page.localize(&status.message(sent, &context.host)).into_owned(),
            )
        };
        let size = |bytes: usize| {
            let name = experiments::name_of_size(bytes);
            let sent = sent.iter().find(|sent| sent.cookie.name() == name);
            (bytes, sent.map(|sent| status(sent).0))
        };
        let with_status = |sent: &SentCookie| {
            let (is_back, status) = status(sent);
            (sent.clone(), is_back, status)
        };
        let last = context.lab.browser.memory().sent_cookies.last.clone();
        let last = last.iter().map(|sent| SetCookieView::new(context, sent, status(sent).1));
        Self {
            back: back.to_owned(),
            last: last.collect(),
            received: context.received.all().iter().map(|pair| ReceivedView::new(context, pair)).collect(),
            plans: plan::read(&context.received, &context.lab.lab.key),
            sizes: SIZES.map(size),
            host: context.host.clone(),
            sent: sent.iter().map(with_status).collect(),
            experiments,
        }
    }

    /// Returns the cookies of this request that were not sent from here: a script
    /// or the visitor set them.
    pub fn made_elsewhere(&self) -> Vec<&ReceivedView> {
        let was_sent = |name: &str| self.sent.iter().any(|(sent, ..)| sent.cookie.name() == name);
        self.received.iter().filter(|cookie| cookie.is_demo && !was_sent(&cookie.name)).collect()
    }
}

impl SetCookieView {
    fn new(context: &CookieLabContext, sent: &SentCookie, status: String) -> Self {
        let name = sent.cookie.name().to_owned();
        let text = sent.cookie.to_string();
        let pair = text.split("; ").next().unwrap_or_default();
        Self {
            text: text.replacen(pair, &shorten(pair, MAX_SHOWN), 1),
            attributes: attributes::explain(&text),
            came_back: context.received.get(&name).map(|value| shorten(value, MAX_SHOWN)),
            status,
            name,
        }
    }
}

impl ReceivedView {
    /// Shows the beginning of the shop's own cookies only: whoever sees the screen
    /// must not get the session.
    fn new(context: &CookieLabContext, (name, value): &(String, String)) -> Self {
        let is_demo = context.reserved.is_demo(name);
        let shown = if is_demo { MAX_SHOWN } else { MAX_SHOWN_OF_SHOP_COOKIES };
        Self { name: name.clone(), value: shorten(value, shown), is_demo }
    }
}
