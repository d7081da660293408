//! Goals: tasks for a student, such as “make the server refuse your cookie without
//! deleting it”. The judge looks at the exchanges of the student's browser and at
//! stores, and never at a claim: [`table`] has the conditions of each goal, and
//! [`judge`] finds the exchanges that meet them.

mod conditions;
mod copied_cookie;
mod evidence;
mod judge;
mod page;
mod pass;
mod table;
mod text;

use actix_web::web::ServiceConfig;

use crate::i18n::Language;

pub use conditions::cart as cart_of;

use conditions::Condition;
use evidence::Evidence;
use judge::Step;

/// A task with its judge.
pub struct Goal {
    /// Its address below `/lab/goals/`, such as `refused-cookie`.
    pub slug: &'static str,
    /// The slugs of the lessons that teach it. It is listed with the first one.
    pub lessons: &'static [&'static str],
    /// Decides whether the goal is reached.
    judge: Judge,
    /// A tool on the goal's page, beside those of the lessons.
    tool: Option<Tool>,
    /// Its text in each language.
    text: text::Text,
}

/// What decides whether a goal is reached.
enum Judge {
    /// One exchange after the other meets these conditions.
    InOrder(&'static [Condition]),
    /// A function that returns the steps of the goal, for what can't be seen in a single
    /// browser's exchanges.
    Custom(fn(&Evidence) -> Vec<Step>),
}

/// A tool on the page of a goal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tool {
    /// Copies the session's cookie, and sets the copy again.
    CopiedCookie,
    /// Sends a forged cookie.
    Pass,
}

impl Goal {
    /// Returns the title in a language.
    pub fn title(&self, language: Language) -> String {
        self.text.sections(language).title
    }
}

/// Returns the goals of a lesson.
pub fn of_lesson(slug: &str) -> impl Iterator<Item = &'static Goal> {
    table::GOALS.iter().filter(move |goal| goal.lessons.contains(&slug))
}

/// Registers `/lab/goals` and all pages below it.
pub fn routes(config: &mut ServiceConfig) {
    pass::routes(config);
    copied_cookie::routes(config);
    page::routes(config);
}
