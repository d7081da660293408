//! What a visitor wishes to see of the shelf: a kind of tea, words, an order,
//! a page. The address holds it all and the session nothing, so that a link
//! to it can be kept or sent to a friend.

use std::collections::BTreeMap;

use super::{Tea, paging::page_number};
use crate::i18n::Language;

/// In what order the teas stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As the shop puts them.
    #[default]
    Shelf,
    /// By name, in the visitor's language; Chinese by code points.
    Name,
    /// The cheapest first.
    PriceUp,
    /// The dearest first.
    PriceDown,
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Shelf, Self::Name, Self::PriceUp, Self::PriceDown];

    /// Its name in an address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Shelf => "",
            Self::Name => "name",
            Self::PriceUp => "price-up",
            Self::PriceDown => "price-down",
        }
    }

    /// The order of that name; the shop's own if there is none.
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|sort| sort.code() == code).unwrap_or_default()
    }

    /// Puts teas in this order; equals stay as they are.
    pub fn apply(self, teas: &mut [&Tea], language: Language) {
        match self {
            Self::Shelf => {}
            Self::Name => teas.sort_by_cached_key(|tea| tea.text(language).name.to_lowercase()),
            Self::PriceUp => teas.sort_by_key(|tea| tea.price),
            Self::PriceDown => teas.sort_by_key(|tea| std::cmp::Reverse(tea.price)),
        }
    }
}

/// The wish, as it stands in an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish<'a> {
    /// Code of a kind of tea; empty: all kinds.
    pub category: &'a str,
    /// What is searched for; empty: everything.
    pub words: &'a str,
    /// The order.
    pub sort: Sort,
    /// Number of the page, from 1; not yet checked.
    pub page: usize,
}

impl<'a> Wish<'a> {
    /// Read from the fields of an address. Whatever they hold, it is a wish.
    pub fn from_query(fields: &'a BTreeMap<String, String>) -> Self {
        let field = |name: &str| fields.get(name).map_or("", |value| value.trim());
        Self {
            category: field("category"),
            words: field("q"),
            sort: Sort::from_code(field("sort")),
            page: page_number(field("page")),
        }
    }

    /// The same for another kind of tea, from the first page.
    #[must_use]
    pub fn of_category(self, category: &'a str) -> Self {
        Self { category, page: 1, ..self }
    }

    /// The same on another page.
    #[must_use]
    pub fn on_page(self, page: usize) -> Self {
        Self { page, ..self }
    }

    /// The address; what goes without saying is left out.
    pub fn href(&self) -> String {
        let page = if self.page > 1 { self.page.to_string() } else { String::new() };
        let fields =
            [("category", self.category), ("q", self.words), ("sort", self.sort.code()), ("page", &page)];
        let said: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        match serde_urlencoded::to_string(said) {
            Ok(query) if !query.is_empty() => format!("/?{query}"),
            _ => "/".to_owned(),
        }
    }
}

/// The teas that mention all of these words.
pub fn search<'t>(teas: &'t [Tea], words: &str) -> Vec<&'t Tea> {
    let words = words.to_lowercase();
    let words: Vec<&str> = words.split_whitespace().collect();
    teas.iter().filter(|tea| words.iter().all(|word| tea.mentions(word))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn teas() -> [Tea; 3] {
        [
            Tea::sample("longjing", "West Lake Longjing 西湖龍井", 2480, 9),
            Tea::sample("ruby", "Sun Moon Lake Ruby 日月潭紅玉", 1960, 9),
            Tea::sample("assam", "assam", 1960, 9),
        ]
    }

    fn slugs<'t>(teas: &[&'t Tea]) -> Vec<&'t str> {
        teas.iter().map(|tea| tea.slug.as_str()).collect()
    }

    #[test]
    fn words_are_found_in_any_case_and_language_and_all_of_them_must_match() {
        let teas = teas();
        for (words, found) in [
            ("", vec!["longjing", "ruby", "assam"]),
            ("  ", vec!["longjing", "ruby", "assam"]),
            ("LAKE", vec!["longjing", "ruby"]),
            ("moon lake", vec!["ruby"]),
            ("lake\u{3000}西湖", vec!["longjing"]),
            ("lake assam", vec![]),
            ("100%", vec![]),
        ] {
            assert_eq!(slugs(&search(&teas, words)), found, "{words:?}");
        }
    }

    #[test]
    fn teas_are_sorted_and_equal_ones_keep_the_order_of_the_shelf() {
        let teas = teas();
        for (sort, order) in [
            (Sort::Shelf, ["longjing", "ruby", "assam"]),
            (Sort::Name, ["assam", "ruby", "longjing"]),
            (Sort::PriceUp, ["ruby", "assam", "longjing"]),
            (Sort::PriceDown, ["longjing", "ruby", "assam"]),
        ] {
            let mut sorted: Vec<&Tea> = teas.iter().collect();
            sort.apply(&mut sorted, Language::English);
            assert_eq!(slugs(&sorted), order, "{sort:?}");
        }
    }

    #[test]
    fn a_link_keeps_the_rest_of_the_wish() {
        let fields =
            [("category", "green"), ("q", "湖 a&b"), ("sort", "price-up"), ("page", "2"), ("x", "y")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let wish = Wish::from_query(&fields);
        assert_eq!(wish.href(), "/?category=green&q=%E6%B9%96+a%26b&sort=price-up&page=2");
        assert_eq!(wish.of_category("").href(), "/?q=%E6%B9%96+a%26b&sort=price-up");
        assert_eq!(wish.on_page(1).href(), "/?category=green&q=%E6%B9%96+a%26b&sort=price-up");
    }

    #[test]
    fn an_address_without_wishes_is_the_plain_one() {
        let fields = [("sort".to_owned(), "sideways".to_owned())].into();
        assert_eq!(Wish::from_query(&fields).href(), "/");
    }
}
