//! The pages `/lab`, with all lessons, and `/lab/lessons/SLUG`, with one.

use actix_web::{
    FromRequest, HttpMessage, HttpResponse,
    web::{self, Path, ServiceConfig},
};
use askama::Template;

use super::{
    Lesson,
    behaviours::{Behaviour, behaviour},
    excerpt::QuotedItem,
    letters::letters,
    table::LESSONS,
    text::Sections,
};
use crate::{
    lab::{
        LabContext,
        documents::{self, Statement},
    },
    web::{Error, Form, Page, respond},
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab").get(index)).service(web::resource("/lab/lessons/{slug}").get(show));
}

#[derive(Template)]
#[template(path = "lab/index.html")]
struct IndexPage {
    page: Page,
    letters: [LetterView; 8],
}

struct LetterView {
    letter: char,
    name: String,
    lessons: Vec<LessonLink>,
}

struct LessonLink {
    slug: &'static str,
    title: String,
    behaviours: &'static [&'static str],
}

impl LessonLink {
    fn new(lesson: &Lesson, page: &Page) -> Self {
        let title = lesson.text.sections(page.display.language).title;
        Self { slug: lesson.slug, title, behaviours: lesson.behaviours }
    }
}

async fn index(page: Page) -> Result<HttpResponse, Error> {
    let mut letters = letters(&page);
    let letters = std::array::from_fn(|_| {
        let (letter, name) = letters.next().unwrap_or_default();
        let lessons = LESSONS.iter().filter(|lesson| lesson.letter() == letter);
        let lessons = lessons.map(|lesson| LessonLink::new(lesson, &page)).collect();
        LetterView { letter, name, lessons }
    });
    respond::html(&page, &IndexPage { page: page.clone(), letters })
}

#[derive(Template)]
#[template(path = "lab/lesson.html")]
struct LessonPage {
    page: Page,
    lesson: &'static Lesson,
    sections: Sections,
    controls: String,
    code: Vec<(&'static str, QuotedItem)>,
    behaviours: Vec<&'static Behaviour>,
    statements: Vec<&'static Statement>,
    before: Option<LessonLink>,
    after: Option<LessonLink>,
}

impl LessonPage {
    async fn new(context: &LabContext, page: Page, slug: &str) -> Result<Self, Error> {
        let index = LESSONS.iter().position(|lesson| lesson.slug == slug).ok_or(Error::NotFound)?;
        let lesson = &LESSONS[index];
        let neighbour = |index: usize| LESSONS.get(index).map(|lesson| LessonLink::new(lesson, &page));
        Ok(Self {
            sections: lesson.text.sections(page.display.language),
            controls: lesson.render_widgets(context, &page).await?,
            code: lesson.code.iter().filter_map(|excerpt| Some((excerpt.path, excerpt.item()?))).collect(),
            behaviours: lesson.behaviours.iter().filter_map(|id| behaviour(id)).collect(),
            statements: documents::statements_of(slug),
            before: index.checked_sub(1).and_then(neighbour),
            after: neighbour(index + 1),
            lesson,
            page,
        })
    }
}

async fn show(context: LabContext, page: Page, slug: Path<String>) -> Result<HttpResponse, Error> {
    let template = LessonPage::new(&context, page.clone(), &slug).await?;
    respond::html(&page, &template)
}

/// Responds with the lesson again (422) and a form that is wrong. The widgets
/// find it with [`LabContext::refused_form`].
///
/// # Errors
/// If there is no such lesson, or if the page can't be rendered.
pub async fn refuse(context: &LabContext, slug: &str, form: Form) -> Result<HttpResponse, Error> {
    context.request.extensions_mut().insert(form);
    let page = Page::extract(&context.request).await?;
    let template = LessonPage::new(context, page.clone(), slug).await?;
    respond::unprocessable(&page, &template)
}
