//! The main route through the lessons, for a student who starts.

use super::Lesson;

/// A lesson of the main route.
pub struct Stop {
    pub slug: &'static str,
    /// How long it takes, in minutes.
    pub minutes: u8,
}

const fn stop(slug: &'static str, minutes: u8) -> Stop {
    Stop { slug, minutes }
}

/// The main route, in the order in which it is read. The texts of these lessons have the
/// sections `## before` and `## after`.
pub const ROUTE: [Stop; 12] = [
    stop("a1-stateless", 6),
    stop("a2-first-cookie", 6),
    stop("a4-what-the-id-says", 8),
    stop("g4-cart", 6),
    stop("g1-login", 10),
    stop("e1-cookie-age", 6),
    stop("e2-browser-close", 8),
    stop("e9-over", 5),
    stop("d1-engines", 10),
    stop("d14-signed-cookies", 12),
    stop("f3-samesite", 12),
    stop("h1-lost-update", 10),
];

/// Returns the place of a lesson on the main route, from 0.
pub fn place(lesson: &Lesson) -> Option<usize> {
    ROUTE.iter().position(|stop| stop.slug == lesson.slug)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{i18n::Language, lab::lessons::find};

    #[test]
    fn each_lesson_of_the_route_says_what_comes_before_and_after() {
        for stop in &ROUTE {
            let lesson = find(stop.slug).unwrap_or_else(|| panic!("there is no lesson {}", stop.slug));
            for language in Language::ALL {
                let sections = lesson.text.sections(language);
                let texts = [sections.before, sections.after];
                assert!(texts.iter().all(|text| !text.is_empty()), "{} in {}", stop.slug, language.code());
            }
        }
    }
}
