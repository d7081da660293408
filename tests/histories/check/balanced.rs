//! Behind a load balancer only those requests fail that a killed process had in
//! progress, and while a store is unavailable those that need it.

use std::time::Duration;

use super::Violation;
use crate::history::{History, Operation};

const PROMISE: &str = "behind a load balancer only the requests in progress in a killed process fail";

/// How long an unavailable store may have an effect after it serves again (H5).
const AFTERMATH: Duration = Duration::from_secs(2);

pub fn check(history: &History) -> Option<Violation> {
    if !history.promises.balanced {
        return None;
    }
    let failed = |operation: &Operation| operation.status().is_none_or(|status| status >= 500);
    let number = history
        .operations
        .iter()
        .position(|operation| failed(operation) && !is_excused(history, operation))?;
    let reason = match history.operations[number].status() {
        Some(status) => format!("the status is {status}"),
        None => "there is no response".to_owned(),
    };
    Some(Violation::new(PROMISE, reason, &[number]))
}

/// Returns whether a fault explains a failure. 502 and 504 are the balancer's responses,
/// 503 is the shop's response while a store is unavailable.
fn is_excused(history: &History, operation: &Operation) -> bool {
    history.faults.iter().any(|fault| match (fault.killed, operation.status()) {
        (Some(killed), Some(502 | 504)) => {
            killed.process == operation.process
                && operation.sent <= killed.at
                && fault.from <= operation.completion()
        }
        (None, Some(500 | 503)) => {
            fault.overlaps(operation.sent.saturating_sub(AFTERMATH), operation.completion())
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::super::example::view_cart;
    use crate::history::{DataLoss, History};

    fn responded(status: u16) -> History {
        History::of([view_cart("a", 5_000).responded(5_010, status)]).balanced()
    }

    #[test]
    fn a_request_fails_only_in_the_process_that_was_killed_meanwhile() {
        let holds = |history: &History| super::check(history).is_none();
        assert!(holds(&responded(200)));
        assert!(!holds(&responded(502)));
        assert!(holds(&responded(502).with_killed(0, 5_005)));
        assert!(!holds(&responded(502).with_killed(1, 5_005)), "another process");
        assert!(!holds(&responded(502).with_killed(0, 4_990)), "it was sent after the end of the process");
        assert!(!holds(&responded(502).with_killed(0, 5_020)), "it was completed before");
        assert!(!holds(&responded(503).with_killed(0, 5_005)), "not the balancer's response");
        assert!(!holds(&History::of([view_cart("a", 5_000)]).balanced().with_killed(0, 5_005)));
    }

    #[test]
    fn a_503_needs_an_unavailable_store() {
        let during = |from, until| responded(503).with_fault(from, until, DataLoss::Nothing);
        assert_eq!(super::check(&during(4_000, 4_500)), None);
        assert!(super::check(&during(1_000, 2_500)).is_some());
        assert!(super::check(&responded(502).with_fault(4_000, 6_000, DataLoss::Nothing)).is_some());
    }
}
