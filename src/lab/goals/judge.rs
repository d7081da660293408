//! Judges a goal: finds the exchanges that meet its conditions, one after the other.

use super::{Goal, Judge, conditions::Condition, evidence::Evidence};
use crate::lab::inspector::analysis::ExchangeAnalysis;

/// How far a step of a goal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing shows that it was done.
    Missing,
    /// The exchange with this index shows it, counted from the oldest.
    Shown(usize),
    /// Something else shows it: another browser's exchange, or a store.
    ShownElsewhere,
}

impl Goal {
    /// Returns how far each step of the goal is.
    pub fn judge(&self, evidence: &Evidence) -> Vec<Step> {
        match self.judge {
            Judge::Custom(judge) => judge(evidence),
            Judge::InOrder(conditions) => in_order(&evidence.exchanges, conditions),
        }
    }
}

/// Returns whether all steps are done.
pub fn is_reached(steps: &[Step]) -> bool {
    steps.iter().all(|step| *step != Step::Missing)
}

/// Returns the steps of the longest chain of exchanges, of which each meets the next
/// condition.
fn in_order(exchanges: &[ExchangeAnalysis], conditions: &[Condition]) -> Vec<Step> {
    let chain = longest_chain(exchanges, conditions, &mut Vec::new());
    let mut steps: Vec<Step> = chain.into_iter().map(Step::Shown).collect();
    steps.resize(conditions.len(), Step::Missing);
    steps
}

/// Returns the longest chain that begins with `chain`. A condition may refer to the earlier
/// exchanges of the chain, so each of them is tried, and not only the first that fits.
fn longest_chain(
    exchanges: &[ExchangeAnalysis],
    conditions: &[Condition],
    chain: &mut Vec<usize>,
) -> Vec<usize> {
    let mut longest = chain.clone();
    let Some((condition, rest)) = conditions.split_first() else { return longest };
    let complete = chain.len() + conditions.len();
    for index in chain.last().map_or(0, |last| last + 1)..exchanges.len() {
        let earlier: Vec<_> = chain.iter().map(|index| &exchanges[*index]).collect();
        if condition(&exchanges[index], &earlier) {
            chain.push(index);
            let found = longest_chain(exchanges, rest, chain);
            chain.pop();
            if found.len() > longest.len() {
                longest = found;
            }
        }
        if longest.len() == complete {
            break;
        }
    }
    longest
}
