//! Key rotation with keys of the lab's own: the same cookie before a secret
//! key is replaced, after it, and with the old one as a fallback.

use std::sync::Arc;

use actix_web::HttpRequest;
use askama::Template;
use futures_util::future::LocalBoxFuture;

use crate::{
    sessions::{
        Keys, Options, SessionKey,
        cookie::{seal, verify},
        engines::SignedCookiesEngine,
    },
    web::{Error, Page},
};

/// Not the site's: everybody may read them.
const OLD: &str = "the lab's old key, which everybody may read";
const NEW: &str = "the lab's new key, which everybody may read";

#[derive(Template)]
#[template(path = "lab/controls/keys.html")]
struct KeysTable {
    page: Page,
    cookie: String,
    rows: [(&'static str, &'static str, bool); 3],
}

/// Draws what each server makes of a cookie that was signed with the old key.
pub fn draw(_: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let cookie = seal("sessionid", SessionKey::random().as_str(), &server(OLD, &[]));
        let holds = |options: &Options| verify(cookie.as_bytes(), options).is_some();
        let rows = [
            ("OLD", "", holds(&server(OLD, &[]))),
            ("NEW", "", holds(&server(NEW, &[]))),
            ("NEW", "OLD", holds(&server(NEW, &[OLD.to_owned()]))),
        ];
        Ok(KeysTable { page, cookie, rows }.render()?)
    })
}

/// The options of a server with those keys.
fn server(key: &str, fallbacks: &[String]) -> Options {
    Options::new(Arc::new(SignedCookiesEngine), Keys::derive(key, fallbacks))
}
