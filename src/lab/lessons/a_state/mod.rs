//! Lessons A: state on a stateless protocol.

mod asking;
mod controls;
mod switching;

use actix_web::web::ServiceConfig;

use super::{Lesson, excerpt, text};

/// In the order in which they are read: the picture first, since all others
/// speak of its ticket.
pub static LESSONS: &[Lesson] = &[
    Lesson {
        slug: "a10-number-ticket",
        behaviours: &["A10"],
        text: text!("a10-number-ticket"),
        code: &[
            excerpt!("src/sessions/key.rs", "pub struct SessionKey("),
            excerpt!("src/sessions/record.rs", "pub struct Record"),
        ],
        controls: None,
    },
    Lesson {
        slug: "a1-stateless",
        behaviours: &["A1"],
        text: text!("a1-stateless"),
        code: &[
            excerpt!("src/lab/lessons/a_state/asking.rs", "async fn who("),
            excerpt!("src/sessions/cookie.rs", "pub fn is_present("),
        ],
        controls: Some(controls::ask),
    },
    Lesson {
        slug: "a2-first-cookie",
        behaviours: &["A2"],
        text: text!("a2-first-cookie"),
        code: &[
            excerpt!("src/lab/lessons/a_state/asking.rs", "async fn remember("),
            excerpt!("src/sessions/unit_of_work/saving.rs", "pub async fn save("),
        ],
        controls: Some(controls::session),
    },
    Lesson {
        slug: "a3-cookie-comes-back",
        behaviours: &["A3"],
        text: text!("a3-cookie-comes-back"),
        code: &[
            excerpt!("src/sessions/cookie.rs", "pub async fn select_cookie("),
            excerpt!("src/sessions/unit_of_work/loading.rs", "pub async fn load("),
        ],
        controls: Some(controls::session),
    },
    Lesson {
        slug: "a4-what-the-id-says",
        behaviours: &["A4"],
        text: text!("a4-what-the-id-says"),
        code: &[excerpt!("src/sessions/key.rs", "pub fn random(")],
        controls: Some(controls::id),
    },
    Lesson {
        slug: "a5-nobody-shares",
        behaviours: &["A5", "A6"],
        text: text!("a5-nobody-shares"),
        code: &[
            excerpt!("src/sessions/key.rs", "pub fn random("),
            excerpt!("src/shop/cart/contents.rs", "pub fn add("),
        ],
        controls: Some(controls::session),
    },
    Lesson {
        slug: "a7-never-in-the-address",
        behaviours: &["A7"],
        text: text!("a7-never-in-the-address"),
        code: &[
            excerpt!("src/sessions/cookie.rs", "fn pieces("),
            excerpt!("src/sessions/cookie.rs", "pub(super) fn is_named("),
        ],
        controls: Some(controls::address),
    },
    Lesson {
        slug: "a8-cookies-off",
        behaviours: &["A8"],
        text: text!("a8-cookies-off"),
        code: &[excerpt!("src/web/csrf.rs", "fn check(")],
        controls: Some(controls::cookies_off),
    },
    Lesson {
        slug: "a9-sessions-off",
        behaviours: &["A9"],
        text: text!("a9-sessions-off"),
        code: &[
            excerpt!("src/app/page_filler.rs", "pub fn fill("),
            excerpt!("src/lab/lessons/a_state/switching.rs", "async fn switch("),
        ],
        controls: Some(controls::sessions_off),
    },
];

/// What their controls do.
pub fn routes(config: &mut ServiceConfig) {
    asking::routes(config);
    switching::routes(config);
}
