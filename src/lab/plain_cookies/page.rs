//! The page itself, and the one elsewhere at which other cookies arrive.

use actix_web::{HttpRequest, HttpResponse, web::Query};
use askama::Template;
use serde::Deserialize;

use super::{AtHand, HOME, Signed, View, cut, experiments, experiments::Experiment, names::PREFIX};
use crate::web::{Error, Form, Page, respond};

/// A line of Rust and the same in Django.
pub struct Code {
    /// In a handler of ours.
    pub rust: &'static str,
    /// In a view of theirs.
    pub django: &'static str,
}

const SET: Code = Code {
    rust: r#"answer.add_cookie(&Cookie::build("tea", "oolong").path("/").http_only(true).finish())"#,
    django: r#"response.set_cookie("tea", "oolong", path="/", httponly=True)"#,
};
const READ: Code =
    Code { rust: r#"request.cookie("tea")"#, django: r#"request.COOKIES.get("tea"); request.COOKIES"# };
const DELETE: Code = Code {
    rust: "cookie.make_removal(); answer.add_cookie(&cookie)",
    django: r#"response.delete_cookie("tea", path="/")"#,
};

/// B4: which cookie is to be read.
#[derive(Deserialize)]
pub struct Wish {
    name: Option<String>,
}

/// What reading one cookie gave.
struct Reading {
    name: String,
    value: Option<String>,
}

#[derive(Template)]
#[template(path = "lab/cookies.html")]
struct CookiesPage {
    page: Page,
    form: Form,
    view: View,
    reading: Option<Reading>,
    prefix: &'static str,
    two_ends: Vec<Experiment>,
    places: Vec<Experiment>,
}

impl CookiesPage {
    fn new(page: &Page, at_hand: &AtHand, form: Form) -> Self {
        Self {
            view: View::new(page, at_hand, HOME, experiments::scripts(page)),
            two_ends: experiments::two_ends(page),
            places: experiments::places(page, &at_hand.host),
            prefix: PREFIX,
            reading: None,
            form,
            page: page.clone(),
        }
    }
}

/// `/lab/cookies`.
pub async fn show(page: Page, at_hand: AtHand, wish: Query<Wish>) -> Result<HttpResponse, Error> {
    let form = Form::new().with("value", "oolong").with("path", "/").with("samesite", "Lax");
    let mut template = CookiesPage::new(&page, &at_hand, form);
    template.reading = wish.into_inner().name.map(|name| read(&at_hand, name.trim()));
    respond::html(&page, &template)
}

/// The page again, with what was wrong.
pub fn unprocessable(page: &Page, at_hand: &AtHand, form: Form) -> Result<HttpResponse, Error> {
    respond::unprocessable(page, &CookiesPage::new(page, at_hand, form))
}

/// Only the page's own: what the others hold is not for reading here.
fn read(at_hand: &AtHand, name: &str) -> Reading {
    let value = at_hand.received.get(name).filter(|_| at_hand.reserved.is_demo(name));
    Reading { name: cut(name), value: value.map(cut) }
}

#[derive(Template)]
#[template(path = "lab/cookies/elsewhere.html")]
struct ElsewherePage {
    page: Page,
    view: View,
    path: String,
}

/// `/lab/cookies/elsewhere`: B3.
pub async fn show_elsewhere(
    request: HttpRequest,
    page: Page,
    at_hand: AtHand,
) -> Result<HttpResponse, Error> {
    let view = View::new(&page, &at_hand, HOME, Vec::new());
    respond::html(&page, &ElsewherePage { view, path: request.path().to_owned(), page: page.clone() })
}
