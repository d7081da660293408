//! Lessons E: expiry. Time is the framework's own clock throughout, so that a
//! test turns its hands where a student waits.

mod clearing;
mod facts;
mod toggling;
mod watching;

use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::{HttpRequest, web::ServiceConfig};

use super::{Lesson, excerpt, text, trying};
use crate::{
    sessions::{SessionKey, engines::Cleared},
    web::{Error, Page},
};

/// In the order in which they are read.
pub static LESSONS: &[Lesson] = &[
    Lesson {
        slug: "e1-cookie-age",
        behaviours: &["E1"],
        text: text!("e1-cookie-age"),
        code: &[
            excerpt!("src/sessions/expiry.rs", "pub fn expiry_date("),
            excerpt!("src/sessions/cookie.rs", "fn with_lifetime("),
        ],
        controls: Some(|request, page| {
            const SETTINGS: &[&str] = &["session.cookie_age"];
            Box::pin(controls(request, page, "e1-cookie-age", SETTINGS, &["set"]))
        }),
    },
    Lesson {
        slug: "e2-browser-close",
        behaviours: &["E2"],
        text: text!("e2-browser-close"),
        code: &[
            excerpt!("src/sessions/expiry.rs", "pub fn cookie_lifetime("),
            excerpt!("src/sessions/expiry.rs", "pub fn expire_at_browser_close("),
        ],
        controls: Some(|request, page| {
            const SETTINGS: &[&str] = &["session.expire_at_browser_close"];
            Box::pin(controls(request, page, "e2-browser-close", SETTINGS, &["set"]))
        }),
    },
    Lesson {
        slug: "e3-set-expiry",
        behaviours: &["E3", "E4", "E5", "E6", "E7"],
        text: text!("e3-set-expiry"),
        code: &[
            excerpt!("src/sessions/expiry.rs", "pub enum Expiry {"),
            excerpt!("src/sessions/expiry.rs", "pub fn to_stored("),
            excerpt!("src/sessions/session/lifetime.rs", "pub fn set_expiry("),
        ],
        controls: Some(|request, page| {
            const KINDS: &[&str] = &[
                "expiry_seconds",
                "expiry_at_close",
                "expiry_global",
                "expiry_moment",
                "expiry_length",
                "set",
            ];
            Box::pin(controls(request, page, "e3-set-expiry", &[], KINDS))
        }),
    },
    Lesson {
        slug: "e8-last-access",
        behaviours: &["E8"],
        text: text!("e8-last-access"),
        code: &[excerpt!("src/sessions/unit_of_work/saving.rs", "pub async fn touch(")],
        controls: Some(|request, page| {
            const SETTINGS: &[&str] = &["session.save_every_request"];
            Box::pin(controls(
                request,
                page,
                "e8-last-access",
                SETTINGS,
                &["expiry_seconds", "expiry_global"],
            ))
        }),
    },
    Lesson {
        slug: "e9-over",
        behaviours: &["E9"],
        text: text!("e9-over"),
        code: &[
            excerpt!("src/sessions/record.rs", "pub fn into_valid("),
            excerpt!("src/sessions/unit_of_work/saving.rs", "pub(super) fn take_unexpired("),
            excerpt!("src/sessions/layer.rs", "fn has_unknown_cookie("),
        ],
        controls: Some(|request, page| Box::pin(watching::ten_seconds(request, page))),
    },
    Lesson {
        slug: "e10-single-keys",
        behaviours: &["E10"],
        text: text!("e10-single-keys"),
        code: &[
            excerpt!("src/sessions/session/dictionary.rs", "pub fn set_until<"),
            excerpt!("src/sessions/expiry.rs", "pub fn remove_expired_keys("),
        ],
        controls: Some(|request, page| Box::pin(watching::single_keys(request, page))),
    },
    Lesson {
        slug: "e11-clearing",
        behaviours: &["E11"],
        text: text!("e11-clearing"),
        code: &[
            excerpt!("src/sessions/engines/db.rs", "fn clear_batch("),
            excerpt!("src/cli/clearsessions.rs", "pub async fn run("),
            excerpt!("src/app/sweeper.rs", "pub async fn sweep("),
        ],
        controls: Some(|request, page| Box::pin(clearing::controls(request, page))),
    },
];

/// What their controls do.
pub fn routes(config: &mut ServiceConfig) {
    for slug in ["e1-cookie-age", "e2-browser-close", "e3-set-expiry", "e8-last-access", "e10-single-keys"] {
        trying::route(config, slug);
    }
    toggling::routes(config);
    watching::routes(config);
    clearing::routes(config);
}

/// The settings that a lesson is about, the facts, and forms to change both.
async fn controls(
    request: HttpRequest,
    page: Page,
    slug: &'static str,
    settings: &[&'static str],
    kinds: &[&str],
) -> Result<String, Error> {
    let toggles = toggling::forms(&request, &page, slug, settings).await?;
    let facts = facts::facts(&request, &page).await?;
    let forms = trying::controls(request, page, slug, kinds, &[]).await?;
    Ok([toggles, facts, forms].concat())
}

/// What a browser's lessons left in the stores, to be looked for again.
#[derive(Default)]
pub struct LeftBehind(Mutex<Left>);

/// Keys of sessions; all of them this browser's own doing.
#[derive(Default)]
struct Left {
    /// The session that was last seen to be alive (E9).
    watched: Option<SessionKey>,
    /// Sessions that were left to expire (E11), the oldest first.
    to_expire: Vec<SessionKey>,
    /// What the last clearing did, until it was shown.
    cleared: Option<Cleared>,
}

impl LeftBehind {
    fn lock(&self) -> MutexGuard<'_, Left> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
