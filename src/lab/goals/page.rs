//! The pages `/lab/goals`, with all goals, and `/lab/goals/SLUG`, with one: the task, how
//! far each step is and which exchange shows it, hints and the solution.

use actix_web::{
    HttpResponse,
    web::{self, Path, ServiceConfig},
};
use askama::Template;

use super::{
    Goal, Tool,
    evidence::{Evidence, Recorded},
    judge::{Step, is_reached},
    pass,
    table::{self, GOALS},
    text::Sections,
};
use crate::{
    i18n::Message,
    lab::{
        LabContext,
        inspector::summary::Summary,
        lessons::{self, Lesson},
        progress::Progress,
    },
    web::{Error, Page, respond},
};

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/goals").get(list))
        .service(web::resource("/lab/goals/{slug}").get(show));
}

#[derive(Template)]
#[template(path = "lab/goals.html")]
struct GoalsPage {
    page: Page,
    goals: Vec<GoalRow>,
    solved: usize,
}

/// A goal in the list.
struct GoalRow {
    slug: &'static str,
    title: String,
    /// The title of the first lesson that teaches it.
    lesson: String,
    is_solved: bool,
    /// The steps that are done now, and all steps.
    steps: (usize, usize),
}

/// A lesson that teaches a goal.
struct LessonLink {
    slug: &'static str,
    title: String,
}

impl LessonLink {
    fn new(lesson: &'static Lesson, page: &Page) -> Self {
        Self { slug: lesson.slug, title: lesson.text.sections(page.display.language).title }
    }
}

async fn list(context: LabContext, page: Page) -> Result<HttpResponse, Error> {
    let recorded = Recorded::of(&context);
    let evidence = Evidence::of(&context, &recorded).await;
    let mut progress = Progress::of(&context);
    let mut is_new = false;
    let mut goals = Vec::with_capacity(GOALS.len());
    for goal in GOALS {
        let steps = goal.judge(&evidence);
        if is_reached(&steps) {
            is_new |= progress.solve(goal.slug);
        }
        let done = steps.iter().filter(|step| **step != Step::Missing).count();
        let lesson = goal.lessons.first().and_then(|slug| lessons::find(slug));
        goals.push(GoalRow {
            slug: goal.slug,
            title: goal.title(page.display.language),
            lesson: lesson.map(|lesson| LessonLink::new(lesson, &page).title).unwrap_or_default(),
            is_solved: progress.is_solved(goal.slug),
            steps: (done, steps.len()),
        });
    }
    let solved = goals.iter().filter(|goal| goal.is_solved).count();
    let mut response = respond::html(&page, &GoalsPage { page: page.clone(), goals, solved })?;
    if is_new {
        progress.store(&context, &mut response);
    }
    Ok(response)
}

#[derive(Template)]
#[template(path = "lab/goal.html")]
struct GoalPage<'a> {
    page: Page,
    goal: &'static Goal,
    text: Sections,
    steps: Vec<StepRow<'a>>,
    is_solved: bool,
    lessons: Vec<LessonLink>,
    tool: Option<ToolView>,
    next: Option<(&'static str, String)>,
}

/// A step of the goal.
struct StepRow<'a> {
    /// HTML.
    text: String,
    is_done: bool,
    /// The exchange that shows it.
    shown: Option<Summary<'a>>,
}

/// The tool on the page.
enum ToolView {
    /// Whether there is a copy of the cookie.
    CopiedCookie(bool),
    /// The pass of the other guest, and whether the request has a pass.
    Pass(String, bool),
}

impl ToolView {
    async fn of(tool: Tool, context: &LabContext) -> Result<Self, Error> {
        Ok(match tool {
            Tool::CopiedCookie => Self::CopiedCookie(context.browser.memory().copied_cookie.is_some()),
            Tool::Pass => Self::Pass(pass::of_victim(context).await?, pass::is_sent(context)),
        })
    }
}

impl<'a> StepRow<'a> {
    fn new(text: String, step: Step, evidence: &Evidence<'a>) -> Self {
        let shown = match step {
            Step::Shown(index) => Some(Summary::of_analysis(&evidence.exchanges[index])),
            Step::ShownElsewhere | Step::Missing => None,
        };
        Self { text, is_done: step != Step::Missing, shown }
    }
}

/// Returns the lessons that teach a goal.
fn lessons_of(goal: &Goal, page: &Page) -> Vec<LessonLink> {
    let lessons = goal.lessons.iter().filter_map(|slug| lessons::find(slug));
    lessons.map(|lesson| LessonLink::new(lesson, page)).collect()
}

async fn show(context: LabContext, page: Page, slug: Path<String>) -> Result<HttpResponse, Error> {
    let goal = table::find(&slug).ok_or(Error::NotFound)?;
    let recorded = Recorded::of(&context);
    let evidence = Evidence::of(&context, &recorded).await;
    let steps = goal.judge(&evidence);
    let mut progress = Progress::of(&context);
    let is_new = is_reached(&steps) && progress.solve(goal.slug);
    let mut text = goal.text.sections(page.display.language);
    let texts = std::mem::take(&mut text.steps).into_iter();
    let next = GOALS.iter().find(|other| other.slug != goal.slug && !progress.is_solved(other.slug));
    let template = GoalPage {
        steps: texts.zip(steps).map(|(text, step)| StepRow::new(text, step, &evidence)).collect(),
        is_solved: progress.is_solved(goal.slug),
        lessons: lessons_of(goal, &page),
        tool: match goal.tool {
            Some(tool) => Some(ToolView::of(tool, &context).await?),
            None => None,
        },
        next: next.map(|goal| (goal.slug, goal.title(page.display.language))),
        text,
        goal,
        page: page.clone(),
    };
    let mut response = respond::html(&page, &template)?;
    if is_new {
        progress.store(&context, &mut response);
    }
    Ok(response)
}
