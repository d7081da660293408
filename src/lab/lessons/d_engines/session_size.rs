//! What this browser's session costs (D18): bytes in its store, and bytes of the
//! cookie in each request.

use actix_session::config::CookieContentSecurity;
use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;

use super::signed_cookies::{data_of, sign, signing_options};
use crate::{
    lab::LabContext,
    sessions::{Session, cookie::MAX_COOKIE_BYTES},
    web::{Error, Form, Page, respond},
};

/// The session's key for the filler.
const FILLER: &str = "lab_ballast";

/// Bytes that one press of the button adds.
const FILLER_BYTES: usize = 1_000;

pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/lessons/d18-bytes/ballast").post(fill));
}

#[derive(Template)]
#[template(path = "lab/controls/bytes.html")]
struct SessionSize {
    page: Page,
    engine: &'static str,
    /// Bytes of the data as JSON.
    data: usize,
    /// The limit for the data, bytes.
    most: usize,
    /// Bytes of the cookie that this browser sent, name and value.
    sent: usize,
    /// Bytes of a cookie of `signed_cookies` with this data, signed and private.
    in_cookie: [(&'static str, usize); 2],
    /// The browsers' limit for a cookie, bytes.
    limit: usize,
    more: usize,
}

/// D18: the figures, and buttons that make the session larger.
pub async fn bytes(context: LabContext, page: Page) -> Result<String, Error> {
    let data = data_of(&context.session().await?);
    let mut in_cookie = [("signed", 0), ("private", 0)];
    let contents = [CookieContentSecurity::Signed, CookieContentSecurity::Private];
    for ((_, bytes), content) in in_cookie.iter_mut().zip(contents) {
        // The equals sign does not count.
        *bytes = sign(&data, &signing_options(content)).await?.len() - 1;
    }
    let size = SessionSize {
        page,
        engine: context.options().engine.name(),
        data: data.to_json().map_or(0, |json| json.len()),
        most: context.options().max_bytes,
        sent: context.session_cookie().map_or(0, |value| context.cookie_name().len() + value.len()),
        in_cookie,
        limit: MAX_COOKIE_BYTES,
        more: FILLER_BYTES,
    };
    Ok(size.render()?)
}

/// Makes the session larger, or removes the filler. The framework enforces the
/// limit.
async fn fill(session: Session, form: Form) -> Result<HttpResponse, Error> {
    if form.value("do") == "more" {
        session.change(FILLER, |text: Option<String>| {
            let letters = text.map_or(0, |text| text.len()) + FILLER_BYTES;
            Some("x".repeat(letters))
        })?;
    } else {
        // A missing filler is no error.
        drop(session.delete(FILLER));
    }
    Ok(respond::see_other("/lab/lessons/d18-bytes#try"))
}
