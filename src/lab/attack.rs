//! A forged request (CSRF) in reality (F3): a page that poses as another site, and
//! a target that anybody may attack. A visitor can lose nothing but points of the
//! lab.

use actix_web::{
    HttpRequest, HttpResponse, Resource,
    http::{
        Method,
        header::{self, CONTENT_SECURITY_POLICY, HeaderValue},
    },
    web,
};
use askama::Template;

use super::hosts;
use crate::{
    sessions::Session,
    web::{Error, Page, respond},
};

/// The session's key for the points.
pub const POINTS: &str = "lab_points";

/// Points that one forged request takes.
const STOLEN_POINTS: i64 = 10;

/// Returns the resource `/lab/attack`, the attacker's page. Opened as `127.0.0.1`
/// while the shop is `localhost`, it is another site to a browser.
pub fn attacker() -> Resource {
    web::resource("/lab/attack").get(show)
}

/// Returns the resource `/lab/target`, which needs no token.
pub fn target() -> Resource {
    web::resource("/lab/target").route(web::get().to(arrive)).route(web::post().to(arrive))
}

#[derive(Template)]
#[template(path = "lab/attack.html")]
struct AttackPage {
    page: Page,
    /// The site under attack, such as `http://localhost:8080`.
    victim: String,
    /// Whether a script sends the form.
    auto: bool,
}

/// Responds with the attacker's page. Its forms lead to the lab's targets only;
/// forms of the shop need a token.
async fn show(request: HttpRequest) -> Result<HttpResponse, Error> {
    let page = Page::without_session(&request).ok_or_else(|| Error::internal("no assets are set"))?;
    let victim = hosts::other_site(&request);
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self' {victim}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    let policy = HeaderValue::from_str(&policy).map_err(Error::internal)?;
    let auto = request.query_string().starts_with("auto");
    let mut response = respond::html(&page, &AttackPage { page: page.clone(), victim, auto })?;
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

#[derive(Template)]
#[template(path = "lab/target.html")]
struct TargetPage {
    page: Page,
    method: Method,
    /// The site that the browser names as the request's origin.
    origin: String,
    /// Whether the request carried the session's cookie.
    carried: bool,
    points: Option<i64>,
}

impl TargetPage {
    fn is_post(&self) -> bool {
        self.method == Method::POST
    }

    /// Returns the outcome for the template.
    fn outcome(&self) -> &'static str {
        match (self.is_post(), self.points.is_some(), self.carried) {
            (true, true, _) => "succeeded",
            (true, false, _) => "failed",
            (false, _, true) => "carried",
            (false, _, false) => "bare",
        }
    }
}

/// Takes points by POST if the request carried the session. A visitor without a
/// session has no points, and gets no session.
async fn arrive(request: HttpRequest, session: Session, page: Page) -> Result<HttpResponse, Error> {
    if request.method() == Method::POST {
        give_away(&session)?;
    }
    let origin = request.headers().get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let template = TargetPage {
        method: request.method().clone(),
        origin: origin.unwrap_or_default().to_owned(),
        carried: session.session_key().is_some(),
        points: session.get(POINTS)?,
        page: page.clone(),
    };
    respond::html(&page, &template)
}

/// Takes points if the form has a token.
pub async fn guarded(session: Session) -> Result<HttpResponse, Error> {
    give_away(&session)?;
    Ok(respond::see_other("/lab/lessons/f3-samesite"))
}

fn give_away(session: &Session) -> Result<(), Error> {
    if session.has_key(POINTS) {
        session.change(POINTS, |points: Option<i64>| {
            points.map(|points| points.saturating_sub(STOLEN_POINTS))
        })?;
    }
    Ok(())
}
