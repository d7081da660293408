//! H5: without a fault no request fails, and after the last fault every process
//! serves again within two seconds.

use std::time::Duration;

use super::Violation;
use crate::history::History;

/// How soon every process must serve again.
const RECOVERY: Duration = Duration::from_secs(2);

/// How long a fault may have an effect after its end.
const AFTERMATH: Duration = Duration::from_secs(2);

pub fn check(history: &History) -> Option<Violation> {
    slow_recovery(history).or_else(|| failure_without_fault(history))
}

fn slow_recovery(history: &History) -> Option<Violation> {
    let (process, time) = history.recoveries.iter().find(|(_, time)| *time > RECOVERY)?;
    let reason = format!("process {process} needed {time:?}");
    Some(Violation::new(
        "after the last fault every process serves again within two seconds (H5)",
        reason,
        &[],
    ))
}

fn failure_without_fault(history: &History) -> Option<Violation> {
    let number = history.operations.iter().position(|operation| {
        let fails = operation.status() == Some(500);
        fails
            && !history
                .faults
                .iter()
                .any(|fault| fault.overlaps(operation.sent.saturating_sub(AFTERMATH), operation.completion()))
    })?;
    // Orders at the same time are the likely cause.
    let failed = &history.operations[number];
    let concurrent = history.operations.iter().enumerate().filter(|(_, other)| {
        other.action.is_order() && other.sent < failed.completion() && other.completion() > failed.sent
    });
    let around: Vec<usize> = concurrent.map(|(number, _)| number).chain([number]).collect();
    Some(Violation::new("without a fault no request fails", "the status is 500", &around))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::example::view_cart;
    use crate::history::{DataLoss, History};

    #[test]
    fn a_failure_needs_a_fault() {
        let failed = || History::of([view_cart("a", 5_000).responded(5_010, 500)]);
        assert!(super::check(&failed()).is_some());
        assert_eq!(super::check(&failed().with_fault(4_000, 4_500, DataLoss::Nothing)), None);
        assert!(super::check(&failed().with_fault(1_000, 2_500, DataLoss::Nothing)).is_some());
    }

    #[test]
    fn every_process_serves_again_within_two_seconds() {
        let after = |milliseconds| {
            let mut history = History::of([]);
            history.recoveries =
                vec![(0, Duration::from_millis(5)), (1, Duration::from_millis(milliseconds))];
            history
        };
        assert_eq!(super::check(&after(1_900)), None);
        assert!(super::check(&after(2_100)).is_some());
    }
}
