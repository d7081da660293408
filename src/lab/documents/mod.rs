//! What five documents for beginners say about sessions, and whether it is right:
//! the page `/lab/documents`, and a box in each lesson.
//!
//! The statements are in the lab's own words. Each has a verdict, the lessons that
//! show it, and tests that prove what is right. A unit test checks that the lessons
//! exist and that `docs/behaviours.md` lists the tests; `tests/repository/behaviours.rs`
//! checks that the tests run.

mod page;
mod table;

use super::{entries::Entries, lessons};
use crate::{i18n::Language, web::Page};

pub use page::routes;
use table::STATEMENTS;

/// The number of the documents.
const DOCUMENTS: u8 = 5;

/// The texts: for a statement, what the documents say and what is right; for a
/// document, its title and what it is about.
static TEXTS: Entries = super::entries::entries!("documents");

/// Whether a statement is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is right.
    Right,
    /// It is right in some cases only, or it leaves out what matters.
    Imprecise,
    /// It is wrong.
    Wrong,
}

/// Where a document makes a statement.
#[derive(Debug)]
pub struct Source {
    /// The number of the document, from 1.
    pub document: u8,
    /// The number of the section.
    pub section: &'static str,
}

/// A statement about the behaviour of sessions.
#[derive(Debug)]
pub struct Statement {
    /// Its name in the texts, which is also its anchor on the page.
    pub name: &'static str,
    /// Whether it is right.
    pub verdict: Verdict,
    /// Where the documents make it.
    pub sources: &'static [Source],
    /// The slugs of the lessons that show it.
    pub lessons: &'static [&'static str],
    /// The tests that prove what is right: `file::name`.
    pub tests: &'static [&'static str],
}

impl Verdict {
    const ALL: [Self; 3] = [Self::Right, Self::Imprecise, Self::Wrong];

    /// Returns its value in a URL.
    pub fn value(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Imprecise => "imprecise",
            Self::Wrong => "wrong",
        }
    }

    /// Returns the CSS class of its tag.
    pub fn class(self) -> &'static str {
        match self {
            Self::Right => "tag tag--good",
            Self::Imprecise => "tag tag--low",
            Self::Wrong => "tag tag--danger",
        }
    }

    /// Returns its localized name.
    pub fn label(self, page: &Page) -> String {
        let label = match self {
            Self::Right => page.text("lab-documents-right"),
            Self::Imprecise => page.text("lab-documents-imprecise"),
            Self::Wrong => page.text("lab-documents-wrong"),
        };
        label.into_owned()
    }
}

impl Statement {
    /// Returns what the documents say, as HTML.
    pub fn claim(&self, page: &Page) -> &'static str {
        text(page.display.language, self.name, 0)
    }

    /// Returns what is right, as HTML.
    pub fn explanation(&self, page: &Page) -> &'static str {
        text(page.display.language, self.name, 1)
    }
}

/// Returns a paragraph of an entry.
fn text(language: Language, name: &str, index: usize) -> &'static str {
    TEXTS.of(language, name).get(index).map_or("", String::as_str)
}

/// Returns the statements that a lesson shows.
pub fn statements_of(slug: &str) -> Vec<&'static Statement> {
    STATEMENTS.iter().filter(|statement| statement.lessons.contains(&slug)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_statement_and_every_document_has_its_texts() {
        let documents: Vec<String> = (1..=DOCUMENTS).map(|number| format!("document-{number}")).collect();
        let names = STATEMENTS.iter().map(|statement| statement.name);
        let names: Vec<&str> = names.chain(documents.iter().map(String::as_str)).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "a name is there twice");
        TEXTS.assert_complete(&names, 2);
    }

    #[test]
    fn every_statement_has_sources_lessons_and_tests_that_exist() {
        for statement in STATEMENTS {
            let name = statement.name;
            assert!(!statement.lessons.is_empty() && !statement.tests.is_empty(), "{name}");
            for source in statement.sources {
                assert!((1..=DOCUMENTS).contains(&source.document), "{name}: {source:?}");
                assert!(
                    source.section.split('.').all(|part| part.parse::<u8>().is_ok()),
                    "{name}: {source:?}"
                );
            }
            for slug in statement.lessons {
                assert!(lessons::find(slug).is_some(), "{name}: no lesson {slug}");
            }
            for test in statement.tests {
                assert!(lessons::proof(test).is_some(), "{name}: docs/behaviours.md lacks {test}");
            }
        }
    }

    /// A statement's lesson is about a behaviour that the statement's tests prove, so
    /// that the lesson shows these tests.
    #[test]
    fn every_statement_has_a_lesson_that_shows_one_of_its_tests() {
        for statement in STATEMENTS {
            let shown: BTreeSet<&str> = statement
                .lessons
                .iter()
                .filter_map(|slug| lessons::find(slug))
                .flat_map(|lesson| lesson.behaviours.iter().copied())
                .collect();
            let proved = statement.tests.iter().filter_map(|test| lessons::proof(test));
            let is_shown = proved.flat_map(|proof| proof.behaviours).any(|id| shown.contains(id));
            assert!(is_shown, "{}: no lesson shows {:?}", statement.name, statement.tests);
        }
    }

    #[test]
    fn each_document_makes_statements_and_each_verdict_is_given() {
        for document in 1..=DOCUMENTS {
            let made =
                |statement: &&Statement| statement.sources.iter().any(|source| source.document == document);
            assert!(STATEMENTS.iter().filter(made).count() > 10, "{document}");
        }
        for verdict in Verdict::ALL {
            assert!(STATEMENTS.iter().any(|statement| statement.verdict == verdict), "{verdict:?}");
        }
    }
}
