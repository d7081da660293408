//! A forged session: whoever knows the key of `signed_cookies` writes any
//! session that he likes. With a key that the lab leaks on purpose and that
//! signs nothing else.

use actix_session::config::CookieContentSecurity;
use actix_web::HttpRequest;
use askama::Template;
use futures_util::future::LocalBoxFuture;

use super::sealed::{cookie_of, read, server_with};
use crate::{
    sessions::data::Data,
    web::{Error, Page},
};

/// Not the site's: everybody may read them.
const LEAKED: &str = "the lab's leaked key, which everybody may read";
const NEW: &str = "the lab's next key, which everybody may read too";

/// The longest name that is put in, characters.
const MAX_LENGTH: usize = 40;

#[derive(Template)]
#[template(path = "lab/controls/forged.html")]
struct Forged {
    page: Page,
    name: String,
    longest: usize,
    leaked: &'static str,
    forgery: Option<Forgery>,
}

/// A forged cookie, and what two servers make of it.
struct Forgery {
    cookie: String,
    /// The key of the server, and the session that it sees, if it believes it.
    servers: [(&'static str, Option<String>); 2],
}

/// Draws the form and, with a name in the address, the forgery.
pub fn draw(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let name = name(&request);
        let forgery = if name.is_empty() { None } else { Some(forge(&name).await?) };
        Ok(Forged { page, name, longest: MAX_LENGTH, leaked: LEAKED, forgery }.render()?)
    })
}

/// All that a forger needs is the key.
async fn forge(name: &str) -> Result<Forgery, Error> {
    let mut data = Data::default();
    data.set("username", serde_json::to_string(name).map_err(Error::internal)?);
    data.set("is_staff", "true");
    let victim = server_with(LEAKED, CookieContentSecurity::Signed);
    let cookie = cookie_of(&data, &victim).await?;
    let careful = server_with(NEW, CookieContentSecurity::Signed);
    let servers = [("LEAKED", read(&cookie, &victim).await), ("NEW", read(&cookie, &careful).await)];
    Ok(Forgery { cookie, servers })
}

/// What was typed, as far as it is a name.
fn name(request: &HttpRequest) -> String {
    let fields: Vec<(String, String)> =
        serde_urlencoded::from_str(request.query_string()).unwrap_or_default();
    let typed = fields.into_iter().find(|(field, _)| field == "name").map(|(_, typed)| typed);
    let letters = typed.unwrap_or_default();
    letters.trim().chars().filter(|letter| !letter.is_control()).take(MAX_LENGTH).collect()
}
