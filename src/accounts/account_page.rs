//! The page of a user's account: links to the orders, the devices and the password.

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;
use time::{format_description::StaticFormatDescription, macros::format_description};

use super::visitor::Member;
use crate::web::{Error, Page, respond};

const DATE: StaticFormatDescription = format_description!("[year]-[month]-[day]");

/// Registers `/account`.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/account").route(web::get().to(show)));
}

#[derive(Template)]
#[template(path = "accounts/account.html")]
struct AccountPage {
    page: Page,
    username: String,
    /// Date of the registration, UTC.
    registered: String,
}

async fn show(Member(user): Member, page: Page) -> Result<HttpResponse, Error> {
    // A `PrimitiveDateTime` has all components of this format.
    let registered = user.created_at.format(DATE).unwrap_or_default();
    respond::html(&page, &AccountPage { page: page.clone(), username: user.username, registered })
}
