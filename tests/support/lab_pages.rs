//! The pages of the lab that are not lessons.

/// What can be opened by a link: a page each, some with a query or for one goal.
pub const LAB_PAGES: &[&str] = &[
    "/lab",
    "/lab/choose",
    "/lab/cookie-or-session",
    "/lab/cookies",
    "/lab/documents",
    "/lab/engines",
    "/lab/goals",
    "/lab/goals/ended-and-back",
    "/lab/goals/leaked-key",
    "/lab/inspector",
    "/lab/search?q=cookie",
    "/lab/session",
    "/lab/settings",
    "/lab/tabs",
    "/lab/why",
    "/lab/words",
];
