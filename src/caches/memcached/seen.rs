//! What was read lately, and under which number, by which the server compares.
//! A session is read when its request comes and swapped when it is done: with
//! the number of the reading at hand, the swap needs no second look.
//!
//! It may be out of date at any moment. Then the server refuses the swap, and
//! the present text is fetched after all.

use std::collections::HashMap;

/// The most keys that are remembered.
const MOST: usize = 1_024;

/// So many bytes of each text are remembered, more than any prefix is long.
const HEAD: usize = 32;

/// Numbers of texts, by key.
#[derive(Default)]
pub struct Seen {
    texts: HashMap<String, (u64, Vec<u8>)>,
    /// How often everything was forgotten.
    era: u64,
}

impl Seen {
    /// To be asked before a text is fetched, and handed to [`Self::remember`].
    pub fn era(&self) -> u64 {
        self.era
    }

    /// Under `key` was that text, with that number.
    pub fn remember(&mut self, era: u64, key: &str, text: &str, number: u64) {
        if era != self.era {
            return;
        }
        if self.texts.len() >= MOST {
            self.texts.clear();
        }
        let head = text.bytes().take(HEAD).collect();
        self.texts.insert(key.to_owned(), (number, head));
    }

    /// The number, if what was under `key` begins with `prefix`. It is good for
    /// one swap.
    pub fn take(&mut self, key: &str, prefix: &str) -> Option<u64> {
        let (number, head) = self.texts.remove(key)?;
        head.starts_with(prefix.as_bytes()).then_some(number)
    }

    /// A server that was started again counts from the beginning, and an old
    /// number could mean another text.
    pub fn forget_all(&mut self) {
        self.texts.clear();
        self.era += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_good_for_one_swap_of_the_text_that_was_seen() {
        let mut seen = Seen::default();
        seen.remember(0, "key", "3 text", 70);
        assert_eq!(seen.take("key", "4 "), None);
        seen.remember(0, "key", "3 text", 70);
        assert_eq!(seen.take("key", "3 "), Some(70));
        assert_eq!(seen.take("key", "3 "), None);
    }

    #[test]
    fn what_was_asked_for_before_everything_was_forgotten_is_not_remembered() {
        let mut seen = Seen::default();
        let era = seen.era();
        seen.remember(era, "before", "3 text", 70);
        seen.forget_all();
        seen.remember(era, "after", "3 text", 71);
        assert_eq!((seen.take("before", "3 "), seen.take("after", "3 ")), (None, None));
    }
}
