//! Predict, run, compare: a student answers the question of a lesson, runs the experiment,
//! and then sees what happens, whether that was predicted, and why. Before the second step
//! the page contains neither the result nor the reason.

use actix_web::{
    HttpResponse,
    web::{self, Path, ServiceConfig},
};

use super::{Lesson, find, page::refuse, text::Sections};
use crate::{
    i18n::{Language, Message},
    lab::{LabContext, progress::Progress},
    web::{Error, Form, respond},
};

/// The field of the choice, and the id of its error message.
pub const FIELD: &str = "prediction";

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/lessons/{slug}/predict").post(predict))
        .service(web::resource("/lab/lessons/{slug}/compare").post(compare));
}

/// The question of a lesson, as its page shows it.
pub struct QuestionView {
    /// The question as HTML.
    pub text: String,
    pub choices: Vec<ChoiceView>,
    /// What the student has chosen, as HTML.
    pub chosen: Option<String>,
    pub error: Option<Message>,
    /// The result, once the student has run the experiment.
    pub result: Option<ResultView>,
}

/// A choice of the question.
pub struct ChoiceView {
    pub number: usize,
    /// The choice as HTML.
    pub text: String,
    pub is_chosen: bool,
}

/// What happened in the experiment.
pub struct ResultView {
    /// The right choice as HTML.
    pub right: String,
    pub was_predicted: bool,
    /// The reason as HTML.
    pub why: String,
}

impl QuestionView {
    /// Returns the question of a lesson, with what the student has answered. It takes the
    /// question and the reason out of the sections, so that no other part shows them.
    pub fn take(
        sections: &mut Sections,
        lesson: &Lesson,
        progress: &Progress,
        refused: Option<&Form>,
    ) -> Option<Self> {
        let question = sections.question.take()?;
        let why = std::mem::take(&mut sections.why);
        let chosen = progress.prediction(lesson.slug).map(usize::from);
        let result = progress.is_compared(lesson.slug).then(|| ResultView {
            right: question.choices[question.right].clone(),
            was_predicted: chosen == Some(question.right),
            why,
        });
        let choice = |(number, text): (usize, &String)| {
            let is_chosen = chosen == Some(number);
            ChoiceView { number, text: text.clone(), is_chosen }
        };
        Some(Self {
            choices: question.choices.iter().enumerate().map(choice).collect(),
            chosen: chosen.and_then(|number| question.choices.get(number).cloned()),
            error: refused.and_then(|form| form.error(FIELD)).cloned(),
            text: question.text,
            result,
        })
    }
}

/// Keeps the choice in this browser.
async fn predict(context: LabContext, slug: Path<String>, mut form: Form) -> Result<HttpResponse, Error> {
    let lesson = find(&slug).ok_or(Error::NotFound)?;
    let question = lesson.text.sections(Language::English).question.ok_or(Error::NotFound)?;
    let Some(choice) = question.choice(form.value(FIELD)) else {
        form.reject(FIELD, Message::new("course-choose"));
        return refuse(&context, lesson.slug, form).await;
    };
    let mut progress = Progress::of(&context);
    progress.predict(lesson.slug, choice);
    let mut response = respond::see_other(&format!("/lab/lessons/{slug}#try"));
    progress.store(&context, &mut response);
    Ok(response)
}

/// Shows the result from now on. Without a choice it changes nothing.
async fn compare(context: LabContext, slug: Path<String>) -> Result<HttpResponse, Error> {
    let lesson = find(&slug).ok_or(Error::NotFound)?;
    let mut progress = Progress::of(&context);
    progress.compare(lesson.slug);
    let mut response = respond::see_other(&format!("/lab/lessons/{slug}#compare"));
    progress.store(&context, &mut response);
    Ok(response)
}
