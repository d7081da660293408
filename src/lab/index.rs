//! `/lab`: the instruments and the lessons.

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;

use super::lessons::{Lesson, letters};
use crate::web::{Error, Page, respond};

/// The page.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab").get(show));
}

#[derive(Template)]
#[template(path = "lab/index.html")]
struct IndexPage {
    page: Page,
    letters: Vec<LetterView>,
}

struct LetterView {
    letter: char,
    name: String,
    lessons: Vec<LessonView>,
}

struct LessonView {
    slug: &'static str,
    title: String,
    behaviours: &'static [&'static str],
}

async fn show(page: Page) -> Result<HttpResponse, Error> {
    let view = |lesson: &'static Lesson| LessonView {
        slug: lesson.slug,
        title: lesson.text.sections(page.display.language).title,
        behaviours: lesson.behaviours,
    };
    let letters = letters().into_iter().map(|letter| LetterView {
        letter: letter.letter,
        name: name_of(&page, letter.letter),
        lessons: letter.lessons.iter().map(view).collect(),
    });
    let letters = letters.collect();
    respond::html(&page, &IndexPage { page: page.clone(), letters })
}

fn name_of(page: &Page, letter: char) -> String {
    let name = match letter {
        'A' => page.text("lab-letter-a"),
        'B' => page.text("lab-letter-b"),
        'C' => page.text("lab-letter-c"),
        'D' => page.text("lab-letter-d"),
        'E' => page.text("lab-letter-e"),
        'F' => page.text("lab-letter-f"),
        'G' => page.text("lab-letter-g"),
        _ => page.text("lab-letter-h"),
    };
    name.into_owned()
}
