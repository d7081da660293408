//! The query of the catalogue page: category, search text, sort order and page number.
//! They are in the URL and not in the session, so that a link to the result can be
//! bookmarked or sent to somebody.

use std::collections::BTreeMap;

use super::Tea;
use crate::{
    i18n::Language,
    web::{page::MAX_SEARCH_CHARACTERS, paging::parse_page_number},
};

/// A sort order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The order of the database.
    #[default]
    Default,
    /// By name in the visitor's language, by code points.
    Name,
    /// The lowest price first.
    PriceUp,
    /// The highest price first.
    PriceDown,
}

impl Sort {
    /// All sort orders.
    pub const ALL: [Self; 4] = [Self::Default, Self::Name, Self::PriceUp, Self::PriceDown];

    /// Returns its code in the URL.
    pub fn code(self) -> &'static str {
        match self {
            Self::Default => "",
            Self::Name => "name",
            Self::PriceUp => "price-up",
            Self::PriceDown => "price-down",
        }
    }

    /// Returns the sort order with this code, or the default.
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|sort| sort.code() == code).unwrap_or_default()
    }

    /// Sorts `teas`. Equal ones keep their order.
    pub fn apply(self, teas: &mut [&Tea], language: Language) {
        match self {
            Self::Default => {}
            Self::Name => teas.sort_by_cached_key(|tea| tea.text(language).name.to_lowercase()),
            Self::PriceUp => teas.sort_by_key(|tea| tea.price),
            Self::PriceDown => teas.sort_by_key(|tea| std::cmp::Reverse(tea.price)),
        }
    }
}

/// The query of the catalogue page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CatalogueQuery<'a> {
    /// Code of a category, or empty for all.
    pub category: &'a str,
    /// Words to search for, or empty for all teas.
    pub search_text: &'a str,
    /// The sort order.
    pub sort: Sort,
    /// Number of the page, from 1. It may be out of range.
    pub page: usize,
}

impl<'a> CatalogueQuery<'a> {
    /// Reads the fields of a URL. Invalid values become their defaults.
    pub fn from_fields(fields: &'a BTreeMap<String, String>) -> Self {
        let field = |name: &str| fields.get(name).map_or("", |value| cut(value.trim()));
        Self {
            category: field("category"),
            search_text: field("q"),
            sort: Sort::from_code(field("sort")),
            page: parse_page_number(field("page")),
        }
    }

    /// Returns the query with another category, at the first page.
    #[must_use]
    pub fn with_category(self, category: &'a str) -> Self {
        Self { category, page: 1, ..self }
    }

    /// Returns the query with another page number.
    #[must_use]
    pub fn with_page(self, page: usize) -> Self {
        Self { page, ..self }
    }

    /// Returns the URL, without the fields that have their default.
    pub fn href(&self) -> String {
        let page = if self.page > 1 { self.page.to_string() } else { String::new() };
        let fields = [
            ("category", self.category),
            ("q", self.search_text),
            ("sort", self.sort.code()),
            ("page", &page),
        ];
        let set: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        match serde_urlencoded::to_string(set) {
            Ok(query) if !query.is_empty() => format!("/?{query}"),
            _ => "/".to_owned(),
        }
    }
}

/// Returns the beginning of `text`, at most [`MAX_SEARCH_CHARACTERS`].
fn cut(text: &str) -> &str {
    let end = text.char_indices().nth(MAX_SEARCH_CHARACTERS);
    end.map_or(text, |(end, _)| text[..end].trim_end())
}

/// Returns the teas whose texts contain all words of `text`.
pub fn search<'t>(teas: &'t [Tea], text: &str) -> Vec<&'t Tea> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    teas.iter().filter(|tea| words.iter().all(|word| tea.contains_word(word))).collect()
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
    fn a_search_ignores_case_and_language_and_all_words_must_match() {
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
    fn teas_are_sorted_and_equal_ones_keep_their_order() {
        let teas = teas();
        for (sort, order) in [
            (Sort::Default, ["longjing", "ruby", "assam"]),
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
    fn a_link_keeps_the_other_fields_of_the_query() {
        let fields =
            [("category", "green"), ("q", "湖 a&b"), ("sort", "price-up"), ("page", "2"), ("x", "y")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let query = CatalogueQuery::from_fields(&fields);
        assert_eq!(query.href(), "/?category=green&q=%E6%B9%96+a%26b&sort=price-up&page=2");
        assert_eq!(query.with_category("").href(), "/?q=%E6%B9%96+a%26b&sort=price-up");
        assert_eq!(query.with_page(1).href(), "/?category=green&q=%E6%B9%96+a%26b&sort=price-up");
    }

    #[test]
    fn a_url_without_fields_has_no_query() {
        let fields = [("sort".to_owned(), "sideways".to_owned())].into();
        assert_eq!(CatalogueQuery::from_fields(&fields).href(), "/");
    }
}
