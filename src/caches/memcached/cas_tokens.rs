//! What was read lately, and under which number, by which the server compares.
//! A session is read when its request comes and swapped when it is done: with
//! the number of the reading at hand, the swap needs no second look.
//!
//! It may be out of date at any moment. Then the server refuses the swap, and
//! the present text is fetched after all. A server that was started again counts
//! from the beginning, and to it an old number could mean another text: so a
//! number is only good for the connection over which it came, which no server
//! outlives.

use std::collections::HashMap;

/// The most keys that are remembered.
const MAX_TOKENS: usize = 1_024;

/// So many bytes of each text are remembered, more than any prefix is long.
const HEAD: usize = 32;

/// Numbers of texts, by key.
#[derive(Default)]
pub struct CasTokens {
    texts: HashMap<String, (CasToken, [u8; HEAD])>,
}

/// By which the server compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CasToken {
    /// The connection over which it came.
    pub line: u64,
    /// What came.
    pub unique: u64,
}

impl CasTokens {
    /// Under `key` was that text, with that number.
    pub fn remember(&mut self, key: &str, text: &str, number: CasToken) {
        let mut head = [0; HEAD];
        head.iter_mut().zip(text.bytes()).for_each(|(to, byte)| *to = byte);
        if let Some(known) = self.texts.get_mut(key) {
            *known = (number, head);
            return;
        }
        if self.texts.len() >= MAX_TOKENS {
            self.texts.clear();
        }
        self.texts.insert(key.to_owned(), (number, head));
    }

    /// The number, if what was under `key` begins with `prefix`. It is good for
    /// one swap.
    pub fn take(&mut self, key: &str, prefix: &str) -> Option<CasToken> {
        let (number, head) = self.texts.remove(key)?;
        head.starts_with(prefix.as_bytes()).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_good_for_one_swap_of_the_text_that_was_seen() {
        let (mut seen, number) = (CasTokens::default(), CasToken { line: 3, unique: 70 });
        seen.remember("key", "3 text", number);
        assert_eq!(seen.take("key", "4 "), None);
        seen.remember("key", "3 text", number);
        assert_eq!(seen.take("key", "3 "), Some(number));
        assert_eq!(seen.take("key", "3 "), None);
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let mut seen = CasTokens::default();
        for unique in 0..3 * MAX_TOKENS as u64 {
            seen.remember(&unique.to_string(), "3 text", CasToken { line: 0, unique });
            assert!(seen.texts.len() <= MAX_TOKENS);
        }
    }
}
