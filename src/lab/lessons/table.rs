//! The table of lessons, in the order in which they are read. A row has the
//! lesson's slug and behaviours; the settings that its forms may override; its
//! widgets; and the code that it quotes: file, and how the item's line begins.

use super::{
    Lesson, Widget,
    Widget::{Operations, PlainCookies, SessionItems, SettingForms},
    a_state, d_engines, e_expiry,
    excerpt::excerpt,
    f_security, h_beyond,
    text::text,
};
use crate::lab::plain_cookies::Part;

macro_rules! lessons {
    ($(
        $slug:literal [$($behaviour:ident)+]
        $(settings [$($setting:literal),+])?
        $(widgets [$($widget:expr),+])?
        { $($path:literal: $($item:literal),+;)+ }
    )+) => {
        &[$(Lesson {
            slug: $slug,
            behaviours: &[$(stringify!($behaviour)),+],
            settings: &[$($($setting),+)?],
            text: text!($slug),
            code: &[$($(excerpt!($path, $item)),+),+],
            widgets: &[$($($widget),+)?],
        }),+]
    };
}

/// A widget of one lesson, given by the function that renders it.
macro_rules! custom {
    ($render:path) => {
        Widget::Custom(|context, page| Box::pin($render(context, page)))
    };
}

/// All lessons. The picture of the ticket is the first, because the others
/// refer to it.
pub static LESSONS: &[Lesson] = lessons! {
    "a10-number-ticket" [A10] {
        "src/sessions/key.rs": "pub struct SessionKey(";
        "src/sessions/record.rs": "pub struct Record";
    }
    "a1-stateless" [A1] widgets [custom!(a_state::who_am_i)] {
        "src/lab/lessons/a_state.rs": "async fn who(";
        "src/sessions/cookie.rs": "pub fn is_present(";
    }
    "a2-first-cookie" [A2] widgets [custom!(a_state::note)] {
        "src/lab/lessons/a_state.rs": "async fn remember(";
        "src/sessions/unit_of_work/saving.rs": "pub async fn save(";
    }
    "a3-cookie-comes-back" [A3] widgets [custom!(a_state::note)] {
        "src/sessions/cookie.rs": "pub async fn select_cookie(";
        "src/sessions/unit_of_work/loading.rs": "pub async fn load(";
    }
    "a4-what-the-id-says" [A4] widgets [custom!(a_state::cookie_parts)] {
        "src/sessions/key.rs": "pub fn random(";
    }
    "a5-nobody-shares" [A5 A6] widgets [custom!(a_state::note)] {
        "src/sessions/key.rs": "pub fn random(";
        "src/shop/cart/contents.rs": "pub fn add(";
    }
    "a7-never-in-the-address" [A7] widgets [custom!(a_state::id_in_url)] {
        "src/sessions/cookie.rs": "fn pieces(", "pub(super) fn is_named(";
    }
    "a8-cookies-off" [A8] widgets [custom!(a_state::cookies_off)] { "src/web/csrf.rs": "fn check("; }
    "a9-sessions-off" [A9] settings ["session.enabled"] widgets [custom!(a_state::sessions_off)] {
        "src/app/page_filler.rs": "pub fn fill(";
        "src/lab/lessons/settings.rs": "async fn change(";
    }
    "b1-set-a-cookie" [B1] widgets [PlainCookies(Part::HttpOnly)] {
        "src/lab/plain_cookies/cookie_form.rs": "pub fn read_cookie(", "fn value(";
    }
    "b2-max-age-and-expires" [B2] widgets [PlainCookies(Part::MaxAgeAndExpires)] {
        "src/lab/cookie_rules.rs": "pub fn expires_at(";
    }
    "b3-path-and-domain" [B3] widgets [PlainCookies(Part::PathsAndDomains)] {
        "src/lab/cookie_rules.rs": "pub fn path_matches(", "pub fn domain_matches(";
    }
    "b4-read-and-delete" [B4 B5] widgets [PlainCookies(Part::ReadAndDelete)] {
        "src/lab/plain_cookies/context.rs": "pub fn of(";
        "src/lab/plain_cookies/sent_cookies.rs": "pub fn removals(";
    }
    "b6-four-kilobytes" [B6] widgets [PlainCookies(Part::Sizes)] {
        "src/lab/plain_cookies/experiments.rs": "pub fn cookie_of_size(";
        "src/sessions/cookie.rs": "pub fn write_set_cookie(";
    }
    "b7-never-trust-a-cookie" [B7] widgets [PlainCookies(Part::Plan)] {
        "src/lab/plain_cookies/plan.rs": "pub fn read(", "fn verified(";
    }
    "c1-set-get" [C1 C2 C3] widgets [Operations(&["set", "get_item", "get", "get_or"], &[])] {
        "src/sessions/session/dictionary.rs": "pub fn set<", "pub fn get_item<", "pub fn get_or<";
    }
    "c4-delete-pop" [C4 C5] widgets [Operations(&["set", "delete", "delete_if_there", "pop"], &[])] {
        "src/sessions/session/dictionary.rs": "pub fn delete(";
        "src/sessions/session/replayable.rs": "pub fn pop<";
        "src/sessions/error.rs": "pub struct KeyError(";
    }
    "c6-membership-keys" [C6 C7] widgets [Operations(&["set", "has_key", "keys", "items"], &[])] {
        "src/sessions/session/dictionary.rs": "pub fn has_key(", "pub fn items(";
        "src/sessions/data.rs": "pub fn is_reserved(";
    }
    "c8-clear" [C8] widgets [Operations(&["set", "clear"], &[])] {
        "src/sessions/session/mod.rs": "pub fn clear(";
        "src/sessions/changes.rs": "pub fn apply(";
    }
    "c9-flush" [C9] widgets [Operations(&["set", "flush"], &[])] {
        "src/sessions/session/mod.rs": "pub fn flush(";
        "src/sessions/unit_of_work/flush_and_cycle.rs": "pub(super) async fn flush(";
    }
    "c10-nested" [C10]
        widgets [Operations(&["set", "set_field", "get"],
            &[("key", "order"), ("value", r#"{"tea": "oolong", "quantity": 1}"#)])] {
        "src/shop/cart/contents.rs": "pub struct CartLine {";
        "src/sessions/session/replayable.rs": "pub fn change<";
    }
    "c11-update-values" [C11]
        widgets [Operations(&["set", "update", "values", "items"],
            &[("mapping", r#"{"username": "Mei", "theme": "dark"}"#)])] {
        "src/sessions/session/dictionary.rs": "pub fn update<", "pub fn values(";
        "src/sessions/changes.rs": "pub fn apply(";
    }
    "c12-test-cookie" [C12]
        widgets [Operations(&["set_test_cookie", "test_cookie_worked", "delete_test_cookie"], &[])] {
        "src/sessions/session/test_cookie.rs": "pub fn set_test_cookie(", "pub fn test_cookie_worked(";
        "src/web/csrf.rs": "fn check(";
    }
    "d1-engines" [D1 D22] widgets [custom!(d_engines::choosing)] {
        "src/sessions/engines/mod.rs": "pub trait Engine";
        "src/app/stores.rs": "async fn open(";
    }
    "d2-db" [D2 D3] widgets [custom!(d_engines::stores::row)] {
        "migrations/sqlite/2026-11-01-000001_sessions/up.sql": "CREATE TABLE sessions (";
        "src/sessions/engines/db.rs": "async fn replace(";
    }
    "d4-file" [D4 D5] widgets [custom!(d_engines::stores::file)] {
        "src/sessions/engines/file/folder.rs": "pub fn open(";
        "src/sessions/engines/file/swapping.rs": "pub fn swap(";
        "src/sessions/codec.rs": "pub fn write(";
    }
    "d6-caches" [D6 D7] widgets [custom!(d_engines::stores::caches)] {
        "src/caches/mod.rs": "pub trait Cache";
        "src/app/stores.rs": "fn open_cache(";
    }
    "d8-cache-full-and-restarted" [D8 D9 D13] widgets [custom!(d_engines::cache_loss::both_engines)] {
        "src/caches/memory.rs": "pub fn new(max_entries";
        "src/sessions/engines/cached_db.rs": "async fn load(";
        "src/lab/lessons/d_engines/two_engines.rs": "pub fn restart_cache(";
    }
    "d10-two-processes" [D10] widgets [custom!(d_engines::processes::count_by_process)] {
        "src/lab/lessons/d_engines/processes.rs": "async fn count(";
        "src/caches/memory.rs": "pub struct MemoryCache {";
    }
    "d11-cached-db" [D11 D12] widgets [custom!(d_engines::cache_loss::cached_db_alone)] {
        "src/sessions/engines/cached_db.rs": "async fn load(", "async fn write(", "async fn store_if_newer(";
    }
    "d14-signed-cookies" [D14 D15 D16 D17] widgets [custom!(d_engines::signed_cookies::session_in_cookie)] {
        "src/sessions/engines/signed_cookies.rs": "pub(super) fn encode(";
        "src/sessions/cookie.rs": "fn open(", "pub fn write_set_cookie(";
    }
    "d18-bytes" [D18 D20 D21] widgets [custom!(d_engines::session_size::bytes)] {
        "src/sessions/unit_of_work/saving.rs": "pub(super) fn record(";
        "src/lab/engines_compared/measuring.rs": "async fn round(";
    }
    "d19-forged" [D19] widgets [custom!(d_engines::secret_keys::forged_session)] {
        "src/lab/lessons/d_engines/secret_keys.rs": "async fn forge(";
        "src/sessions/cookie.rs": "pub fn verify(";
    }
    "e1-cookie-age" [E1] settings ["session.cookie_age"]
        widgets [SettingForms, custom!(e_expiry::facts), Operations(&["set"], &[])] {
        "src/sessions/expiry.rs": "pub fn expiry_date(";
        "src/sessions/cookie.rs": "fn with_lifetime(";
    }
    "e2-browser-close" [E2] settings ["session.expire_at_browser_close"]
        widgets [SettingForms, custom!(e_expiry::facts), Operations(&["set"], &[])] {
        "src/sessions/expiry.rs": "pub fn cookie_lifetime(", "pub fn expire_at_browser_close(";
    }
    "e3-set-expiry" [E3 E4 E5 E6 E7]
        widgets [custom!(e_expiry::facts),
            Operations(&["expiry_seconds", "expiry_at_close", "expiry_global", "expiry_moment",
                "expiry_length", "set", "expiry_age", "expiry_date"], &[])] {
        "src/sessions/expiry.rs": "pub enum Expiry {", "pub fn to_stored(";
        "src/sessions/session/lifetime.rs": "pub fn set_expiry(", "pub fn get_expiry_date_with(";
    }
    "e8-last-access" [E8] settings ["session.save_every_request"]
        widgets [SettingForms, custom!(e_expiry::facts),
            Operations(&["expiry_seconds", "expiry_global"], &[])] {
        "src/sessions/unit_of_work/saving.rs": "pub async fn touch(";
    }
    "e9-over" [E9] settings ["session.cookie_age", "session.expire_at_browser_close"]
        widgets [custom!(e_expiry::ten_seconds)] {
        "src/sessions/record.rs": "pub fn into_valid(";
        "src/sessions/unit_of_work/saving.rs": "pub(super) fn take_unexpired(";
        "src/sessions/layer.rs": "fn has_unknown_cookie(";
    }
    "e10-single-keys" [E10]
        widgets [custom!(e_expiry::single_keys),
            Operations(&["set_until", "expiry_seconds", "expiry_global", "set"], &[])] {
        "src/sessions/session/dictionary.rs": "pub fn set_until<";
        "src/sessions/expiry.rs": "pub fn remove_expired_keys(";
    }
    "e11-clearing" [E11] widgets [custom!(e_expiry::clearing::expired_sessions)] {
        "src/databases/expired.rs": "fn clear_batch(";
        "src/cli/clearsessions.rs": "pub async fn run(";
        "src/app/sweeper.rs": "pub async fn sweep(";
    }
    "f1-secure" [F1] settings ["session.cookie_secure"] widgets [custom!(f_security::attributes::secure)] {
        "src/sessions/layer.rs": "fn middleware(";
        "src/app/https.rs": "pub(super) fn config(";
    }
    "f2-httponly" [F2] settings ["session.cookie_httponly"]
        widgets [custom!(f_security::attributes::http_only)] {
        "src/sessions/options.rs": "pub struct CookieOptions";
        "src/sessions/layer.rs": "fn middleware(";
    }
    "f3-samesite" [F3] settings ["session.cookie_samesite", "session.cookie_secure"]
        widgets [custom!(f_security::attributes::same_site)] {
        "src/lab/attack.rs": "async fn arrive(";
        "src/web/csrf.rs": "pub async fn protect<", "fn check(";
    }
    "f4-name-path-domain" [F4]
        settings ["session.cookie_name", "session.cookie_path", "session.cookie_domain"]
        widgets [custom!(f_security::attributes::name_path_domain)] {
        "src/sessions/options.rs": "pub struct CookieOptions";
        "src/sessions/cookie.rs": "pub fn removal(";
    }
    "f5-tampered" [F5] widgets [custom!(f_security::tampering::tampered)] {
        "src/sessions/cookie.rs": "pub fn verify(", "fn open(";
        "src/sessions/layer.rs": "fn has_unknown_cookie(";
    }
    "f6-fixation" [F6] widgets [custom!(f_security::tampering::fixation)] {
        "src/accounts/authenticate.rs": "pub(super) async fn log_in(";
        "src/sessions/session/mod.rs": "pub fn cycle_key(";
        "src/sessions/key.rs": "pub fn random(";
    }
    "g1-login" [G1 G2 G3]
        widgets [SessionItems(&["login"],
            &[("/account/register", "lab-g-register"), ("/account/login", "lab-g-log-in"),
                ("/account", "lab-g-account")])] {
        "src/accounts/visitor.rs": "pub async fn of(", "impl FromRequest for Member";
        "src/accounts/logout.rs": "async fn log_out(";
    }
    "g4-cart" [G4 G5]
        widgets [SessionItems(&["cart", "login"],
            &[("/", "lab-g-teas"), ("/cart", "lab-g-cart"), ("/account/login", "lab-g-log-in")])] {
        "src/shop/cart/contents.rs": "fn change(", "fn with_quantity(";
        "src/accounts/authenticate.rs": "pub(super) async fn log_in(";
    }
    "g6-checkout" [G6 G9]
        widgets [SessionItems(&["checkout", "cart"],
            &[("/", "lab-g-teas"), ("/checkout/address", "lab-g-checkout")])] {
        "src/shop/checkout/draft.rs": "pub struct CheckoutFields", "pub fn set_address(", "pub fn remove(";
    }
    "g7-preferences" [G7] widgets [SessionItems(&["preferences"], &[("/preferences", "lab-g-preferences")])] {
        "src/preferences/choices.rs": "pub struct Preferences", "pub fn save(";
    }
    "g8-recently-viewed" [G8]
        widgets [SessionItems(&["recently_viewed"],
            &[("/products/keemun-black", "lab-g-one-tea"),
                ("/products/uji-matcha", "lab-g-another-tea")])] {
        "src/shop/catalogue/recently_viewed.rs": "pub fn add(", "fn with_latest(";
    }
    "g9-your-scenario" [G3]
        widgets [Operations(&["set", "flush", "get"], &[("key", "gift_note"), ("value", r#""For Mei""#)])] {
        "tests/scenarios/gift_note.rs": "async fn a_gift_note_in_the_session_does_not_survive_a_logout(",
            "async fn a_gift_note_in_a_cookie_of_its_own_survives_a_logout(";
        "tests/scenarios/your_scenario.rs": "async fn a_cart_is_there_in_the_next_request(";
    }
    "h1-lost-update" [H1] settings ["lab.replay"] widgets [custom!(h_beyond::lost_update)] {
        "src/sessions/unit_of_work/saving.rs": "pub async fn update(";
        "src/sessions/changes.rs": "pub fn replay(";
        "src/lab/lessons/h_beyond.rs": "async fn add(";
    }
    "h2-resurrection" [H2] settings ["lab.replay"] widgets [custom!(h_beyond::resurrection)] {
        "src/sessions/unit_of_work/flush_and_cycle.rs": "pub(super) async fn replace_with_tombstone(";
        "src/sessions/engines/mod.rs": "pub enum Replace";
    }
    "h3-instruments" [H3 H4] {
        "src/sessions/trace/mod.rs": "pub struct StoreCall";
        "src/lab/recorder.rs": "pub async fn record_exchanges<";
        "src/lab/request_settings.rs": "pub fn pick_options(";
    }
    "h5-store-away" [H5] settings ["lab.outage"] widgets [custom!(h_beyond::outage)] {
        "src/sessions/unit_of_work/mod.rs": "pub(super) async fn with_timeout<T>(";
        "src/sessions/unit_of_work/loading.rs": "pub async fn load(";
    }
    "h6-logins" [H6] { "src/accounts/visitor.rs": "async fn from_login("; }
    "h7-two-limits" [H7] settings ["session.cookie_age", "session.absolute_age"]
        widgets [custom!(h_beyond::limits)] {
        "src/sessions/expiry.rs": "pub fn absolute_expiry(";
    }
    "h8-key-rotation" [H8] widgets [custom!(d_engines::secret_keys::rotation)] {
        "src/sessions/options.rs": "pub struct Keys";
        "src/sessions/cookie.rs": "pub fn verify(";
    }
    "h9-failed-request" [H9] widgets [custom!(h_beyond::failed_request)] {
        "src/lab/lessons/h_beyond.rs": "async fn fail(";
        "src/sessions/unit_of_work/mod.rs": "pub enum SaveMode";
    }
    "h10-passive-request" [H10] widgets [custom!(h_beyond::passive_request)] {
        "src/lab/lessons/h_beyond.rs": "async fn look_on(";
        "src/sessions/session/mod.rs": "pub fn set_passive(";
    }
    "h13-three-machines" [H13 D10 H8] widgets [custom!(d_engines::processes::count_by_machine)] {
        "src/sessions/cookie.rs": "pub fn verify(";
        "src/app/readiness.rs": "pub async fn report(";
    }
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The progress of a student names a lesson by the beginning of its slug.
    #[test]
    fn no_two_lessons_have_the_same_beginning_of_their_slug() {
        let mut beginnings = BTreeSet::new();
        for lesson in LESSONS {
            let beginning = lesson.slug.split('-').next().unwrap();
            assert!(beginnings.insert(beginning), "{}", lesson.slug);
        }
    }
}
