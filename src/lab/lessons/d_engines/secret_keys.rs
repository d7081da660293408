//! What the secret key protects: who knows it can forge sessions (D19), and a
//! rotated key is accepted as a fallback (H8). The keys here are public and sign
//! nothing of the site.

use std::sync::Arc;

use actix_session::config::CookieContentSecurity;
use askama::Template;

use super::signed_cookies::{COOKIE_NAME, read, sign};
use crate::{
    lab::LabContext,
    sessions::{
        Keys, Options, SessionKey,
        cookie::{seal, verify},
        data::Data,
        engines::SignedCookiesEngine,
    },
    web::{Error, Page},
};

const OLD: &str = "the lab's old key, which everybody may read";
const NEW: &str = "the lab's new key, which everybody may read";
const LEAKED: &str = "the lab's leaked key, which everybody may read";

/// Characters of the name in a forged session.
const MAX_NAME_LENGTH: usize = 40;

/// Returns the options of a server with a secret key and fallbacks.
fn server(key: &str, fallbacks: &[String]) -> Options {
    let mut options = Options::new(Arc::new(SignedCookiesEngine), Keys::derive(key, fallbacks));
    options.cookie.content = CookieContentSecurity::Signed;
    options
}

#[derive(Template)]
#[template(path = "lab/controls/forged_session.html")]
struct ForgedSession {
    page: Page,
    name: String,
    longest: usize,
    leaked: &'static str,
    forgery: Option<Forgery>,
}

/// A forged cookie, and what two servers read from it.
struct Forgery {
    cookie: String,
    /// The key of the server, and the session if the server accepts the cookie.
    servers: [(&'static str, Option<String>); 2],
}

/// D19: forges a session with a name from the query string.
pub async fn forged_session(context: LabContext, page: Page) -> Result<String, Error> {
    let name = context.query("name").unwrap_or_default();
    let name = name.trim().chars().filter(|letter| !letter.is_control()).take(MAX_NAME_LENGTH);
    let name: String = name.collect();
    let forgery = if name.is_empty() { None } else { Some(forge(&name).await?) };
    Ok(ForgedSession { page, name, longest: MAX_NAME_LENGTH, leaked: LEAKED, forgery }.render()?)
}

/// Forges a session. A forger needs nothing but the key.
async fn forge(name: &str) -> Result<Forgery, Error> {
    let mut data = Data::default();
    data.set("username", serde_json::to_string(name).map_err(Error::internal)?);
    data.set("is_staff", "true");
    let (victim, careful) = (server(LEAKED, &[]), server(NEW, &[]));
    let cookie = sign(&data, &victim).await?;
    let servers = [("LEAKED", read(&cookie, &victim).await), ("NEW", read(&cookie, &careful).await)];
    Ok(Forgery { cookie, servers })
}

/// Returns a session as a cookie, `name=value`, that the leaked key signs.
///
/// # Errors
/// If the session can't be signed.
pub async fn sign_with_leaked_key(data: &Data) -> Result<String, Error> {
    sign(data, &server(LEAKED, &[])).await
}

/// Returns the session in the value of a cookie, if the leaked key has signed it.
pub async fn read_with_leaked_key(value: &str) -> Option<Data> {
    let json = read(&format!("{COOKIE_NAME}={value}"), &server(LEAKED, &[])).await?;
    Data::from_json(&json).ok()
}

#[derive(Template)]
#[template(path = "lab/controls/key_rotation.html")]
struct KeyRotation {
    page: Page,
    cookie: String,
    /// Key, fallback, and whether a server with these accepts the cookie.
    rows: [(&'static str, &'static str, bool); 3],
}

/// H8: which servers accept a cookie that was signed with the old key.
pub async fn rotation(_: LabContext, page: Page) -> Result<String, Error> {
    let cookie = seal(COOKIE_NAME, SessionKey::random().as_str(), &server(OLD, &[]));
    let accepts = |options: &Options| verify(cookie.as_bytes(), options).is_some();
    let rows = [
        ("OLD", "", accepts(&server(OLD, &[]))),
        ("NEW", "", accepts(&server(NEW, &[]))),
        ("NEW", "OLD", accepts(&server(NEW, &[OLD.to_owned()]))),
    ];
    Ok(KeyRotation { page, cookie, rows }.render()?)
}
