//! The table of goals, in the order in which they are listed. A row has the goal's slug;
//! the lessons that teach it; a tool on its page, if it needs one; and what decides
//! whether it is reached.

use super::{
    Goal, Judge, Tool,
    conditions::{self, cookies, expiry, requests, stores, writes},
    evidence,
    text::text,
};

macro_rules! goals {
    ($(
        $slug:literal [$($lesson:literal),+] $(tool $tool:ident)? => $judge:expr;
    )+) => {
        &[$(Goal {
            slug: $slug,
            lessons: &[$($lesson),+],
            judge: $judge,
            tool: goals!(@tool $($tool)?),
            text: text!($slug),
        }),+]
    };
    (@tool) => { None };
    (@tool $tool:ident) => { Some(Tool::$tool) };
}

/// All goals.
pub static GOALS: &[Goal] = goals! {
    "first-session" ["a2-first-cookie", "a3-cookie-comes-back"]
        => Judge::InOrder(&[
            cookies::page_without_session,
            cookies::session_starts,
            conditions::finds_session_of_last,
        ]);
    "twin-cookies" ["b3-path-and-domain"]
        => Judge::InOrder(&[
            cookies::sets_demo_cookie,
            cookies::sets_twin_cookie,
            cookies::sends_twin_cookies,
        ]);
    "empty-session" ["c8-clear", "c9-flush"]
        => Judge::InOrder(&[
            requests::session_has_data,
            requests::empties_session,
            conditions::finds_session_of_last,
        ]);
    "other-engine" ["d1-engines"]
        => Judge::InOrder(&[conditions::has_cart, stores::cart_is_in_other_engine]);
    "cache-restart" ["d8-cache-full-and-restarted", "d11-cached-db"]
        => Judge::Custom(evidence::survives_restart);
    "ended-and-back" ["d14-signed-cookies", "c9-flush"] tool CopiedCookie
        => Judge::InOrder(&[stores::ends_session_in_cookie, stores::ended_session_is_back]);
    "too-large" ["d18-bytes", "d14-signed-cookies", "b6-four-kilobytes"]
        => Judge::InOrder(&[requests::change_is_too_large, requests::has_data_from_before]);
    "leaked-key" ["d19-forged"] tool Pass
        => Judge::Custom(evidence::forged_pass);
    "expired-cookie" ["e9-over", "e1-cookie-age"]
        => Judge::InOrder(&[conditions::session_is_found, expiry::last_session_has_expired]);
    "only-look" ["e8-last-access", "h10-passive-request"]
        => Judge::InOrder(&[expiry::extends_unchanged_session, expiry::only_looks]);
    "expired-key" ["e10-single-keys"]
        => Judge::InOrder(&[expiry::sets_key_with_expiry, expiry::key_has_expired]);
    "forged-form" ["f3-samesite"]
        => Judge::Custom(evidence::forged_form);
    "held-back" ["f4-name-path-domain"]
        => Judge::InOrder(&[
            cookies::narrows_path,
            cookies::holds_cookie_back,
            cookies::sends_cookie_below_path,
        ]);
    "refused-cookie" ["f5-tampered"]
        => Judge::InOrder(&[conditions::session_is_found, cookies::cookie_is_refused]);
    "useless-key" ["f6-fixation", "g1-login"]
        => Judge::InOrder(&[cookies::moves_to_new_key, cookies::old_key_is_useless]);
    "cart-through-login" ["g4-cart"]
        => Judge::InOrder(&[requests::cart_of_guest, requests::cart_through_login]);
    "lost-update" ["h1-lost-update"]
        => Judge::InOrder(&[writes::overwrites_other_request, writes::applies_change_again]);
    "back-from-the-end" ["h2-resurrection"]
        => Judge::InOrder(&[writes::brings_session_back, writes::leaves_session_ended]);
    "store-fails" ["h5-store-away"]
        => Judge::InOrder(&[conditions::has_cart, stores::store_fails, stores::cart_is_still_there]);
    "other-browser" ["h6-logins"]
        => Judge::Custom(evidence::ended_elsewhere);
    "absolute-limit" ["h7-two-limits"]
        => Judge::InOrder(&[expiry::absolute_limit_decides, expiry::absolute_limit_ends_it]);
};

/// Returns the goal of a slug.
pub fn find(slug: &str) -> Option<&'static Goal> {
    GOALS.iter().find(|goal| goal.slug == slug)
}
