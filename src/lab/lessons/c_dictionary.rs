//! Lessons C: the session as a dictionary.

use actix_web::web::ServiceConfig;

use super::{Lesson, excerpt, text, trying};

/// In the order in which they are read.
pub static LESSONS: &[Lesson] = &[
    Lesson {
        slug: "c1-set-get",
        behaviours: &["C1", "C2", "C3"],
        text: text!("c1-set-get"),
        code: &[
            excerpt!("src/sessions/session/dictionary.rs", "pub fn set<"),
            excerpt!("src/sessions/session/dictionary.rs", "pub fn get_item<"),
            excerpt!("src/sessions/session/dictionary.rs", "pub fn get_or<"),
        ],
        controls: Some(|request, page| {
            const KINDS: &[&str] = &["set", "get_item", "get", "get_or"];
            Box::pin(trying::controls(request, page, "c1-set-get", KINDS, &[]))
        }),
    },
    Lesson {
        slug: "c4-delete-pop",
        behaviours: &["C4", "C5"],
        text: text!("c4-delete-pop"),
        code: &[
            excerpt!("src/sessions/session/dictionary.rs", "pub fn delete("),
            excerpt!("src/sessions/session/replayable.rs", "pub fn pop<"),
            excerpt!("src/sessions/error.rs", "pub struct KeyError("),
        ],
        controls: Some(|request, page| {
            const KINDS: &[&str] = &["set", "delete", "delete_if_there", "pop"];
            Box::pin(trying::controls(request, page, "c4-delete-pop", KINDS, &[]))
        }),
    },
    Lesson {
        slug: "c6-membership-keys",
        behaviours: &["C6", "C7"],
        text: text!("c6-membership-keys"),
        code: &[
            excerpt!("src/sessions/session/dictionary.rs", "pub fn has_key("),
            excerpt!("src/sessions/session/dictionary.rs", "pub fn items("),
            excerpt!("src/sessions/data.rs", "pub fn is_reserved("),
        ],
        controls: Some(|request, page| {
            const KINDS: &[&str] = &["set", "has_key", "keys", "items"];
            Box::pin(trying::controls(request, page, "c6-membership-keys", KINDS, &[]))
        }),
    },
    Lesson {
        slug: "c8-clear",
        behaviours: &["C8"],
        text: text!("c8-clear"),
        code: &[
            excerpt!("src/sessions/session/mod.rs", "pub fn clear("),
            excerpt!("src/sessions/changes.rs", "pub fn apply("),
        ],
        controls: Some(|request, page| {
            const KINDS: &[&str] = &["set", "clear"];
            Box::pin(trying::controls(request, page, "c8-clear", KINDS, &[]))
        }),
    },
    Lesson {
        slug: "c9-flush",
        behaviours: &["C9"],
        text: text!("c9-flush"),
        code: &[
            excerpt!("src/sessions/session/mod.rs", "pub fn flush("),
            excerpt!("src/sessions/unit_of_work/flush_and_cycle.rs", "pub(super) async fn flush("),
        ],
        controls: Some(|request, page| {
            const KINDS: &[&str] = &["set", "flush"];
            Box::pin(trying::controls(request, page, "c9-flush", KINDS, &[]))
        }),
    },
    Lesson {
        slug: "c10-nested",
        behaviours: &["C10"],
        text: text!("c10-nested"),
        code: &[
            excerpt!("src/shop/cart/contents.rs", "pub struct CartLine {"),
            excerpt!("src/sessions/session/replayable.rs", "pub fn change<"),
        ],
        controls: Some(|request, page| {
            const KINDS: &[&str] = &["set", "set_field", "get"];
            const EXAMPLES: &[(&str, &str)] =
                &[("key", "order"), ("value", r#"{"tea": "oolong", "quantity": 1}"#)];
            Box::pin(trying::controls(request, page, "c10-nested", KINDS, EXAMPLES))
        }),
    },
];

/// What their controls do.
pub fn routes(config: &mut ServiceConfig) {
    for lesson in LESSONS {
        trying::route(config, lesson.slug);
    }
}
