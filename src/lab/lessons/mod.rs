//! The lessons, in the order of the letters A to H: for each its text in three
//! languages, the controls that do the thing, the code that does it, and the
//! tests that prove it. `docs/behaviours.md` says which behaviour is proved
//! where; the lesson shows what stands there.

mod a_state;
mod b_cookies;
mod behaviours;
mod c_dictionary;
mod d_engines;
mod e_expiry;
mod excerpt;
mod f_security;
mod g_uses;
mod h_beyond;
mod page;
mod text;
mod trying;

use actix_web::{HttpRequest, web::ServiceConfig};
use futures_util::future::LocalBoxFuture;

pub use d_engines::KeptOfEngines;
pub use e_expiry::LeftBehind;
pub use excerpt::Excerpt;
pub(super) use excerpt::excerpt;
pub use f_security::Tried;
pub use text::Text;
pub(super) use text::text;

use crate::web::{Error, Page};

/// One lesson.
pub struct Lesson {
    /// Its address below `/lab/lessons/`, such as `c9-flush`.
    pub slug: &'static str,
    /// The behaviours that it is about, by their ids.
    pub behaviours: &'static [&'static str],
    /// What it says, in each language.
    pub text: Text,
    /// The code that does it.
    pub code: &'static [Excerpt],
    /// Forms and buttons that do it here and now.
    pub controls: Option<Controls>,
}

/// Draws the controls of a lesson as a piece of HTML.
pub type Controls = fn(HttpRequest, Page) -> LocalBoxFuture<'static, Result<String, Error>>;

/// A letter of `docs/behaviours.md` and its lessons.
pub struct Letter {
    /// `A` to `H`.
    pub letter: char,
    /// In the order in which they are read.
    pub lessons: &'static [Lesson],
}

/// All letters.
pub fn letters() -> [Letter; 8] {
    let letter = |letter, lessons| Letter { letter, lessons };
    [
        letter('A', a_state::LESSONS),
        letter('B', b_cookies::LESSONS),
        letter('C', c_dictionary::LESSONS),
        letter('D', d_engines::LESSONS),
        letter('E', e_expiry::LESSONS),
        letter('F', f_security::LESSONS),
        letter('G', g_uses::LESSONS),
        letter('H', h_beyond::LESSONS),
    ]
}

/// All lessons, in their order.
pub fn all() -> impl Iterator<Item = &'static Lesson> {
    letters().into_iter().flat_map(|letter| letter.lessons)
}

/// The lessons' pages, and what their controls do.
pub fn routes(config: &mut ServiceConfig) {
    page::routes(config);
    a_state::routes(config);
    b_cookies::routes(config);
    c_dictionary::routes(config);
    d_engines::routes(config);
    e_expiry::routes(config);
    f_security::routes(config);
    g_uses::routes(config);
    h_beyond::routes(config);
}
