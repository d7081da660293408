//! What each handler of the page has at hand: what the browser sent now, what
//! it was sent before, and which cookies may be touched.

use std::{
    future::{Ready, ready},
    sync::Arc,
};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    cookie::{Cookie, Key},
    dev::Payload,
    http::{
        header::{self, HeaderValue},
        uri::Authority,
    },
    web::Data,
};
use time::OffsetDateTime;

use super::{
    fate::Asked,
    names::Reserved,
    received::Received,
    sent::{Sent, SentCookie},
};
use crate::{
    lab::{Lab, request_settings::RequestSettings},
    web::{Error, respond},
};

/// What a handler has at hand.
pub struct AtHand {
    /// The names that may not be touched.
    pub reserved: Reserved,
    /// What the browser sent with this request.
    pub received: Received,
    /// What it was sent before.
    pub sent: Arc<Sent>,
    /// Signs the lab's own cookies.
    pub key: Key,
    /// By which name the browser knows the shop.
    pub host: String,
    path: String,
    is_https: bool,
    now: OffsetDateTime,
}

impl AtHand {
    /// Of a request to the lab.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        let lab = request.app_data::<Data<Lab>>()?;
        let in_force = RequestSettings::of(request)?;
        let host =
            request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let authority = host.parse::<Authority>().ok();
        Some(Self {
            reserved: Reserved::of(lab, &in_force),
            received: Received::of(request.headers()),
            sent: lab.cookies.of(in_force.browser),
            key: lab.key.clone(),
            host: authority.map_or_else(String::new, |authority| authority.host().to_owned()),
            path: request.path().to_owned(),
            is_https: request.connection_info().scheme() == "https",
            now: in_force.options.clock.now(),
        })
    }

    /// The request, as the rules of browsers look at it.
    pub fn asked(&self) -> Asked<'_> {
        Asked {
            path: &self.path,
            host: &self.host,
            is_https: self.is_https,
            now: self.now,
            received: &self.received,
        }
    }

    /// Sends cookies, and the browser on to a page that shows what came of
    /// them; nothing if there would be too many.
    pub fn send(&self, cookies: Vec<Cookie<'static>>, back: &str) -> Option<HttpResponse> {
        let sent = self.dated(cookies);
        self.sent.note(&sent).then(|| answer(&sent, back))
    }

    /// Sends removals.
    pub fn send_removals(&self, cookies: Vec<Cookie<'static>>, back: &str) -> HttpResponse {
        let removals = self.dated(cookies);
        self.sent.note_removal(&removals);
        answer(&removals, back)
    }

    fn dated(&self, cookies: Vec<Cookie<'static>>) -> Vec<SentCookie> {
        cookies.into_iter().map(|cookie| SentCookie { cookie, at: self.now }).collect()
    }
}

/// One header for each cookie: the answer's own list of cookies would keep one
/// for each name, and a name may be removed from several paths.
fn answer(cookies: &[SentCookie], back: &str) -> HttpResponse {
    let mut answer = respond::see_other(back);
    for sent in cookies {
        if let Ok(line) = HeaderValue::from_str(&sent.cookie.to_string()) {
            answer.headers_mut().append(header::SET_COOKIE, line);
        }
    }
    answer
}

impl FromRequest for AtHand {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request).ok_or(Error::NotFound))
    }
}
