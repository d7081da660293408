//! The CAS tokens of the texts that were read lately. A request reads its session at the
//! start and swaps it at the end. With the token of the first read the swap needs no
//! second read.
//!
//! A token may be out of date. Then the server refuses the swap, and the current text is
//! read after all. A server that restarts counts its tokens from the beginning, so an old
//! token could belong to another text. Therefore a token is valid only on the connection
//! over which it was read; no connection survives a restart of the server.

use std::collections::HashMap;

/// The most keys whose tokens are kept.
const MAX_TOKENS: usize = 1_024;

/// The bytes of each text that are kept, more than any prefix has.
const PREFIX_BYTES: usize = 32;

/// The tokens of texts, by key.
#[derive(Default)]
pub struct CasTokens {
    tokens: HashMap<String, (CasToken, [u8; PREFIX_BYTES])>,
}

/// The number by which the server compares, and where it is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CasToken {
    /// The id of the connection over which the token was read.
    pub connection: u64,
    /// The number from the server, which Memcached calls `cas unique`.
    pub unique: u64,
}

impl CasTokens {
    /// Stores the token of the text under `key`.
    pub fn insert(&mut self, key: &str, text: &str, token: CasToken) {
        let mut prefix = [0; PREFIX_BYTES];
        prefix.iter_mut().zip(text.bytes()).for_each(|(to, byte)| *to = byte);
        if let Some(known) = self.tokens.get_mut(key) {
            *known = (token, prefix);
            return;
        }
        if self.tokens.len() >= MAX_TOKENS {
            self.tokens.clear();
        }
        self.tokens.insert(key.to_owned(), (token, prefix));
    }

    /// Removes the token of `key`, and returns it if its text begins with `prefix`. A token
    /// is valid for one swap.
    pub fn take(&mut self, key: &str, prefix: &str) -> Option<CasToken> {
        let (token, known_prefix) = self.tokens.remove(key)?;
        known_prefix.starts_with(prefix.as_bytes()).then_some(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_valid_for_one_swap_of_the_text_that_was_read() {
        let (mut tokens, token) = (CasTokens::default(), CasToken { connection: 3, unique: 70 });
        tokens.insert("key", "3 text", token);
        assert_eq!(tokens.take("key", "4 "), None);
        tokens.insert("key", "3 text", token);
        assert_eq!(tokens.take("key", "3 "), Some(token));
        assert_eq!(tokens.take("key", "3 "), None);
    }

    #[test]
    fn the_number_of_tokens_is_limited() {
        let mut tokens = CasTokens::default();
        for unique in 0..3 * MAX_TOKENS as u64 {
            tokens.insert(&unique.to_string(), "3 text", CasToken { connection: 0, unique });
            assert!(tokens.tokens.len() <= MAX_TOKENS);
        }
    }
}
