//! The recently viewed teas, in the session (behaviour G8): temporary data that needs no
//! table and no account, and that expires with the session.

use crate::sessions::{Error, Session};

const KEY: &str = "recently_viewed";

/// The most teas that a page shows, besides its own.
const MAX_SHOWN: usize = 6;

/// The recently viewed teas of a session.
pub struct RecentlyViewed(Session);

impl RecentlyViewed {
    /// Returns the recently viewed teas of `session`.
    pub fn of(session: &Session) -> Self {
        Self(session.clone())
    }

    /// Returns the slugs of the teas except `slug`, the latest first.
    pub fn except(&self, slug: &str) -> Vec<String> {
        let mut slugs = self.slugs();
        slugs.retain(|viewed| viewed != slug);
        slugs.truncate(MAX_SHOWN);
        slugs
    }

    /// Adds a tea as the latest. If it is the latest already (the page was reloaded), the
    /// session is not changed and not saved.
    ///
    /// # Errors
    /// Returns [`Error`] if the session can't be changed.
    pub fn add(&self, slug: &str) -> Result<(), Error> {
        if self.slugs().first().is_some_and(|latest| latest == slug) {
            return Ok(());
        }
        let slug = slug.to_owned();
        self.0.change(KEY, move |slugs: Option<Vec<String>>| {
            Some(with_latest(slugs.unwrap_or_default(), &slug))
        })
    }

    /// Returns the stored slugs. A list that can't be deserialized is discarded, so that
    /// the page does not fail because of it.
    fn slugs(&self) -> Vec<String> {
        match self.0.get(KEY) {
            Ok(slugs) => slugs.unwrap_or_default(),
            Err(error) => {
                log::warn!("an unreadable list of recently viewed teas is discarded: {error}");
                drop(self.0.delete(KEY));
                Vec::new()
            }
        }
    }
}

/// Moves `latest` to the front. The list is one longer than a page shows, because the
/// latest is the tea of the page itself.
fn with_latest(mut slugs: Vec<String>, latest: &str) -> Vec<String> {
    slugs.retain(|slug| slug != latest);
    slugs.insert(0, latest.to_owned());
    slugs.truncate(MAX_SHOWN + 1);
    slugs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewed(slugs: &str) -> Vec<String> {
        slugs.chars().fold(Vec::new(), |viewed, slug| with_latest(viewed, &slug.to_string()))
    }

    #[test]
    fn the_latest_is_first_and_no_tea_is_listed_twice() {
        assert_eq!(viewed("abcb").concat(), "bca");
    }

    #[test]
    fn the_oldest_are_removed() {
        assert_eq!(viewed("abcdefghi").concat(), "ihgfedc");
    }
}
