//! The letters of the lessons with what their lessons are about.

use crate::web::Page;

/// Returns the letters in order, each with its localized subject.
pub fn letters(page: &Page) -> impl Iterator<Item = (char, String)> {
    let names = [
        page.text("lab-letter-a"),
        page.text("lab-letter-b"),
        page.text("lab-letter-c"),
        page.text("lab-letter-d"),
        page.text("lab-letter-e"),
        page.text("lab-letter-f"),
        page.text("lab-letter-g"),
        page.text("lab-letter-h"),
    ];
    ('A'..='H').zip(names.map(std::borrow::Cow::into_owned))
}
