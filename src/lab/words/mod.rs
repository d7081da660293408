//! The page `/lab/words`: the terms of the lessons in three languages, those about
//! sessions with an explanation and a lesson.

mod glossary;

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;

use super::{LabContext, entries::Entries, lessons};
use crate::web::{Error, Page, respond};

pub use glossary::{GLOSSARY, Term};

/// The explanations.
static TEXTS: Entries = super::entries::entries!("words");

/// Adds the page.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/words").get(show));
}

#[derive(Template)]
#[template(path = "lab/words.html")]
struct WordsPage {
    page: Page,
    explained: Vec<ExplainedTerm>,
    others: Vec<&'static Term>,
}

/// A term with its explanation.
struct ExplainedTerm {
    term: &'static Term,
    /// Its anchor on the page.
    name: &'static str,
    explanation: &'static str,
    /// Slug and title.
    lesson: (&'static str, String),
}

impl ExplainedTerm {
    fn new(term: &'static Term, page: &Page) -> Option<Self> {
        let language = page.display.language;
        let (name, slug) = term.explanation?;
        let lesson = lessons::find(slug)?;
        let explanation = TEXTS.of(language, name).first()?;
        Some(Self { term, name, explanation, lesson: (slug, lesson.text.sections(language).title) })
    }
}

async fn show(_: LabContext, page: Page) -> Result<HttpResponse, Error> {
    let explained = GLOSSARY.iter().filter_map(|term| ExplainedTerm::new(term, &page)).collect();
    let others = GLOSSARY.iter().filter(|term| term.explanation.is_none()).collect();
    let template = WordsPage { page: page.clone(), explained, others };
    respond::html(&page, &template)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_explained_term_has_its_texts_and_its_lesson() {
        let explained = GLOSSARY.iter().filter_map(|term| term.explanation);
        let (names, slugs): (Vec<_>, Vec<_>) = explained.unzip();
        TEXTS.assert_complete(&names, 1);
        for slug in slugs {
            assert!(lessons::find(slug).is_some(), "no lesson {slug}");
        }
    }
}
