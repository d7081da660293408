//! The page, the page elsewhere at which other cookies arrive, and the parts that
//! lessons B show.

use actix_web::{HttpResponse, web::Query};
use askama::Template;
use serde::Deserialize;

use super::{
    HOME, MAX_SHOWN,
    context::CookieLabContext,
    experiments::{self, Experiment},
    names::PREFIX,
    plan::SignedPlan,
    view::View,
};
use crate::{
    lab::{LabContext, display::shorten},
    web::{Error, Form, Page, respond},
};

/// A line of Rust, and the line of Python that does the same in Django.
pub struct Code {
    /// In a handler of this shop.
    pub rust: &'static str,
    pub django: &'static str,
}

const SET: Code = Code {
    rust: r#"response.add_cookie(&Cookie::build("tea", "oolong").path("/").http_only(true).finish())"#,
    django: r#"response.set_cookie("tea", "oolong", path="/", httponly=True)"#,
};
const READ: Code =
    Code { rust: r#"request.cookie("tea")"#, django: r#"request.COOKIES.get("tea"); request.COOKIES"# };
const DELETE: Code = Code {
    rust: "cookie.make_removal(); response.add_cookie(&cookie)",
    django: r#"response.delete_cookie("tea", path="/")"#,
};

/// B4: the name of the cookie to read.
#[derive(Deserialize)]
pub struct CookieQuery {
    name: Option<String>,
}

/// A cookie that was read by its name.
struct NamedCookie {
    name: String,
    value: Option<String>,
}

#[derive(Template)]
#[template(path = "lab/cookies.html")]
struct CookiesPage {
    page: Page,
    form: Form,
    view: View,
    reading: Option<NamedCookie>,
    prefix: &'static str,
    two_ends: Vec<Experiment>,
    places: Vec<Experiment>,
}

impl CookiesPage {
    fn new(page: &Page, context: &CookieLabContext, form: Form) -> Self {
        Self {
            view: View::new(page, context, HOME, experiments::http_only(page)),
            two_ends: experiments::max_age_and_expires(page),
            places: experiments::paths_and_domains(page, &context.host),
            prefix: PREFIX,
            reading: None,
            form,
            page: page.clone(),
        }
    }
}

/// Serves `/lab/cookies`.
pub async fn show(
    context: CookieLabContext,
    page: Page,
    query: Query<CookieQuery>,
) -> Result<HttpResponse, Error> {
    let form = Form::new().with("value", "oolong").with("path", "/").with("samesite", "Lax");
    let mut template = CookiesPage::new(&page, &context, form);
    template.reading = query.into_inner().name.map(|name| read(&context, name.trim()));
    respond::html(&page, &template)
}

/// Responds with the page again and the wrong form.
pub fn unprocessable(page: &Page, context: &CookieLabContext, form: Form) -> Result<HttpResponse, Error> {
    respond::unprocessable(page, &CookiesPage::new(page, context, form))
}

/// Reads one of the page's own cookies; others may not be read here.
fn read(context: &CookieLabContext, name: &str) -> NamedCookie {
    let value = context.received.get(name).filter(|_| context.reserved.is_demo(name));
    NamedCookie { name: shorten(name, MAX_SHOWN), value: value.map(|value| shorten(value, MAX_SHOWN)) }
}

#[derive(Template)]
#[template(path = "lab/cookies/elsewhere.html")]
struct ElsewherePage {
    page: Page,
    view: View,
    path: String,
}

/// Serves `/lab/cookies/elsewhere` (B3).
pub async fn show_elsewhere(context: CookieLabContext, page: Page) -> Result<HttpResponse, Error> {
    let view = View::new(&page, &context, HOME, Vec::new());
    let path = context.lab.request.path().to_owned();
    respond::html(&page, &ElsewherePage { view, path, page: page.clone() })
}

/// A part of the page that a lesson shows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// B1: cookies with and without `HttpOnly`.
    HttpOnly,
    /// B2: Max-Age and Expires that contradict each other.
    MaxAgeAndExpires,
    /// B3: cookies for other paths and domains.
    PathsAndDomains,
    /// B4 and B5: the cookies of this request, and buttons that delete them.
    ReadAndDelete,
    /// B6: cookies of exact sizes.
    Sizes,
    /// B7: a plan, plain and signed.
    Plan,
}

#[derive(Template)]
#[template(path = "lab/controls/b_cookies.html")]
struct LessonPart<'a> {
    page: &'a Page,
    view: View,
    part: Part,
}

/// Renders a part of the page for a lesson, which the forms return to.
///
/// # Errors
/// If the template can't be rendered.
pub fn render_part(context: &LabContext, page: &Page, part: Part) -> Result<String, Error> {
    let context = CookieLabContext::new(context.clone());
    let experiments = match part {
        Part::HttpOnly | Part::ReadAndDelete => experiments::http_only(page),
        Part::MaxAgeAndExpires => experiments::max_age_and_expires(page),
        Part::PathsAndDomains => experiments::paths_and_domains(page, &context.host),
        Part::Sizes | Part::Plan => Vec::new(),
    };
    let view = View::new(page, &context, context.lab.request.path(), experiments);
    Ok(LessonPart { page, view, part }.render()?)
}
