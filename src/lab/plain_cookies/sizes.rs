//! How much a cookie holds (B6): one of exactly so many bytes.

use actix_web::cookie::Cookie;

use super::names::{LAB_PATH, PREFIX};

/// Name and value together, bytes: well below, the most, one more, far more.
pub const SIZES: [usize; 4] = [4_000, 4_096, 4_097, 5_000];

/// Its name.
pub fn name(bytes: usize) -> String {
    format!("{PREFIX}size_{bytes}")
}

/// A cookie whose name and value take so many bytes.
pub fn cookie(bytes: usize) -> Cookie<'static> {
    let name = name(bytes);
    let value = "x".repeat(bytes.saturating_sub(name.len()));
    Cookie::build(name, value).path(LAB_PATH).secure(false).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_has_exactly_the_size_that_was_asked_for() {
        for bytes in SIZES {
            let cookie = cookie(bytes);
            assert_eq!(cookie.name().len() + cookie.value().len(), bytes);
        }
    }
}
