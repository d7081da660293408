//! `/lab/cookies`: plain cookies, without any session (section B). The server
//! sends what the form says; what the browser made of it shows in the next
//! request, which is the page itself.

mod asked;
mod at_hand;
mod attributes;
pub mod experiments;
mod fate;
mod names;
mod page;
mod plan;
mod received;
mod removal;
mod sent;
mod sizes;
mod view;

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, ServiceConfig},
};

pub use at_hand::AtHand;
pub use plan::Signed;
pub use sent::Sent;
pub use view::View;

use crate::{
    i18n::Message,
    lab::lessons,
    web::{Error, Form, Page},
};

/// Address of the page.
pub const HOME: &str = "/lab/cookies";

/// How much of a long value is shown.
const SHOWN: usize = 120;

/// `/lab/cookies` and all below it.
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

/// B1: the cookie that the form asks for.
async fn set(request: HttpRequest, mut form: Form, at_hand: AtHand) -> Result<HttpResponse, Error> {
    if let Some(cookie) = asked::cookie(&mut form, &at_hand.reserved) {
        if let Some(answer) = at_hand.send(vec![cookie], &back(&form)) {
            return Ok(answer);
        }
        form.reject("key", too_many());
    }
    refuse(&request, &at_hand, form).await
}

/// B6: a cookie of so many bytes.
async fn set_size(request: HttpRequest, mut form: Form, at_hand: AtHand) -> Result<HttpResponse, Error> {
    let bytes = form.trimmed("bytes").parse().ok().filter(|bytes| sizes::SIZES.contains(bytes));
    let answer = bytes.map(|bytes| at_hand.send(vec![sizes::cookie(bytes)], &back(&form)));
    match answer {
        Some(Some(answer)) => return Ok(answer),
        Some(None) => form.reject("key", too_many()),
        None => form.reject("bytes", Message::new("lab-cookies-size-unknown")),
    }
    refuse(&request, &at_hand, form).await
}

/// B7: a plan as a plain cookie, and as a signed one.
async fn set_plan(request: HttpRequest, mut form: Form, at_hand: AtHand) -> Result<HttpResponse, Error> {
    if let Some(answer) = at_hand.send(plan::cookies(&at_hand.key).into(), &back(&form)) {
        return Ok(answer);
    }
    form.reject("key", too_many());
    refuse(&request, &at_hand, form).await
}

/// B5: one cookie, wherever it lies.
async fn delete(request: HttpRequest, mut form: Form, at_hand: AtHand) -> Result<HttpResponse, Error> {
    match at_hand.reserved.whole(form.trimmed("key")) {
        Ok(name) => Ok(at_hand.send_removals(removal::of(&name, &at_hand), &back(&form))),
        Err(message) => {
            form.reject("key", message);
            refuse(&request, &at_hand, form).await
        }
    }
}

/// B5: all cookies of the page.
async fn delete_all(form: Form, at_hand: AtHand) -> Result<HttpResponse, Error> {
    Ok(at_hand.send_removals(removal::of_all(&at_hand), &back(&form)))
}

/// The page again, with what was wrong; no cookie is sent.
async fn refuse(request: &HttpRequest, at_hand: &AtHand, form: Form) -> Result<HttpResponse, Error> {
    let page = Page::extract(request).await?;
    page::unprocessable(&page, at_hand, form)
}

fn too_many() -> Message {
    Message::new("lab-cookies-too-many").count("most", i64::try_from(sent::MAX_COOKIES).unwrap_or_default())
}

/// To the lesson whose form it was, else to the page.
fn back(form: &Form) -> String {
    let wished = form.trimmed("back");
    let is_lesson = lessons::all().any(|lesson| wished.strip_prefix("/lab/lessons/") == Some(lesson.slug));
    let path = if is_lesson { wished } else { HOME };
    format!("{path}#sent")
}

/// A text short enough to be looked at.
fn cut(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(SHOWN).collect::<String>())
}
