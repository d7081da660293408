//! Signs values that the shop sends to a browser and must recognize when they come
//! back: the secret against forged forms, and the lab's number of a browser.
//!
//! A signature is HMAC-SHA-256 (RFC 2104). Each purpose has keys of its own, derived from
//! `secret_key`, so a value that was signed for one purpose is invalid for another.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::settings::Secret;

type HmacSha256 = Hmac<Sha256>;

/// The size of a signature, in bytes.
pub const SIGNATURE_BYTES: usize = 32;

/// A signature.
pub type Signature = [u8; SIGNATURE_BYTES];

/// The keys of one purpose.
#[derive(Clone)]
pub struct SigningKeys {
    current: HmacSha256,
    fallbacks: Vec<HmacSha256>,
}

impl SigningKeys {
    /// Derives the keys of `purpose` from `secret_key` and `secret_key_fallbacks`.
    pub fn derive(purpose: &str, secret: &Secret, fallbacks: &[Secret]) -> Self {
        let key = |secret: &Secret| {
            let derived = mac(&keyed(secret.reveal().as_bytes()), &[purpose.as_bytes()]);
            keyed(&derived)
        };
        Self { current: key(secret), fallbacks: fallbacks.iter().map(key).collect() }
    }

    /// Returns the signature of `parts` under the current key. Each part but the last must
    /// have a fixed size: the signature covers their concatenation.
    pub fn sign(&self, parts: &[&[u8]]) -> Signature {
        mac(&self.current, parts)
    }

    /// Returns whether `signature` is that of `parts` under the current key or a fallback
    /// (H8: a key can be changed without ending the sessions).
    pub fn verify(&self, parts: &[&[u8]], signature: &[u8]) -> bool {
        let mut keys = std::iter::once(&self.current).chain(&self.fallbacks);
        keys.any(|key| updated(key, parts).verify_slice(signature).is_ok())
    }
}

#[expect(clippy::expect_used, reason = "HMAC accepts keys of any size (RFC 2104, section 2)")]
fn keyed(key: &[u8]) -> HmacSha256 {
    HmacSha256::new_from_slice(key).expect("HMAC accepts keys of any size")
}

fn updated(key: &HmacSha256, parts: &[&[u8]]) -> HmacSha256 {
    let mut mac = key.clone();
    for part in parts {
        mac.update(part);
    }
    mac
}

fn mac(key: &HmacSha256, parts: &[&[u8]]) -> Signature {
    updated(key, parts).finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "the secret key that signed until yesterday";
    const NEW: &str = "the secret key that signs from now on and on";

    fn keys(purpose: &str, secret: &str, fallbacks: &[&str]) -> SigningKeys {
        let secret_of = |text: &str| Secret::parse(text).unwrap();
        let fallbacks: Vec<Secret> = fallbacks.iter().map(|text| secret_of(text)).collect();
        SigningKeys::derive(purpose, &secret_of(secret), &fallbacks)
    }

    #[test]
    fn a_signature_is_valid_for_its_value_its_purpose_and_its_key() {
        let signature = keys("tea", NEW, &[]).sign(&[b"oolong", b"1"]);
        assert!(keys("tea", NEW, &[]).verify(&[b"oolong", b"1"], &signature));
        assert!(!keys("tea", NEW, &[]).verify(&[b"oolong", b"2"], &signature));
        assert!(!keys("coffee", NEW, &[]).verify(&[b"oolong", b"1"], &signature));
        assert!(!keys("tea", OLD, &[]).verify(&[b"oolong", b"1"], &signature));
        assert!(!keys("tea", NEW, &[]).verify(&[b"oolong", b"1"], &signature[..31]));
    }

    #[test]
    fn a_fallback_verifies_and_does_not_sign() {
        let signature = keys("tea", OLD, &[]).sign(&[b"oolong"]);
        let rotated = keys("tea", NEW, &[OLD]);
        assert!(rotated.verify(&[b"oolong"], &signature));
        assert_eq!(rotated.sign(&[b"oolong"]), keys("tea", NEW, &[]).sign(&[b"oolong"]));
    }
}
