//! The checks: pure functions over a recorded history. Each finds the first
//! operation that breaks one promise, and the few others that explain it.

mod availability;
mod balanced;
mod cart_changes;
mod cookies;
mod ended;
#[cfg(test)]
mod example;
mod isolation;
mod logged_in;
mod logins;
mod messages;
mod orders;
mod preferences;
mod purchases;
mod sessions;

use super::history::History;

/// A broken promise, and the operations that show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub promise: &'static str,
    pub reason: String,
    /// The sorted numbers of operations in the history.
    pub operations: Vec<usize>,
}

type Check = fn(&History) -> Option<Violation>;

/// Every check.
const CHECKS: [Check; 11] = [
    isolation::check,
    ended::check,
    cookies::check,
    logins::check,
    logged_in::check,
    cart_changes::check,
    preferences::check,
    messages::check,
    orders::check,
    availability::check,
    balanced::check,
];

/// Returns the first violation that each check finds.
pub fn violations(history: &History) -> Vec<Violation> {
    CHECKS.iter().filter_map(|check| check(history)).collect()
}

impl Violation {
    fn new(promise: &'static str, reason: impl Into<String>, operations: &[usize]) -> Self {
        let mut operations = operations.to_vec();
        operations.sort_unstable();
        operations.dedup();
        Self { promise, reason: reason.into(), operations }
    }
}
