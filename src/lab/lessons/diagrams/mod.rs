//! The sequence diagrams of the lessons: who sends what to whom, from top to bottom. They
//! are drawn as SVG on the server from the descriptions in `table.rs`, in the language and
//! the colours of the page.

mod table;

use askama::Template;

use crate::web::{Error, Page};

/// The distance between two participants, in the units of the drawing.
const COLUMN: usize = 230;
/// The distance of the first participant from the left edge.
const MARGIN: usize = 95;
/// The height of one step.
const STEP: usize = 46;
/// Where the first step begins.
const TOP: usize = 62;

/// A text of a diagram.
#[derive(Clone, Copy, Debug)]
pub enum Label {
    /// Code, the same in each language.
    Code(&'static str),
    /// The id of a message.
    Text(&'static str),
}

/// One step. A participant is given by its position, from 0.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// A message from one participant to another.
    Message(usize, usize, Label),
    /// What a participant does itself.
    Note(usize, Label),
}

/// A sequence diagram.
#[derive(Debug)]
pub struct Diagram {
    /// Its name, which is a part of ids on the page.
    pub name: &'static str,
    /// The id of its title.
    pub title: &'static str,
    /// The slugs of the lessons that show it.
    pub lessons: &'static [&'static str],
    /// The ids of the participants' names.
    pub participants: [&'static str; 3],
    pub steps: &'static [Step],
}

/// A diagram as it is shown on a page.
pub struct DrawnDiagram {
    pub title: String,
    /// The drawing, as SVG.
    pub svg: String,
}

/// A participant as it is drawn.
struct Participant {
    x: usize,
    name: String,
}

/// A step as it is drawn. Its arrow leads from `from` to `to`; a note has none.
struct DrawnStep {
    y: usize,
    text_x: usize,
    text: String,
    is_code: bool,
    arrow: Option<Arrow>,
}

struct Arrow {
    from: usize,
    to: usize,
    /// The corners of the arrow's head.
    head: String,
}

#[derive(Template)]
#[template(path = "lab/diagram.svg", escape = "html")]
struct Drawing {
    name: &'static str,
    title: String,
    description: String,
    width: usize,
    height: usize,
    participants: Vec<Participant>,
    steps: Vec<DrawnStep>,
}

fn x(participant: usize) -> usize {
    MARGIN + participant * COLUMN
}

fn text(page: &Page, label: Label) -> String {
    match label {
        Label::Code(code) => code.to_owned(),
        Label::Text(id) => page.text(id).into_owned(),
    }
}

impl DrawnStep {
    fn new(page: &Page, index: usize, step: Step) -> Self {
        let y = TOP + (index + 1) * STEP;
        let (text_x, label, arrow) = match step {
            Step::Message(from, to, label) => (x(from).midpoint(x(to)), label, Some(Arrow::new(from, to, y))),
            Step::Note(at, label) => (x(at), label, None),
        };
        Self { y, text_x, text: text(page, label), is_code: matches!(label, Label::Code(_)), arrow }
    }
}

impl Arrow {
    fn new(from: usize, to: usize, y: usize) -> Self {
        let (from, to) = (x(from), x(to));
        let back = if to > from { to - 9 } else { to + 9 };
        Self { from, to, head: format!("{to},{y} {back},{} {back},{}", y - 5, y + 5) }
    }
}

impl Diagram {
    /// Returns the steps as a text for users who do not see the drawing.
    fn description(&self, page: &Page) -> String {
        let name = |participant: usize| page.text(self.participants[participant]);
        let sentences = self.steps.iter().map(|step| match *step {
            Step::Message(from, to, label) => format!("{} → {}: {}", name(from), name(to), text(page, label)),
            Step::Note(at, label) => format!("{}: {}", name(at), text(page, label)),
        });
        sentences.collect::<Vec<_>>().join("; ")
    }

    fn draw(&self, page: &Page) -> Result<DrawnDiagram, Error> {
        let participant =
            |(index, id): (usize, &&str)| Participant { x: x(index), name: page.text(id).into() };
        let drawing = Drawing {
            name: self.name,
            title: page.text(self.title).into_owned(),
            description: self.description(page),
            width: 2 * MARGIN + 2 * COLUMN,
            height: TOP + (self.steps.len() + 1) * STEP,
            participants: self.participants.iter().enumerate().map(participant).collect(),
            steps: self
                .steps
                .iter()
                .enumerate()
                .map(|(index, step)| DrawnStep::new(page, index, *step))
                .collect(),
        };
        let svg = drawing.render()?;
        Ok(DrawnDiagram { title: drawing.title, svg })
    }
}

/// Draws the diagrams of a lesson.
///
/// # Errors
/// If a drawing can't be rendered.
pub fn draw_all(page: &Page, lesson: &str) -> Result<Vec<DrawnDiagram>, Error> {
    let diagrams = table::DIAGRAMS.iter().filter(|diagram| diagram.lessons.contains(&lesson));
    diagrams.map(|diagram| diagram.draw(page)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::i18n::Language;

    /// A label that is longer than its space would cross the next participant's line.
    #[test]
    fn every_label_has_its_lesson_and_its_space() {
        let mut names = BTreeSet::new();
        for diagram in table::DIAGRAMS {
            assert!(names.insert(diagram.name), "{} is there twice", diagram.name);
            for lesson in diagram.lessons {
                assert!(super::super::find(lesson).is_some(), "there is no lesson {lesson}");
            }
            for step in diagram.steps {
                let (Step::Message(_, _, label) | Step::Note(_, label)) = *step;
                for language in Language::ALL {
                    let text = match label {
                        Label::Code(code) => code.to_owned(),
                        Label::Text(id) => language.text(id).into_owned(),
                    };
                    let width: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
                    assert!(width <= 34, "{}: {text}", diagram.name);
                }
            }
        }
    }
}
