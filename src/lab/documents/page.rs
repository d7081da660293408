//! The page `/lab/documents`: the five documents, and their statements by the letter
//! of the lesson that shows them. A GET form selects a document and a verdict.

use actix_web::{
    HttpResponse,
    web::{self, Query, ServiceConfig},
};
use askama::Template;
use serde::Deserialize;

use super::{DOCUMENTS, STATEMENTS, Statement, Verdict, lessons, text};
use crate::{
    lab::LabContext,
    web::{Error, Page, respond},
};

/// Adds the page.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/documents").get(show));
}

/// What the form selects. A value that does not exist selects nothing.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Selection {
    document: String,
    verdict: String,
}

impl Selection {
    fn document(&self) -> Option<u8> {
        self.document.parse().ok().filter(|number| (1..=DOCUMENTS).contains(number))
    }

    fn verdict(&self) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.value() == self.verdict)
    }

    fn selects(&self, statement: &Statement) -> bool {
        let makes = |number| statement.sources.iter().any(|source| source.document == number);
        self.document().is_none_or(makes) && self.verdict().is_none_or(|verdict| verdict == statement.verdict)
    }
}

#[derive(Template)]
#[template(path = "lab/documents.html")]
struct DocumentsPage {
    page: Page,
    selection: Selection,
    documents: Vec<DocumentView>,
    verdicts: [Verdict; 3],
    subjects: Vec<Subject>,
    count: usize,
}

/// One of the documents.
struct DocumentView {
    number: u8,
    title: &'static str,
    about: &'static str,
}

/// The statements whose first lesson has one letter.
struct Subject {
    letter: char,
    name: String,
    statements: Vec<StatementView>,
}

/// A statement with its lessons and the commands of its tests.
struct StatementView {
    statement: &'static Statement,
    claim: &'static str,
    explanation: &'static str,
    /// Slugs and titles.
    lessons: Vec<(&'static str, String)>,
    proofs: Vec<lessons::Proof>,
}

impl StatementView {
    fn new(statement: &'static Statement, page: &Page) -> Self {
        let language = page.display.language;
        let lessons = statement.lessons.iter().filter_map(|slug| lessons::find(slug));
        Self {
            statement,
            claim: statement.claim(page),
            explanation: statement.explanation(page),
            lessons: lessons.map(|lesson| (lesson.slug, lesson.text.sections(language).title)).collect(),
            proofs: statement.tests.iter().filter_map(|test| lessons::proof(test)).collect(),
        }
    }

    fn letter(&self) -> Option<char> {
        lessons::find(self.statement.lessons.first()?).map(lessons::Lesson::letter)
    }
}

impl DocumentsPage {
    fn new(page: Page, selection: Selection) -> Self {
        let language = page.display.language;
        let documents = (1..=DOCUMENTS).map(|number| {
            let name = format!("document-{number}");
            DocumentView { number, title: text(language, &name, 0), about: text(language, &name, 1) }
        });
        let selected = STATEMENTS.iter().filter(|statement| selection.selects(statement));
        let selected: Vec<_> = selected.map(|statement| StatementView::new(statement, &page)).collect();
        Self {
            documents: documents.collect(),
            verdicts: Verdict::ALL,
            count: selected.len(),
            subjects: by_subject(selected, &page),
            selection,
            page,
        }
    }

    fn is_document(&self, number: u8) -> bool {
        self.selection.document() == Some(number)
    }
}

/// Groups statements by the letter of their first lesson.
fn by_subject(statements: Vec<StatementView>, page: &Page) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = lessons::letters(page)
        .map(|(letter, name)| Subject { letter, name, statements: Vec::new() })
        .collect();
    for view in statements {
        let letter = view.letter();
        if let Some(subject) = subjects.iter_mut().find(|subject| Some(subject.letter) == letter) {
            subject.statements.push(view);
        }
    }
    subjects.retain(|subject| !subject.statements.is_empty());
    subjects
}

async fn show(_: LabContext, page: Page, selection: Query<Selection>) -> Result<HttpResponse, Error> {
    let template = DocumentsPage::new(page.clone(), selection.into_inner());
    respond::html(&page, &template)
}
