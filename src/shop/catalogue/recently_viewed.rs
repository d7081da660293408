//! Which teas a visitor looked at, as the session keeps it (G8): temporary
//! data that is worth no table and no account, and is gone with the session.

use crate::sessions::{Error, Session};

const KEY: &str = "recently_viewed";

/// How many are shown beside the one that is looked at.
const MAX_SHOWN: usize = 6;

/// The teas that were looked at in a session.
pub struct RecentlyViewed(Session);

impl RecentlyViewed {
    /// Those of a session.
    pub fn of(session: &Session) -> Self {
        Self(session.clone())
    }

    /// Slugs of the teas that were looked at besides this one, the latest first.
    pub fn besides(&self, slug: &str) -> Vec<String> {
        let mut slugs = self.slugs();
        slugs.retain(|seen| seen != slug);
        slugs.truncate(MAX_SHOWN);
        slugs
    }

    /// Notes that a tea is looked at. If it is the latest already, nothing is
    /// written: a reload costs no save.
    pub fn note(&self, slug: &str) -> Result<(), Error> {
        if self.slugs().first().is_some_and(|latest| latest == slug) {
            return Ok(());
        }
        let slug = slug.to_owned();
        self.0
            .change(KEY, move |seen: Option<Vec<String>>| Some(with_latest(seen.unwrap_or_default(), &slug)))
    }

    /// What can't be read is dropped: no page should fail for its sake.
    fn slugs(&self) -> Vec<String> {
        match self.0.get(KEY) {
            Ok(slugs) => slugs.unwrap_or_default(),
            Err(error) => {
                log::warn!("a list of recently viewed teas is dropped: {error}");
                drop(self.0.delete(KEY));
                Vec::new()
            }
        }
    }
}

/// One more than is shown is kept, since the latest is the page itself.
fn with_latest(mut slugs: Vec<String>, latest: &str) -> Vec<String> {
    slugs.retain(|slug| slug != latest);
    slugs.insert(0, latest.to_owned());
    slugs.truncate(MAX_SHOWN + 1);
    slugs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(slugs: &str) -> Vec<String> {
        slugs.chars().fold(Vec::new(), |seen, slug| with_latest(seen, &slug.to_string()))
    }

    #[test]
    fn the_latest_comes_first_and_none_comes_twice() {
        assert_eq!(seen("abcb").concat(), "bca");
    }

    #[test]
    fn the_oldest_are_forgotten() {
        assert_eq!(seen("abcdefghi").concat(), "ihgfedc");
    }
}
