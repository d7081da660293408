//! H12: the response to a request that carried an older cookie never removes or
//! replaces the cookie of a live session.

use std::time::Duration;

use super::{Violation, sessions::Sessions};
use crate::history::{Action, Forgets, History, SetCookie};

const PROMISE: &str = "a late response to an older cookie leaves the newer one alone (H12)";

/// The shop remembers for some minutes that a key was replaced.
const REMEMBERED: Duration = Duration::from_secs(60);

pub fn check(history: &History) -> Option<Violation> {
    if history.promises.stateless {
        return None;
    }
    let sessions = Sessions::of(history);
    let retires = |number: &usize| {
        let operation = &history.operations[*number];
        let has_retired = operation.retires_key() && operation.is_acknowledged();
        has_retired && operation.set_key() != operation.sent_key.as_ref()
    };
    (0..history.operations.len()).find_map(|late| {
        let carried = history.operations[late].sent_key.as_ref()?;
        let mut retired = sessions.of_key(carried).filter(retires);
        let broken = retired.find(|&by| is_broken(history, &sessions, by, late))?;
        let newer = history.operations[late].jar_before.as_ref().and_then(|key| sessions.origin(key));
        let around: Vec<usize> = newer.into_iter().chain([broken, late]).collect();
        let what = match history.operations[late].response.as_ref()?.cookie {
            SetCookie::Removes => "removes",
            _ => "replaces",
        };
        Some(Violation::new(PROMISE, format!("the last of these responses {what} the newer cookie"), &around))
    })
}

/// Whether `late` carried the key that `by` has retired, and its response does
/// something to the newer cookie in the jar.
fn is_broken(history: &History, sessions: &Sessions, by: usize, late: usize) -> bool {
    let (retired, operation) = (&history.operations[by], &history.operations[late]);
    let (Some(old), Some(newer)) = (&operation.sent_key, &operation.jar_before) else { return false };
    let Some(response) = &operation.response else { return false };
    let is_about_another = by != late && retired.sent_key.as_ref() == Some(old) && old != newer;
    // By its response the shop knew of the end: it takes the old key for dead.
    let knew = match &response.cookie {
        SetCookie::Nothing => false,
        SetCookie::Removes => true,
        // A second login may join the session of the first, which may have moved since.
        SetCookie::Sets(_) if operation.action == Action::LogIn => false,
        SetCookie::Sets(key) => key != old && key != newer && Some(key) != retired.set_key(),
    };
    let in_time = retired.end() <= operation.end() && operation.sent < retired.end() + REMEMBERED;
    let forgotten = history
        .faults
        .iter()
        .any(|fault| fault.forgets == Forgets::Sessions && fault.overlaps(retired.sent, operation.end()));
    is_about_another && knew && in_time && !forgotten && sessions.is_alive(newer, late)
}
