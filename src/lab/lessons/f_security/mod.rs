//! Lessons F: security. Each is a file with what its controls show; what they
//! do to cookies is in `lab/tampering.rs`, since the session layer would mend
//! it.

mod attributes;
mod fixation;
mod seen;
mod tampered;

use actix_web::web::{self, ServiceConfig};

pub use seen::Tried;

use super::{Lesson, excerpt, text};
use crate::lab::attack;

/// In the order in which they are read.
pub static LESSONS: &[Lesson] = &[
    Lesson {
        slug: "f1-secure",
        behaviours: &["F1"],
        text: text!("f1-secure"),
        code: &[
            excerpt!("src/sessions/layer.rs", "fn middleware("),
            excerpt!("src/app/https.rs", "pub(super) fn config("),
        ],
        controls: Some(attributes::secure),
    },
    Lesson {
        slug: "f2-httponly",
        behaviours: &["F2"],
        text: text!("f2-httponly"),
        code: &[
            excerpt!("src/sessions/options.rs", "pub struct CookieOptions"),
            excerpt!("src/sessions/layer.rs", "fn middleware("),
        ],
        controls: Some(attributes::httponly),
    },
    Lesson {
        slug: "f3-samesite",
        behaviours: &["F3"],
        text: text!("f3-samesite"),
        code: &[
            excerpt!("src/lab/attack/target.rs", "async fn arrive("),
            excerpt!("src/web/csrf.rs", "pub async fn protect<"),
            excerpt!("src/web/csrf.rs", "fn check("),
        ],
        controls: Some(attributes::samesite),
    },
    Lesson {
        slug: "f4-name-path-domain",
        behaviours: &["F4"],
        text: text!("f4-name-path-domain"),
        code: &[
            excerpt!("src/sessions/options.rs", "pub struct CookieOptions"),
            excerpt!("src/sessions/cookie.rs", "pub fn removal("),
        ],
        controls: Some(attributes::name_path_domain),
    },
    Lesson {
        slug: "f5-tampered",
        behaviours: &["F5"],
        text: text!("f5-tampered"),
        code: &[
            excerpt!("src/sessions/cookie.rs", "pub fn verify("),
            excerpt!("src/sessions/cookie.rs", "fn open("),
            excerpt!("src/sessions/layer.rs", "fn has_unknown_cookie("),
        ],
        controls: Some(tampered::controls),
    },
    Lesson {
        slug: "f6-fixation",
        behaviours: &["F6"],
        text: text!("f6-fixation"),
        code: &[
            excerpt!("src/accounts/authenticate.rs", "pub(super) async fn log_in("),
            excerpt!("src/sessions/session/mod.rs", "pub fn cycle_key("),
            excerpt!("src/sessions/key.rs", "pub fn random("),
        ],
        controls: Some(fixation::controls),
    },
];

/// What their controls do.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/lessons/{slug:f[1-6]-[a-z-]+}/count").post(seen::count))
        .service(web::resource("/lab/lessons/f3-samesite/points").post(attributes::take_points))
        .service(web::resource("/lab/lessons/f5-tampered/check").post(tampered::check))
        .service(web::resource("/lab/lessons/f6-fixation/cycle").post(fixation::cycle))
        .service(web::resource("/lab/guarded").post(attack::guarded));
}
