//! Divides a list into pages. A page number out of range becomes the nearest page, so
//! that an old link still shows teas after some have been removed from the catalogue,
//! and devices after some have been ended.

use std::{num::IntErrorKind, ops::Range};

/// A page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// Number of the page, from 1.
    pub page: usize,
    /// Number of pages, at least 1.
    pub pages: usize,
    per_page: usize,
    count: usize,
}

impl Paging {
    /// Returns the page `number` of a list of `count` items, or the nearest page.
    pub fn new(number: usize, count: usize, per_page: u32) -> Self {
        let per_page = usize::try_from(per_page).unwrap_or(usize::MAX).max(1);
        let pages = count.div_ceil(per_page).max(1);
        Self { page: number.clamp(1, pages), pages, per_page, count }
    }

    /// Returns the indices of the page's items in the list.
    pub fn range(&self) -> Range<usize> {
        let start = (self.page - 1) * self.per_page;
        start..start.saturating_add(self.per_page).min(self.count)
    }

    /// Returns the number of the previous page.
    pub fn previous(&self) -> Option<usize> {
        (self.page > 1).then(|| self.page - 1)
    }

    /// Returns the number of the next page.
    pub fn next(&self) -> Option<usize> {
        (self.page < self.pages).then(|| self.page + 1)
    }
}

/// Parses the page number in a URL. Returns 1 if `text` is not a number, and
/// `usize::MAX` if the number is too large.
pub fn parse_page_number(text: &str) -> usize {
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
        assert_eq!((last.previous(), last.next()), (Some(2), None));
    }

    #[test]
    fn a_full_page_has_no_empty_one_after_it() {
        assert_eq!(Paging::new(1, 24, 12).pages, 2);
    }

    #[test]
    fn a_page_past_the_end_is_the_last_one() {
        for text in ["4", "1000", "99999999999999999999999999"] {
            assert_eq!(Paging::new(parse_page_number(text), 26, 12).page, 3, "{text:?}");
        }
    }

    #[test]
    fn an_invalid_page_number_is_the_first_page() {
        for text in ["", "0", "-1", "x", "1.5", "-99999999999999999999999999"] {
            assert_eq!(Paging::new(parse_page_number(text), 26, 12).page, 1, "{text:?}");
        }
    }

    #[test]
    fn an_empty_list_has_one_empty_page() {
        let nothing = Paging::new(5, 0, 12);
        assert_eq!((nothing.page, nothing.pages, nothing.range()), (1, 1, 0..0));
        assert_eq!(Paging::new(1, 2, 0).pages, 2);
    }
}
