//! `/lab/choose`: which engine suits a site. A form asks five questions, and the page shows
//! the choice of the decision tree with its settings and its lesson.

mod tree;

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;
use strum::VariantArray as _;

use super::LabContext;
use crate::{
    i18n::Message,
    web::{Error, Page, respond},
};
use tree::{Answers, Choice, Load, Loss, Machines, Readers, Size};

pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/choose").get(show));
}

/// A question with its answers.
struct Question {
    /// The name of the form's field.
    name: &'static str,
    text: Message,
    /// Values and texts of the answers, and whether they are chosen.
    answers: Vec<(&'static str, Message, bool)>,
}

#[derive(Template)]
#[template(path = "lab/choose.html")]
struct ChoosePage {
    page: Page,
    questions: [Question; 5],
    /// The choice, once the form is sent.
    choice: Option<Choice>,
}

/// Makes a question from the answers of its type.
macro_rules! question {
    ($name:literal, $text:literal, $answers:ident, $chosen:expr) => {
        Question {
            name: $name,
            text: Message::new($text),
            answers: $answers::VARIANTS
                .iter()
                .map(|answer| (answer.code(), answer.text(), *answer == $chosen))
                .collect(),
        }
    };
}

fn questions(answers: Answers) -> [Question; 5] {
    [
        question!("loss", "lab-choose-loss", Loss, answers.loss),
        question!("size", "lab-choose-size", Size, answers.size),
        question!("machines", "lab-choose-machines", Machines, answers.machines),
        question!("load", "lab-choose-load", Load, answers.load),
        question!("readers", "lab-choose-readers", Readers, answers.readers),
    ]
}

/// Returns the answers in the query; `None` if one is missing or unknown.
fn read_answers(context: &LabContext) -> Option<Answers> {
    Some(Answers {
        loss: context.query("loss")?.parse().ok()?,
        size: context.query("size")?.parse().ok()?,
        machines: context.query("machines")?.parse().ok()?,
        load: context.query("load")?.parse().ok()?,
        readers: context.query("readers")?.parse().ok()?,
    })
}

async fn show(context: LabContext, page: Page) -> Result<HttpResponse, Error> {
    let answers = read_answers(&context);
    let template = ChoosePage {
        page: page.clone(),
        questions: questions(answers.unwrap_or_default()),
        choice: answers.map(Choice::of),
    };
    respond::html(&page, &template)
}
