//! H5: without a fault no request fails, and with the faults over everything
//! answers again within two seconds.

use std::time::Duration;

use super::Violation;
use crate::history::History;

/// How soon everything must answer again.
const RECOVERY: Duration = Duration::from_secs(2);

/// How long the traces of a fault may last.
const AFTERMATH: Duration = Duration::from_secs(2);

pub fn check(history: &History) -> Option<Violation> {
    slow_recovery(history).or_else(|| failure_without_fault(history))
}

fn slow_recovery(history: &History) -> Option<Violation> {
    let (process, time) = history.recoveries.iter().find(|(_, time)| *time > RECOVERY)?;
    let reason = format!("process {process} needed {time:?}");
    Some(Violation::new("with the faults over everything answers within two seconds (H5)", reason, &[]))
}

fn failure_without_fault(history: &History) -> Option<Violation> {
    let number = history.operations.iter().position(|operation| {
        let fails = operation.status() == Some(500);
        fails
            && !history
                .faults
                .iter()
                .any(|fault| fault.overlaps(operation.sent.saturating_sub(AFTERMATH), operation.end()))
    })?;
    // What was done at the same time is the likely cause.
    let failed = &history.operations[number];
    let beside = history.operations.iter().enumerate().filter(|(_, other)| {
        other.action.is_place() && other.sent < failed.end() && other.end() > failed.sent
    });
    let around: Vec<usize> = beside.map(|(number, _)| number).chain([number]).collect();
    Some(Violation::new("without a fault no request fails", "the status is 500", &around))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::example::look;
    use crate::history::{Forgets, History};

    #[test]
    fn a_failure_needs_a_fault() {
        let failed = || History::of([look("a", 5_000).answered(5_010, 500)]);
        assert!(super::check(&failed()).is_some());
        assert_eq!(super::check(&failed().with_fault(4_000, 4_500, Forgets::Nothing)), None);
        assert!(super::check(&failed().with_fault(1_000, 2_500, Forgets::Nothing)).is_some());
    }

    #[test]
    fn every_process_answers_again_within_two_seconds() {
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
