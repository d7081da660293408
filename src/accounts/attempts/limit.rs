//! The arithmetic of a limit: how long the next attempt has to wait, as a function of the
//! earlier attempts and the time. It reads no clock and no database.

use time::{Duration, PrimitiveDateTime};

/// How often a wait is doubled at most: from one second to twelve days, more than the
/// settings allow.
const MAX_DOUBLINGS: i32 = 20;

/// A limit. After [`Self::free`] attempts, each next one has to wait: first for
/// `base_delay`, and each time twice as long, up to `max_delay`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    /// The attempts without a wait.
    pub free: u32,
    pub base_delay: Duration,
    pub max_delay: Duration,
}

/// The attempts that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count {
    pub attempts: i32,
    /// Time of the last attempt, UTC, whole microseconds.
    pub last_at: PrimitiveDateTime,
}

impl Limit {
    /// Returns the count with one more attempt at `now`, or the time to wait if none is
    /// allowed now.
    pub fn next(&self, before: Option<Count>, now: PrimitiveDateTime) -> Result<Count, Duration> {
        let attempts = self.remembered(before, now);
        let delay = self.delay(attempts);
        if let Some(before) = before
            && !delay.is_zero()
        {
            // The clocks of two processes differ by less than the longest wait.
            let wait = before.last_at + delay - now;
            if wait.is_positive() && wait <= self.max_delay * 2 {
                return Err(wait);
            }
        }
        Ok(Count { attempts: (attempts + 1).min(self.max_attempts()), last_at: now })
    }

    /// Returns the time from which all attempts of `count` are forgotten.
    pub fn expires_at(&self, count: Count) -> PrimitiveDateTime {
        count.last_at.saturating_add(self.max_delay * count.attempts)
    }

    /// Returns the attempts that are not forgotten at `now`. One is forgotten each time
    /// that `max_delay` passes without an attempt.
    fn remembered(&self, before: Option<Count>, now: PrimitiveDateTime) -> i32 {
        let Some(before) = before else { return 0 };
        let passed = (now - before.last_at).whole_seconds() / self.max_delay.whole_seconds().max(1);
        before.attempts.saturating_sub(i32::try_from(passed.max(0)).unwrap_or(i32::MAX)).max(0)
    }

    /// Returns how long the next attempt has to wait after `attempts` attempts.
    fn delay(&self, attempts: i32) -> Duration {
        match u32::try_from(attempts).unwrap_or(0).checked_sub(self.free) {
            None => Duration::ZERO,
            Some(over) => self
                .base_delay
                .saturating_mul(1 << over.min(MAX_DOUBLINGS.unsigned_abs()))
                .min(self.max_delay),
        }
    }

    /// Returns the smallest count with the longest wait. More are not counted, so that
    /// each count is forgotten after a known time.
    fn max_attempts(&self) -> i32 {
        let free = i32::try_from(self.free).unwrap_or(i32::MAX - 32);
        (free..=free + MAX_DOUBLINGS)
            .find(|attempts| self.delay(*attempts) == self.max_delay)
            .unwrap_or(free + MAX_DOUBLINGS)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const LIMIT: Limit =
        Limit { free: 5, base_delay: Duration::seconds(1), max_delay: Duration::seconds(900) };
    const NOW: PrimitiveDateTime = datetime!(2026-01-01 12:00);

    /// Returns the waits between the attempts of a guesser who tries whenever it is allowed.
    fn waits_of_a_guesser(attempts: usize) -> Vec<i64> {
        let (mut count, mut now, mut waits) = (None, NOW, Vec::new());
        while waits.len() < attempts {
            let wait = LIMIT.next(count, now).err().unwrap_or(Duration::ZERO);
            now += wait;
            count = Some(LIMIT.next(count, now).unwrap());
            waits.push(wait.whole_seconds());
        }
        waits
    }

    #[test]
    fn the_waits_grow_up_to_the_longest() {
        let waits = waits_of_a_guesser(18);
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    }

    #[test]
    fn attempts_are_forgotten_one_by_one() {
        let full = Count { attempts: LIMIT.max_attempts(), last_at: NOW };
        let after =
            |seconds| LIMIT.next(Some(full), NOW + Duration::seconds(seconds)).map(|count| count.attempts);
        assert_eq!(after(899), Err(Duration::seconds(1)));
        assert_eq!(after(900), Ok(15), "one is forgotten, and one is added");
        assert_eq!(after(9 * 900), Ok(7));
        assert_eq!(after(14 * 900), Ok(2));
        assert_eq!(after(15 * 900), Ok(1));
        assert_eq!(LIMIT.expires_at(full), NOW + Duration::seconds(15 * 900));
    }

    #[test]
    fn a_free_attempt_does_not_wait_for_a_later_one() {
        // Another process counted its attempt first, though its clock was read later.
        let later = Some(Count { attempts: 1, last_at: NOW + Duration::milliseconds(1) });
        assert_eq!(LIMIT.next(later, NOW).map(|count| count.attempts), Ok(2));
    }

    #[test]
    fn nobody_waits_because_a_clock_was_set_back() {
        let future = Some(Count { attempts: 15, last_at: NOW + Duration::days(30) });
        assert!(LIMIT.next(future, NOW).is_ok());
    }
}
