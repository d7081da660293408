//! "Break it": for each lesson one line of the source to change, the test that fails
//! then, and why. `table.rs` lists the changes. `tests/exercises/` makes each of them in
//! a copy of the project and checks that its test fails. `cargo exercise` makes one in
//! the source.

mod table;

use std::ops::Range;

pub use table::BREAKAGES;

/// A change of one line that breaks what a lesson is about.
#[derive(Debug)]
pub struct Breakage {
    /// The slug of the lesson.
    pub lesson: &'static str,
    /// The source file's path in the project.
    pub path: &'static str,
    /// The whole source file.
    pub source: &'static str,
    /// How the item begins in which the line is, such as `pub fn flush(`.
    pub item: &'static str,
    /// The statement or expression to replace: the first one in the item.
    pub from: &'static str,
    /// What replaces it; it may be empty.
    pub to: &'static str,
    /// The test that must fail, as in `docs/behaviours.md`: `FILE::NAME`.
    pub test: &'static str,
    /// The id of the message that says why it fails.
    pub why: &'static str,
}

/// The changed line as the lesson shows it.
#[derive(Debug, PartialEq, Eq)]
pub struct ChangedLine {
    /// Its number, from 1.
    pub number: usize,
    /// The line in the source, without indentation.
    pub before: String,
    /// The line after the change. Empty if nothing is left of it.
    pub after: String,
}

/// Returns the change that breaks a lesson.
pub fn breakage(lesson: &str) -> Option<&'static Breakage> {
    BREAKAGES.iter().find(|breakage| breakage.lesson == lesson)
}

impl Breakage {
    /// Returns where the replaced code is in the source file. A test checks that it is
    /// there.
    pub fn position(&self) -> Option<Range<usize>> {
        find(self.source, self.item, self.from)
    }

    /// Returns the changed line.
    pub fn line(&self) -> Option<ChangedLine> {
        let position = self.position()?;
        let start = self.source[..position.start].rfind('\n').map_or(0, |newline| newline + 1);
        let end = self.source[position.end..].find('\n').map_or(self.source.len(), |at| position.end + at);
        let (head, tail) = (&self.source[start..position.start], &self.source[position.end..end]);
        Some(ChangedLine {
            number: self.source[..start].lines().count() + 1,
            before: self.source[start..end].trim().to_owned(),
            after: [head, self.to, tail].concat().trim().to_owned(),
        })
    }

    /// Returns a file with the change, or `None` if the file has no such line.
    pub fn apply(&self, text: &str) -> Option<String> {
        replace(text, &find(text, self.item, self.from)?, self.to)
    }

    /// Returns the command that runs the test.
    pub fn command(&self) -> Option<String> {
        super::behaviours::test(self.test).map(|test| test.command)
    }
}

/// Returns the first place of `code` in the item that begins so.
fn find(text: &str, item: &str, code: &str) -> Option<Range<usize>> {
    let item = text.find(item)?;
    let start = item + text[item..].find(code)?;
    Some(start..start + code.len())
}

fn replace(text: &str, place: &Range<usize>, new: &str) -> Option<String> {
    Some([text.get(..place.start)?, new, text.get(place.end..)?].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lesson_has_a_line_to_break() {
        for lesson in super::super::table::LESSONS {
            let breakage = breakage(lesson.slug).unwrap_or_else(|| panic!("{} has none", lesson.slug));
            let line = breakage.line().unwrap_or_else(|| panic!("{}: no such line", lesson.slug));
            assert!(!line.before.is_empty() && line.before != line.after, "{breakage:?}");
            assert!(!breakage.from.contains('\n') && !breakage.to.contains('\n'), "{}", lesson.slug);
            assert!(breakage.command().is_some(), "{}: {}", lesson.slug, breakage.test);
        }
        assert_eq!(BREAKAGES.len(), super::super::table::LESSONS.len(), "each lesson has one");
    }

    #[test]
    fn the_line_is_shown_before_and_after_the_change() {
        let breakage = breakage("e9-over").unwrap();
        let line = breakage.line().unwrap();
        assert_eq!((line.before.as_str(), line.after.as_str()), ("self.expire_date <= now", "false"));
        let changed = breakage.apply(breakage.source).unwrap();
        assert_eq!(changed.lines().nth(line.number - 1).unwrap().trim(), "false");
    }
}
