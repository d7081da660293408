//! Deleting (B5). There is no header for it: a cookie is set again, empty and
//! long past. The browser takes it for the same cookie only if name, Domain
//! and Path are the same.

use std::collections::BTreeSet;

use actix_web::cookie::Cookie;

use super::at_hand::AtHand;

/// Where a cookie may lie that was not sent from here, such as one that a
/// script of the page made: the request does not say.
const LIKELY_PATHS: [&str; 3] = ["/", "/lab", "/lab/cookies"];

/// The most names that one answer removes: its head must not grow without end.
const MAX_AT_ONCE: usize = 50;

/// The removals of a cookie: one for each path and domain under which it was
/// sent.
pub fn of(name: &str, at_hand: &AtHand) -> Vec<Cookie<'static>> {
    let sent = at_hand.sent.cookies().into_iter().filter(|sent| sent.cookie.name() == name);
    let mut found: Vec<_> = sent.map(|sent| sent.cookie).collect();
    if found.is_empty() {
        let unknown =
            |path: &'static str| Cookie::build(name.to_owned(), "").path(path).secure(false).finish();
        found.extend(LIKELY_PATHS.map(unknown));
    }
    found.iter_mut().for_each(Cookie::make_removal);
    found
}

/// The removals of all cookies of the page.
pub fn of_all(at_hand: &AtHand) -> Vec<Cookie<'static>> {
    let came = at_hand.received.all().iter().map(|(name, _)| name.clone());
    let came = came.filter(|name| at_hand.reserved.is_demo(name));
    let sent = at_hand.sent.cookies().into_iter().map(|sent| sent.cookie.name().to_owned());
    let names: BTreeSet<String> = came.chain(sent).collect();
    names.iter().take(MAX_AT_ONCE).flat_map(|name| of(name, at_hand)).collect()
}
