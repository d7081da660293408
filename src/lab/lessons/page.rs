//! `/lab/lessons/SLUG`: one lesson.

use actix_web::{
    FromRequest, HttpMessage, HttpRequest, HttpResponse,
    web::{self, Path, ServiceConfig},
};
use askama::Template;

use super::{
    Lesson, all,
    behaviours::{Behaviour, behaviour},
    excerpt::Shown,
    text::Sections,
};
use crate::web::{Error, Form, Page, respond};

/// The pages.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/lessons/{slug}").get(show));
}

#[derive(Template)]
#[template(path = "lab/lesson.html")]
struct LessonPage {
    page: Page,
    lesson: &'static Lesson,
    sections: Sections,
    controls: String,
    code: Vec<(&'static str, Shown)>,
    behaviours: Vec<&'static Behaviour>,
    before: Option<Neighbour>,
    after: Option<Neighbour>,
}

/// The lesson before or after.
struct Neighbour {
    slug: &'static str,
    title: String,
}

async fn show(request: HttpRequest, page: Page, slug: Path<String>) -> Result<HttpResponse, Error> {
    let template = LessonPage::new(request, page.clone(), &slug).await?;
    respond::html(&page, &template)
}

/// The lesson again, with what was wrong in a form of its controls: they find
/// the form in the request's extensions.
pub async fn refuse(request: HttpRequest, slug: &str, form: Form) -> Result<HttpResponse, Error> {
    request.extensions_mut().insert(form);
    show_refused(request, slug).await
}

/// The same, where the controls read by themselves what was typed.
pub async fn show_refused(request: HttpRequest, slug: &str) -> Result<HttpResponse, Error> {
    let page = Page::extract(&request).await?;
    let template = LessonPage::new(request, page.clone(), slug).await?;
    respond::unprocessable(&page, &template)
}

impl LessonPage {
    async fn new(request: HttpRequest, page: Page, slug: &str) -> Result<Self, Error> {
        let place = all().position(|lesson| lesson.slug == slug).ok_or(Error::NotFound)?;
        let lesson = all().nth(place).ok_or(Error::NotFound)?;
        let controls = match lesson.controls {
            Some(draw) => draw(request, page.clone()).await?,
            None => String::new(),
        };
        let language = page.display.language;
        let neighbour = |lesson: &'static Lesson| Neighbour {
            slug: lesson.slug,
            title: lesson.text.sections(language).title,
        };
        Ok(Self {
            sections: lesson.text.sections(language),
            controls,
            code: lesson.code.iter().filter_map(|excerpt| Some((excerpt.path, excerpt.shown()?))).collect(),
            behaviours: lesson.behaviours.iter().filter_map(|id| behaviour(id)).collect(),
            before: place.checked_sub(1).and_then(|before| all().nth(before)).map(neighbour),
            after: all().nth(place + 1).map(neighbour),
            lesson,
            page,
        })
    }
}
