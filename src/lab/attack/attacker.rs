//! The attacker's page. It has nothing of the shop but the server: opened as
//! `127.0.0.1` while the shop is `localhost`, it is another site to a browser.
//! Its forms lead to the lab's targets alone; forms of the shop have tokens.

use actix_web::{
    HttpRequest, HttpResponse, Resource,
    http::header::{CONTENT_SECURITY_POLICY, HeaderValue},
    web,
};
use askama::Template;

use crate::{
    lab::hosts,
    web::{Error, Page, respond},
};

/// `/lab/attack`.
pub fn attacker() -> Resource {
    web::resource("/lab/attack").get(show)
}

#[derive(Template)]
#[template(path = "lab/attack.html")]
struct AttackPage {
    page: Page,
    /// The site under attack, such as `http://localhost:8080`.
    victim: String,
    /// Whether the form sends itself.
    auto: bool,
}

async fn show(request: HttpRequest) -> Result<HttpResponse, Error> {
    let page = Page::without_session(&request).ok_or_else(|| Error::internal("no assets are set"))?;
    let victim = hosts::other_site(&request);
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self' {victim}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    let policy = HeaderValue::from_str(&policy).map_err(Error::internal)?;
    let auto = request.query_string().starts_with("auto");
    let mut answer = respond::html(&page, &AttackPage { page: page.clone(), victim, auto })?;
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    Ok(answer)
}
