//! The question that a lesson asks before its experiment, from the section `## predict` of
//! its text: the question, and two to four choices, of which one is right.
//!
//! ```text
//! How many teas are in the cart?
//!
//! - [ ] one
//! - [x] two
//! ```

use std::ops::RangeInclusive;

use super::text::html_of;

/// How many choices a question has.
const CHOICES: RangeInclusive<usize> = 2..=4;

/// The marks of a choice: right and wrong.
const MARKS: [(&str, bool); 2] = [("- [x] ", true), ("- [ ] ", false)];

/// A question with its choices, as HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub text: String,
    pub choices: Vec<String>,
    /// The number of the right choice, from 0.
    pub right: usize,
}

impl Question {
    /// Parses a section; `None` unless it has a text, two to four choices, and one right
    /// choice.
    pub fn parse(section: &str) -> Option<Self> {
        let (choices, text): (Vec<&str>, Vec<&str>) =
            section.trim().lines().partition(|line| choice(line).is_some());
        let choices: Vec<(&str, bool)> = choices.into_iter().filter_map(choice).collect();
        let mut right = choices.iter().enumerate().filter(|(_, (_, is_right))| *is_right);
        let (Some((right, _)), None) = (right.next(), right.next()) else { return None };
        let text = html_of(&text.join("\n"));
        let is_complete = CHOICES.contains(&choices.len()) && !text.is_empty();
        let choices = choices.iter().map(|(choice, _)| inline_html(choice)).collect();
        is_complete.then_some(Self { text, choices, right })
    }

    /// Returns the number of a submitted choice; `None` if the question has no such choice.
    pub fn choice(&self, text: &str) -> Option<u8> {
        text.parse().ok().filter(|choice: &u8| usize::from(*choice) < self.choices.len())
    }
}

/// Returns the text of a line with a choice, and whether the choice is right.
fn choice(line: &str) -> Option<(&str, bool)> {
    MARKS.iter().find_map(|(mark, is_right)| Some((line.strip_prefix(mark)?, *is_right)))
}

/// Renders a line of Markdown as HTML without a paragraph around it.
fn inline_html(line: &str) -> String {
    let html = html_of(line);
    html.trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{i18n::Language, lab::lessons::table::LESSONS};

    #[test]
    fn a_question_has_choices_of_which_one_is_right() {
        let question = Question::parse("Which *one*?\n\n- [ ] `a`\n- [x] b\n- [ ] c\n").unwrap();
        assert_eq!(question.text, "<p>Which <em>one</em>?</p>\n");
        assert_eq!(question.choices, ["<code>a</code>", "b", "c"]);
        assert_eq!(question.right, 1);
        assert_eq!(["2", "3", "-1", ""].map(|text| question.choice(text)), [Some(2), None, None, None]);
    }

    #[test]
    fn a_question_without_one_right_choice_is_no_question() {
        for section in [
            "",
            "Which?",
            "Which?\n- [ ] a\n- [ ] b",
            "Which?\n- [x] a\n- [x] b",
            "Which?\n- [x] a",
            "Which?\n- [x] a\n- [ ] b\n- [ ] c\n- [ ] d\n- [ ] e",
            "- [x] a\n- [ ] b",
        ] {
            assert_eq!(Question::parse(section), None, "{section:?}");
        }
    }

    #[test]
    fn the_right_choice_has_no_usual_place() {
        let right = |lesson: &crate::lab::lessons::Lesson| {
            lesson.text.sections(Language::English).question.map(|question| question.right)
        };
        let places: Vec<usize> = LESSONS.iter().filter_map(right).collect();
        for place in 0..*CHOICES.end() {
            let count = places.iter().filter(|right| **right == place).count();
            assert!(
                count <= places.len() / 2,
                "choice {place} is right in {count} of {} lessons",
                places.len()
            );
        }
    }

    /// A question has the same choices in each language: the progress keeps the number.
    #[test]
    fn a_question_is_the_same_in_every_language() {
        for lesson in LESSONS {
            let shape = |language| {
                let sections = lesson.text.sections(language);
                let question = sections.question.map(|question| (question.choices.len(), question.right));
                (question, !sections.why.is_empty())
            };
            let english = shape(Language::English);
            assert_eq!(english.0.is_some(), english.1, "{}: a question needs its reason", lesson.slug);
            for language in Language::ALL {
                assert_eq!(shape(language), english, "{} in {}", lesson.slug, language.code());
            }
        }
    }
}
