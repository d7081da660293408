//! The page of a lesson: `/lab/lessons/SLUG`.

use std::sync::Arc;

use actix_web::{
    FromRequest, HttpMessage, HttpResponse,
    web::{self, Path, ServiceConfig},
};
use askama::Template;

use super::{
    Lesson,
    behaviours::{Behaviour, behaviour},
    diagrams::{self, DrawnDiagram},
    excerpt::QuotedItem,
    find,
    links::{self, LessonLink, Letter},
    prediction::QuestionView,
    route::{self, ROUTE},
    table::LESSONS,
    text::Sections,
};
use crate::{
    i18n::Message,
    lab::{
        LabContext,
        documents::{self, Statement},
        exchanges::Exchange,
        progress::Progress,
    },
    web::{Error, Form, Page, respond},
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/lessons/{slug}").get(show));
}

#[derive(Template)]
#[template(path = "lab/lesson.html")]
struct LessonPage {
    page: Page,
    lesson: &'static Lesson,
    sections: Sections,
    question: Option<QuestionView>,
    controls: String,
    diagrams: Vec<DrawnDiagram>,
    /// The latest exchange of this browser that sent a form.
    last_form: Option<Arc<Exchange>>,
    code: Vec<(&'static str, QuotedItem)>,
    behaviours: Vec<&'static Behaviour>,
    statements: Vec<&'static Statement>,
    /// The place on the main route, if the lesson is on it.
    on_route: Option<Place>,
    in_table: Place,
    route: Vec<LessonLink>,
    letters: Vec<Letter>,
}

/// The place of a lesson in an order of lessons.
struct Place {
    /// Which lesson it is of how many.
    position: Message,
    minutes: Option<u8>,
    before: Option<LessonLink>,
    after: Option<LessonLink>,
}

impl Place {
    /// Returns the place of a lesson on the main route.
    fn on_route(lesson: &Lesson, link: impl Fn(&Lesson) -> LessonLink) -> Option<Self> {
        let index = route::place(lesson)?;
        let neighbour = |index: usize| ROUTE.get(index).and_then(|stop| find(stop.slug)).map(&link);
        Some(Self {
            position: position(Message::new("course-position-route"), index, ROUTE.len()),
            minutes: Some(ROUTE[index].minutes),
            before: index.checked_sub(1).and_then(neighbour),
            after: neighbour(index + 1),
        })
    }

    /// Returns the place of a lesson among those of its letter; its neighbours are those of
    /// the table.
    fn in_table(index: usize, name: &str, link: impl Fn(&Lesson) -> LessonLink) -> Self {
        let letter = LESSONS[index].letter();
        let is_same = |lesson: &&Lesson| lesson.letter() == letter;
        let earlier = LESSONS[..index].iter().filter(is_same).count();
        let total = LESSONS.iter().filter(is_same).count();
        let neighbour = |index: usize| LESSONS.get(index).map(&link);
        Self {
            position: position(Message::new("course-position-letter").with("letter", name), earlier, total),
            minutes: None,
            before: index.checked_sub(1).and_then(neighbour),
            after: neighbour(index + 1),
        }
    }
}

fn position(message: Message, index: usize, total: usize) -> Message {
    let count = |number| i64::try_from(number).unwrap_or_default();
    message.count("position", count(index + 1)).count("total", count(total))
}

/// Returns the latest exchange of this browser that sent a form, other than a prediction.
fn last_form(context: &LabContext) -> Option<Arc<Exchange>> {
    let is_prediction = |path: &str| path.ends_with("/predict") || path.ends_with("/compare");
    let mut exchanges = context.browser.exchanges.latest_first().into_iter();
    exchanges.find(|exchange| !exchange.method.is_safe() && !is_prediction(&exchange.path))
}

impl LessonPage {
    async fn new(context: &LabContext, page: Page, slug: &str, progress: &Progress) -> Result<Self, Error> {
        let index = LESSONS.iter().position(|lesson| lesson.slug == slug).ok_or(Error::NotFound)?;
        let lesson = &LESSONS[index];
        let link = |lesson: &Lesson| LessonLink::new(lesson, &page, progress);
        let mut sections = lesson.text.sections(page.display.language);
        let letters = links::letters(&page, progress);
        let name = letters.iter().find(|letter| letter.code == lesson.letter());
        let name = name.map_or("", |letter| letter.name.as_str());
        let form = context.refused_form();
        Ok(Self {
            question: QuestionView::take(&mut sections, lesson, progress, form.as_ref()),
            sections,
            controls: lesson.render_widgets(context, &page).await?,
            diagrams: diagrams::draw_all(&page, slug)?,
            last_form: last_form(context),
            code: lesson.code.iter().filter_map(|excerpt| Some((excerpt.path, excerpt.item()?))).collect(),
            behaviours: lesson.behaviours.iter().filter_map(|id| behaviour(id)).collect(),
            statements: documents::statements_of(slug),
            on_route: Place::on_route(lesson, link),
            in_table: Place::in_table(index, name, link),
            route: links::route(&page, progress),
            letters,
            lesson,
            page,
        })
    }

    /// Returns whether what gives the answer away is open: after the prediction.
    fn is_open(&self) -> bool {
        self.question.as_ref().is_none_or(|question| question.chosen.is_some())
    }
}

async fn show(context: LabContext, page: Page, slug: Path<String>) -> Result<HttpResponse, Error> {
    let mut progress = Progress::of(&context);
    let is_new = find(&slug).is_some_and(|lesson| progress.visit(lesson.slug));
    let template = LessonPage::new(&context, page.clone(), &slug, &progress).await?;
    let mut response = respond::html(&page, &template)?;
    if is_new {
        progress.store(&context, &mut response);
    }
    Ok(response)
}

/// Responds with the lesson again (422) and a form that is wrong. The widgets
/// find it with [`LabContext::refused_form`].
///
/// # Errors
/// If there is no such lesson, or if the page can't be rendered.
pub async fn refuse(context: &LabContext, slug: &str, form: Form) -> Result<HttpResponse, Error> {
    context.request.extensions_mut().insert(form);
    let page = Page::extract(&context.request).await?;
    let template = LessonPage::new(context, page.clone(), slug, &Progress::of(context)).await?;
    respond::unprocessable(&page, &template)
}
