//! The numbers of packets that a page may show: the sum of all certain changes and of
//! any of the optional ones.

use std::collections::HashSet;

/// With more optional changes than this, only the bounds are checked: the number of
/// sums doubles with each change.
const MAX_OPTIONAL: usize = 12;

/// The bounds and the changes of a number of packets.
pub struct Possible {
    pub at_least: i64,
    pub at_most: i64,
    /// The changes that may have been made or not; `None` if only the bounds are
    /// checked.
    pub optional: Option<Vec<i64>>,
    certain: i64,
}

impl Default for Possible {
    fn default() -> Self {
        Self { at_least: 0, at_most: 0, optional: Some(Vec::new()), certain: 0 }
    }
}

impl Possible {
    /// Adds a change by so many packets.
    pub fn change(&mut self, packets: i64, is_certain: bool) {
        if is_certain {
            self.certain += packets;
        } else if let Some(optional) = &mut self.optional {
            optional.push(packets);
        }
        if is_certain || packets < 0 {
            self.at_least += packets;
        }
        if is_certain || packets > 0 {
            self.at_most += packets;
        }
    }

    /// Returns whether the number is the sum of all certain changes and some
    /// optional ones.
    pub fn holds(&self, shown: u32) -> bool {
        let shown = i64::from(shown);
        let is_between = shown >= self.at_least && shown <= self.at_most;
        let Some(optional) = self.optional.as_ref().filter(|optional| optional.len() <= MAX_OPTIONAL) else {
            return is_between;
        };
        let mut sums = HashSet::from([self.certain]);
        for change in optional {
            let more: Vec<i64> = sums.iter().map(|sum| sum + change).collect();
            sums.extend(more);
        }
        is_between && sums.contains(&shown)
    }
}
