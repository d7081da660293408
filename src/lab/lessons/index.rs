//! The page `/lab`: the main route with the student's progress, the tools, and all lessons
//! by letter.

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;

use super::{
    find,
    links::{LessonLink, Letter, letters},
    route::{ROUTE, Stop},
    table::LESSONS,
};
use crate::{
    i18n::Message,
    lab::{LabContext, progress::Progress},
    web::{Error, Page, respond},
};

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab").get(index))
        .service(web::resource("/lab/progress/reset").post(reset));
}

#[derive(Template)]
#[template(path = "lab/index.html")]
struct IndexPage {
    page: Page,
    route: Vec<StopView>,
    /// The first lesson of the route that is not done.
    next: Option<LessonLink>,
    summary: ProgressSummary,
    letters: Vec<Letter>,
}

/// A lesson of the main route.
struct StopView {
    link: LessonLink,
    minutes: u8,
    /// What one needs before it, as HTML.
    before: String,
    /// What one can do after it, as HTML.
    after: String,
}

/// What the progress line shows.
struct ProgressSummary {
    done: usize,
    stops: usize,
    text: String,
    is_empty: bool,
}

impl StopView {
    fn new(stop: &Stop, page: &Page, progress: &Progress) -> Option<Self> {
        let lesson = find(stop.slug)?;
        let sections = lesson.text.sections(page.display.language);
        let (before, after) = (sections.before, sections.after);
        Some(Self { link: LessonLink::new(lesson, page, progress), minutes: stop.minutes, before, after })
    }
}

impl ProgressSummary {
    fn new(page: &Page, progress: &Progress) -> Self {
        let done = ROUTE.iter().filter(|stop| progress.is_compared(stop.slug)).count();
        let visited = LESSONS.iter().filter(|lesson| progress.is_visited(lesson.slug)).count();
        let count = |number| i64::try_from(number).unwrap_or_default();
        let text = Message::new("course-progress")
            .count("done", count(done))
            .count("stops", count(ROUTE.len()))
            .count("visited", count(visited))
            .count("lessons", count(LESSONS.len()));
        let text = page.localize(&text).into_owned();
        Self { done, stops: ROUTE.len(), text, is_empty: *progress == Progress::default() }
    }
}

async fn index(context: LabContext, page: Page) -> Result<HttpResponse, Error> {
    let progress = Progress::of(&context);
    let next = ROUTE.iter().find(|stop| !progress.is_compared(stop.slug)).and_then(|stop| find(stop.slug));
    let template = IndexPage {
        route: ROUTE.iter().filter_map(|stop| StopView::new(stop, &page, &progress)).collect(),
        next: next.map(|lesson| LessonLink::new(lesson, &page, &progress)),
        summary: ProgressSummary::new(&page, &progress),
        letters: letters(&page, &progress),
        page: page.clone(),
    };
    respond::html(&page, &template)
}

/// Removes the progress of this browser.
async fn reset(context: LabContext) -> HttpResponse {
    let mut response = respond::see_other("/lab");
    Progress::default().store(&context, &mut response);
    response
}
