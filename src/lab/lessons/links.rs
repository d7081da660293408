//! Links to lessons with the student's marks, as the index, the list beside a lesson and
//! the search show them.

use super::{Lesson, find, route::ROUTE, table::LESSONS};
use crate::{lab::progress::Progress, web::Page};

/// A link to a lesson.
pub struct LessonLink {
    pub slug: &'static str,
    pub title: &'static str,
    /// Whether the student has opened the lesson.
    pub is_visited: bool,
    /// Whether the student has answered its question and compared the result.
    pub is_done: bool,
}

impl LessonLink {
    pub fn new(lesson: &Lesson, page: &Page, progress: &Progress) -> Self {
        Self {
            slug: lesson.slug,
            title: lesson.text.title(page.display.language),
            is_visited: progress.is_visited(lesson.slug),
            is_done: progress.is_compared(lesson.slug),
        }
    }
}

/// The lessons of a letter.
pub struct Letter {
    /// `A` to `H`.
    pub code: char,
    pub name: String,
    pub lessons: Vec<LessonLink>,
}

/// Returns all lessons by letter.
pub fn letters(page: &Page, progress: &Progress) -> Vec<Letter> {
    let letter = |(code, name)| {
        let lessons = LESSONS.iter().filter(|lesson| lesson.letter() == code);
        let lessons = lessons.map(|lesson| LessonLink::new(lesson, page, progress)).collect();
        Letter { code, name, lessons }
    };
    super::letters::letters(page).map(letter).collect()
}

/// Returns the lessons of the main route.
pub fn route(page: &Page, progress: &Progress) -> Vec<LessonLink> {
    let lessons = ROUTE.iter().filter_map(|stop| find(stop.slug));
    lessons.map(|lesson| LessonLink::new(lesson, page, progress)).collect()
}
