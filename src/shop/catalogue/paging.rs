//! A long list in pages. A number that is no page leads to the nearest one:
//! an old link still shows teas after some were taken off the shelf.

use std::{num::IntErrorKind, ops::Range};

/// One page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// Number of the page, from 1.
    pub page: usize,
    /// How many there are, at least 1.
    pub pages: usize,
    per_page: usize,
    count: usize,
}

impl Paging {
    /// The page `wanted`, or the nearest that there is.
    pub fn new(wanted: usize, count: usize, per_page: u32) -> Self {
        let per_page = usize::try_from(per_page).unwrap_or(usize::MAX).max(1);
        let pages = count.div_ceil(per_page).max(1);
        Self { page: wanted.clamp(1, pages), pages, per_page, count }
    }

    /// Where in the list it lies.
    pub fn range(&self) -> Range<usize> {
        let start = (self.page - 1) * self.per_page;
        start..start.saturating_add(self.per_page).min(self.count)
    }

    /// The page before, if there is one.
    pub fn earlier(&self) -> Option<usize> {
        (self.page > 1).then(|| self.page - 1)
    }

    /// The page after, if there is one.
    pub fn later(&self) -> Option<usize> {
        (self.page < self.pages).then(|| self.page + 1)
    }
}

/// The number of a page as it stands in an address: 1 if it is no number, and
/// the largest there is if it is past all bounds.
pub fn page_number(text: &str) -> usize {
    match text.trim().parse() {
        Ok(number) => number,
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => usize::MAX,
        Err(_) => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_holds_the_rest() {
        let last = Paging::new(3, 26, 12);
        assert_eq!((last.page, last.pages, last.range()), (3, 3, 24..26));
        assert_eq!((last.earlier(), last.later()), (Some(2), None));
    }

    #[test]
    fn a_full_page_has_no_empty_one_after_it() {
        assert_eq!(Paging::new(1, 24, 12).pages, 2);
    }

    #[test]
    fn a_page_past_the_end_is_the_last_one() {
        for text in ["4", "1000", "99999999999999999999999999"] {
            assert_eq!(Paging::new(page_number(text), 26, 12).page, 3, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_page_is_the_first_one() {
        for text in ["", "0", "-1", "x", "1.5", "-99999999999999999999999999"] {
            assert_eq!(Paging::new(page_number(text), 26, 12).page, 1, "{text:?}");
        }
    }

    #[test]
    fn a_list_of_nothing_has_one_empty_page() {
        let nothing = Paging::new(5, 0, 12);
        assert_eq!((nothing.page, nothing.pages, nothing.range()), (1, 1, 0..0));
        assert_eq!(Paging::new(1, 2, 0).pages, 2);
    }
}
