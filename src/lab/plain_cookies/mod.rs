//! `/lab/cookies`: plain cookies, without a session (section B). The server sends
//! the cookie of a form; the next request, which is the page itself, shows what
//! the browser did with it.

mod attributes;
mod context;
mod cookie_form;
mod cookie_status;
mod experiments;
pub mod names;
mod page;
mod plan;
mod sent_cookies;
mod view;

use actix_web::{
    FromRequest, HttpResponse,
    web::{self, ServiceConfig},
};

pub use page::{Part, render_part};
pub use sent_cookies::SentCookies;

use crate::{
    i18n::Message,
    lab::lessons,
    web::{Error, Form, Page},
};
use context::CookieLabContext;

/// The page's address.
const HOME: &str = "/lab/cookies";

/// Characters of a value that are shown.
const MAX_SHOWN: usize = 120;

/// Registers `/lab/cookies` and all addresses below it.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource(HOME).get(page::show))
        .service(web::resource("/lab/cookies/elsewhere").get(page::show_elsewhere))
        .service(web::resource("/lab/cookies/set").post(set))
        .service(web::resource("/lab/cookies/size").post(set_size))
        .service(web::resource("/lab/cookies/plan").post(set_plan))
        .service(web::resource("/lab/cookies/delete").post(delete))
        .service(web::resource("/lab/cookies/delete-all").post(delete_all));
}

/// B1: sets the cookie of the form.
async fn set(context: CookieLabContext, mut form: Form) -> Result<HttpResponse, Error> {
    if let Some(cookie) = cookie_form::read_cookie(&mut form, &context.reserved) {
        if let Some(response) = context.send(vec![cookie], &back(&form)) {
            return Ok(response);
        }
        form.reject("key", too_many());
    }
    refuse(&context, form).await
}

/// B6: sets a cookie of a size.
async fn set_size(context: CookieLabContext, mut form: Form) -> Result<HttpResponse, Error> {
    let bytes = form.trimmed("bytes").parse().ok().filter(|bytes| experiments::SIZES.contains(bytes));
    let response = bytes.map(|bytes| context.send(vec![experiments::cookie_of_size(bytes)], &back(&form)));
    match response {
        Some(Some(response)) => return Ok(response),
        Some(None) => form.reject("key", too_many()),
        None => form.reject("bytes", Message::new("lab-cookies-size-unknown")),
    }
    refuse(&context, form).await
}

/// B7: sets the plan as a plain cookie and as a signed one.
async fn set_plan(context: CookieLabContext, mut form: Form) -> Result<HttpResponse, Error> {
    if let Some(response) = context.send(plan::cookies(&context.lab.lab.key).into(), &back(&form)) {
        return Ok(response);
    }
    form.reject("key", too_many());
    refuse(&context, form).await
}

/// B5: deletes one cookie under each of its paths and domains.
async fn delete(context: CookieLabContext, mut form: Form) -> Result<HttpResponse, Error> {
    match context.reserved.full_name(form.trimmed("key")) {
        Ok(name) => Ok(context.send_removals(sent_cookies::removals(&name, &context), &back(&form))),
        Err(message) => {
            form.reject("key", message);
            refuse(&context, form).await
        }
    }
}

/// B5: deletes all cookies of the page.
async fn delete_all(context: CookieLabContext, form: Form) -> Result<HttpResponse, Error> {
    Ok(context.send_removals(sent_cookies::removals_of_all(&context), &back(&form)))
}

/// Responds with the page again and the wrong form; no cookie is set.
async fn refuse(context: &CookieLabContext, form: Form) -> Result<HttpResponse, Error> {
    let page = Page::extract(&context.lab.request).await?;
    page::unprocessable(&page, context, form)
}

fn too_many() -> Message {
    let most = i64::try_from(sent_cookies::MAX_COOKIES).unwrap_or_default();
    Message::new("lab-cookies-too-many").count("most", most)
}

/// Returns the address of the lesson that the form belongs to, else of the page.
fn back(form: &Form) -> String {
    let address = form.trimmed("back");
    let lesson = address.strip_prefix("/lab/lessons/").and_then(lessons::find);
    format!("{}#sent", if lesson.is_some() { address } else { HOME })
}
