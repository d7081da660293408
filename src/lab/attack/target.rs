//! What is attacked: points that a visitor took in the lab, and two ways to
//! give them away, without a token and with one.

use actix_web::{
    HttpRequest, HttpResponse, Resource,
    http::{Method, header},
    web,
};
use askama::Template;

use crate::{
    sessions::Session,
    web::{Error, Page, respond},
};

/// Where the session keeps the points.
pub const POINTS: &str = "lab_points";

/// How many the attacker is after.
const AT_ONCE: i64 = 10;

/// `/lab/target`, which asks for no token.
pub fn target() -> Resource {
    web::resource("/lab/target").route(web::get().to(arrive)).route(web::post().to(arrive))
}

#[derive(Template)]
#[template(path = "lab/target.html")]
struct TargetPage {
    page: Page,
    method: Method,
    /// The site that the browser says it comes from.
    origin: String,
    /// Whether the session's cookie came along.
    carried: bool,
    points: Option<i64>,
}

impl TargetPage {
    fn is_post(&self) -> bool {
        self.method == Method::POST
    }

    /// What became of it, in one word.
    fn outcome(&self) -> &'static str {
        match (self.is_post(), self.points.is_some(), self.carried) {
            (true, true, _) => "succeeded",
            (true, false, _) => "failed",
            (false, _, true) => "carried",
            (false, _, false) => "bare",
        }
    }
}

/// A GET only looks. A POST gives points away, if the session came along; a
/// stranger has none, and gets no session for asking.
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

/// The same behind a token.
pub async fn guarded(session: Session) -> Result<HttpResponse, Error> {
    give_away(&session)?;
    Ok(respond::see_other("/lab/lessons/f3-samesite"))
}

fn give_away(session: &Session) -> Result<(), Error> {
    if session.has_key(POINTS) {
        session.change(POINTS, |points: Option<i64>| points.map(|points| points.saturating_sub(AT_ONCE)))?;
    }
    Ok(())
}
