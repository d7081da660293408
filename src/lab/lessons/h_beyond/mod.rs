//! Lessons H: what goes beyond Django.

mod at_once;
mod failing;
mod keys;
mod limits;
mod outage;

use actix_web::web::ServiceConfig;

use super::{Lesson, excerpt, text};

/// In the order in which they are read.
pub static LESSONS: &[Lesson] = &[
    Lesson {
        slug: "h1-lost-update",
        behaviours: &["H1"],
        text: text!("h1-lost-update"),
        code: &[
            excerpt!("src/sessions/unit_of_work/saving.rs", "pub async fn update("),
            excerpt!("src/sessions/changes.rs", "pub fn replay("),
            excerpt!("src/lab/lessons/h_beyond/at_once.rs", "async fn add("),
        ],
        controls: Some(at_once::draw_count),
    },
    Lesson {
        slug: "h2-resurrection",
        behaviours: &["H2"],
        text: text!("h2-resurrection"),
        code: &[
            excerpt!(
                "src/sessions/unit_of_work/flush_and_cycle.rs",
                "pub(super) async fn replace_with_tombstone("
            ),
            excerpt!("src/sessions/engines/mod.rs", "pub enum Replace"),
        ],
        controls: Some(at_once::draw_slow),
    },
    Lesson {
        slug: "h3-instruments",
        behaviours: &["H3", "H4"],
        text: text!("h3-instruments"),
        code: &[
            excerpt!("src/sessions/trace/mod.rs", "pub struct StoreCall"),
            excerpt!("src/lab/watching.rs", "pub async fn watch<"),
            excerpt!("src/lab/request_settings.rs", "pub fn pick_options("),
        ],
        controls: None,
    },
    Lesson {
        slug: "h5-store-away",
        behaviours: &["H5"],
        text: text!("h5-store-away"),
        code: &[
            excerpt!("src/sessions/unit_of_work/mod.rs", "pub(super) async fn with_timeout<T>("),
            excerpt!("src/sessions/unit_of_work/loading.rs", "pub async fn load("),
        ],
        controls: Some(outage::draw),
    },
    Lesson {
        slug: "h6-logins",
        behaviours: &["H6"],
        text: text!("h6-logins"),
        code: &[excerpt!("src/accounts/visitor.rs", "async fn from_login(")],
        controls: None,
    },
    Lesson {
        slug: "h7-two-limits",
        behaviours: &["H7"],
        text: text!("h7-two-limits"),
        code: &[excerpt!("src/sessions/expiry.rs", "pub fn absolute_expiry(")],
        controls: Some(limits::draw),
    },
    Lesson {
        slug: "h8-key-rotation",
        behaviours: &["H8"],
        text: text!("h8-key-rotation"),
        code: &[
            excerpt!("src/sessions/options.rs", "pub struct Keys"),
            excerpt!("src/sessions/cookie.rs", "pub fn verify("),
        ],
        controls: Some(keys::draw),
    },
    Lesson {
        slug: "h9-failed-request",
        behaviours: &["H9"],
        text: text!("h9-failed-request"),
        code: &[
            excerpt!("src/lab/lessons/h_beyond/failing.rs", "async fn fail("),
            excerpt!("src/sessions/unit_of_work/mod.rs", "pub enum SaveMode"),
        ],
        controls: Some(failing::draw_failing),
    },
    Lesson {
        slug: "h10-passive-request",
        behaviours: &["H10"],
        text: text!("h10-passive-request"),
        code: &[
            excerpt!("src/lab/lessons/h_beyond/failing.rs", "async fn look_on("),
            excerpt!("src/sessions/session/mod.rs", "pub fn set_passive("),
        ],
        controls: Some(failing::draw_passive),
    },
];

/// What their controls do.
pub fn routes(config: &mut ServiceConfig) {
    at_once::routes(config);
    failing::routes(config);
    limits::routes(config);
    outage::routes(config);
}
