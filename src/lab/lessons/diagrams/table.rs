//! The descriptions of the sequence diagrams.

use super::{
    Diagram,
    Label::{Code, Text},
    Step::{Message, Note},
};

const BROWSER_SERVER_STORE: [&str; 3] = ["seq-browser", "seq-server", "seq-store"];

/// All diagrams.
pub static DIAGRAMS: &[Diagram] = &[
    Diagram {
        name: "first-cookie",
        title: "seq-first-cookie",
        lessons: &["a2-first-cookie"],
        participants: BROWSER_SERVER_STORE,
        steps: &[
            Message(0, 1, Code("POST /cart/add")),
            Note(1, Text("seq-no-cookie")),
            Message(1, 2, Text("seq-create")),
            Message(2, 1, Text("seq-key")),
            Message(1, 0, Code("Set-Cookie: sessionid=…")),
            Note(0, Text("seq-keeps-cookie")),
        ],
    },
    Diagram {
        name: "coming-back",
        title: "seq-coming-back",
        lessons: &["a3-cookie-comes-back"],
        participants: BROWSER_SERVER_STORE,
        steps: &[
            Message(0, 1, Code("GET /cart  Cookie: sessionid=…")),
            Note(1, Text("seq-checks-signature")),
            Message(1, 2, Text("seq-load")),
            Message(2, 1, Text("seq-record")),
            Message(1, 0, Text("seq-page-with-cart")),
        ],
    },
    Diagram {
        name: "login",
        title: "seq-login",
        lessons: &["g1-login", "f6-fixation"],
        participants: BROWSER_SERVER_STORE,
        steps: &[
            Message(0, 1, Code("POST /account/login")),
            Message(1, 2, Text("seq-load")),
            Note(1, Text("seq-checks-password")),
            Message(1, 2, Text("seq-create-new-key")),
            Message(1, 2, Text("seq-tombstone")),
            Message(1, 0, Text("seq-cookie-new-id")),
        ],
    },
    Diagram {
        name: "logout",
        title: "seq-logout",
        lessons: &["g1-login", "c9-flush"],
        participants: BROWSER_SERVER_STORE,
        steps: &[
            Message(0, 1, Code("POST /account/logout")),
            Message(1, 2, Text("seq-load")),
            Message(1, 2, Text("seq-tombstone")),
            Message(1, 0, Code("sessionid=; Max-Age=0")),
            Note(0, Text("seq-removes-cookie")),
        ],
    },
    Diagram {
        name: "expiry",
        title: "seq-expiry",
        lessons: &["e9-over"],
        participants: BROWSER_SERVER_STORE,
        steps: &[
            Message(0, 1, Code("GET /cart  Cookie: sessionid=…")),
            Message(1, 2, Text("seq-load")),
            Message(2, 1, Text("seq-record")),
            Note(1, Code("expire_date <= now")),
            Message(1, 0, Code("sessionid=; Max-Age=0")),
        ],
    },
    Diagram {
        name: "cached-db-read",
        title: "seq-cached-db-read",
        lessons: &["d11-cached-db"],
        participants: ["seq-server", "seq-cache", "seq-database"],
        steps: &[
            Message(0, 1, Text("seq-read-copy")),
            Message(1, 0, Text("seq-no-copy")),
            Message(0, 2, Text("seq-load")),
            Message(2, 0, Text("seq-record")),
            Message(0, 1, Text("seq-store-copy")),
        ],
    },
    Diagram {
        name: "cached-db-write",
        title: "seq-cached-db-write",
        lessons: &["d11-cached-db"],
        participants: ["seq-server", "seq-cache", "seq-database"],
        steps: &[
            Message(0, 1, Text("seq-marker")),
            Message(0, 2, Text("seq-replace-row")),
            Message(2, 0, Text("seq-replaced")),
            Message(0, 1, Text("seq-store-copy")),
        ],
    },
    Diagram {
        name: "lost-update",
        title: "seq-lost-update",
        lessons: &["h1-lost-update"],
        participants: ["seq-request-a", "seq-store", "seq-request-b"],
        steps: &[
            Message(1, 0, Text("seq-version-1")),
            Message(1, 2, Text("seq-version-1")),
            Message(0, 1, Text("seq-writes-all-a")),
            Message(2, 1, Text("seq-writes-all-b")),
            Note(1, Text("seq-a-is-lost")),
        ],
    },
    Diagram {
        name: "replay",
        title: "seq-replay",
        lessons: &["h1-lost-update"],
        participants: ["seq-request-a", "seq-store", "seq-request-b"],
        steps: &[
            Message(1, 0, Text("seq-version-1")),
            Message(1, 2, Text("seq-version-1")),
            Message(0, 1, Text("seq-replaces-1-by-2")),
            Message(2, 1, Text("seq-replaces-1-by-2")),
            Message(1, 2, Text("seq-conflict")),
            Note(2, Text("seq-repeats-change")),
            Message(2, 1, Text("seq-replaces-2-by-3")),
        ],
    },
    Diagram {
        name: "csrf",
        title: "seq-csrf",
        lessons: &["f3-samesite"],
        participants: ["seq-other-site", "seq-browser", "seq-shop"],
        steps: &[
            Message(0, 1, Text("seq-page-with-form")),
            Note(1, Text("seq-samesite-decides")),
            Message(1, 2, Text("seq-forged-post")),
            Note(2, Text("seq-checks-token")),
            Message(2, 1, Code("403 Forbidden")),
        ],
    },
];
