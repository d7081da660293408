//! The pass of the goal “In another guest's name” (D19): a session in a cookie, signed
//! with a key that the lab leaks on purpose. The pass opens nothing.

use actix_web::{
    HttpResponse,
    cookie::{Cookie, SameSite},
    http::header::SET_COOKIE,
    web::{self, ServiceConfig},
};

use crate::{
    lab::{LabContext, browser_cookie, exchanges::Exchange, lessons::secret_keys},
    sessions::data::Data,
    web::{Error, Form, respond},
};

/// The name of the cookie. The student may also set it on `/lab/cookies`.
const NAME: &str = "lab_demo_pass";

/// Characters of a pass that are sent.
const MAX_LENGTH: usize = 2_000;

/// Registers the form that sends a pass.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/goals/leaked-key/pass").post(send));
}

/// Returns the name of the guest whose pass the page shows, which nobody can guess.
pub fn victim(context: &LabContext) -> String {
    let mut memory = context.browser.memory();
    memory.pass_name.get_or_insert_with(|| format!("guest-{:08x}", rand::random::<u32>())).clone()
}

/// Returns the pass of that guest as a cookie, `name=value`.
///
/// # Errors
/// If the pass can't be signed.
pub async fn of_victim(context: &LabContext) -> Result<String, Error> {
    let mut data = Data::default();
    data.set_value("username", &victim(context))?;
    data.set_value("is_staff", &false)?;
    let cookie = secret_keys::sign_with_leaked_key(&data).await?;
    let value = cookie.split_once('=').map_or("", |(_, value)| value);
    Ok(format!("{NAME}={value}"))
}

/// Returns the session in the pass of a request, if the leaked key has signed it.
pub async fn in_request(exchange: &Exchange) -> Option<Data> {
    let pieces = exchange.cookie.as_deref()?.split(';').map(str::trim);
    for value in pieces.filter_map(|piece| piece.strip_prefix(NAME)?.strip_prefix('=')) {
        if let Some(data) = secret_keys::read_with_leaked_key(value).await {
            return Some(data);
        }
    }
    None
}

/// Sets the cookie to the text of the form, with or without its name. The next request
/// has it.
async fn send(form: Form) -> Result<HttpResponse, Error> {
    let text = form.trimmed("pass");
    let value = text.split_once('=').filter(|(name, _)| !name.contains('%')).map_or(text, |(_, value)| value);
    // A pasted text may have line breaks, which no cookie can contain.
    let value: String = value.chars().filter(|letter| is_allowed(*letter)).take(MAX_LENGTH).collect();
    let cookie = Cookie::build(NAME, value).path("/lab").http_only(true).same_site(SameSite::Lax).finish();
    let mut response = respond::see_other("/lab/goals/leaked-key#steps");
    let header = cookie.to_string().parse().map_err(Error::internal)?;
    response.headers_mut().append(SET_COOKIE, header);
    Ok(response)
}

/// Returns whether a cookie's value may contain the letter (RFC 6265bis, section 4.1.1).
fn is_allowed(letter: char) -> bool {
    matches!(letter, '!' | '#'..='+' | '-'..=':' | '<'..='[' | ']'..='~')
}

/// Returns whether the request has a pass, of whoever.
pub fn is_sent(context: &LabContext) -> bool {
    browser_cookie::cookies(context.request.headers(), NAME).next().is_some()
}
