//! Keyed hashes (HMAC-SHA256, RFC 2104) of accounts, addresses and browsers.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Separates this key from the others that are derived from the shop's secret key.
const PURPOSE: &[u8] = b"session-shop: limits of attempts";

/// The key. It is derived from the shop's secret key.
#[derive(Clone)]
pub(super) struct HashKey([u8; 32]);

impl HashKey {
    pub fn derive(secret: &str) -> Self {
        Self(mac(secret.as_bytes(), &[PURPOSE]))
    }

    /// Returns the keyed hash of `parts`, in base64url: 43 characters.
    pub fn hash(&self, parts: &[&[u8]]) -> String {
        URL_SAFE_NO_PAD.encode(mac(&self.0, parts))
    }

    /// Returns whether `hash` is the keyed hash of `parts`, in a time that does not depend
    /// on the difference.
    pub fn is_hash_of(&self, hash: &str, parts: &[&[u8]]) -> bool {
        self.hash(parts).as_bytes().ct_eq(hash.as_bytes()).into()
    }
}

/// Hashes the length of each part too, so that `["ab", "c"]` and `["a", "bc"]` differ.
fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC accepts a key of any length, so this never fails.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_depends_on_the_key_and_on_each_part() {
        let (key, other) = (HashKey::derive("one secret"), HashKey::derive("another secret"));
        let hash = key.hash(&[b"ab", b"c"]);
        assert!(key.is_hash_of(&hash, &[b"ab", b"c"]));
        assert!(!key.is_hash_of(&hash, &[b"a", b"bc"]) && !other.is_hash_of(&hash, &[b"ab", b"c"]));
        assert!(!key.is_hash_of("", &[b"ab", b"c"]));
    }
}
