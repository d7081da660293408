//! Fuzz targets of the shop's forms and queries.

use std::collections::BTreeMap;

use super::{
    cart::{
        MAX_QUANTITY,
        quantity::{parse_quantity_to_add, parse_quantity_to_set},
    },
    catalogue::search::CatalogueQuery,
    checkout::address::Address,
};
use crate::web::{
    Form,
    form::Submitted,
    paging::{Paging, parse_page_number},
};

/// The most characters of a field that the session keeps.
const MAX_STORED: usize = 120;

/// A body is refused, or read and written again with the same fields. An address that is
/// valid has no control character and a bounded length.
///
/// # Panics
/// If a property does not hold.
pub fn form(data: &[u8]) {
    let Ok(submitted) = Submitted::parse(data) else { return };
    let written = serde_urlencoded::to_string(&submitted.0).unwrap_or_else(|_| unreachable!());
    let again = Submitted::parse(written.as_bytes()).unwrap_or_else(|error| panic!("{written:?}: {error}"));
    assert_eq!(again.0, submitted.0);
    let may_be_stored = submitted.reject_nul().is_ok();
    let form = submitted.0.into_iter().fold(Form::new(), |form, (name, value)| form.with(&name, value));
    let address = Address::from_form(&form);
    let fields = [&address.name, &address.street, &address.postcode, &address.city, &address.country];
    assert!(fields.iter().all(|field| field.chars().count() <= MAX_STORED), "{address:?}");
    if address.is_valid() {
        assert!(fields.iter().all(|field| !field.chars().any(char::is_control)), "{address:?}");
        assert!(fields.iter().all(|field| !field.is_empty()), "{address:?}");
        let json = serde_json::to_string(&address).unwrap_or_else(|_| unreachable!());
        assert_eq!(serde_json::from_str::<Address>(&json).ok(), Some(address));
    } else if may_be_stored {
        let json = serde_json::to_string(&address).unwrap_or_else(|_| unreachable!());
        assert_eq!(serde_json::from_str::<Address>(&json).ok(), Some(address));
    }
}

/// A quantity that is accepted is in stock, a page is one of the list, and the link to a
/// search finds the same search again.
///
/// # Panics
/// If a property does not hold.
pub fn shop_numbers(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for (stock, in_cart) in [(0, 0), (1, 0), (5, 3), (50_000, 9_999), (u32::MAX, u32::MAX)] {
        let added = parse_quantity_to_add(&text, in_cart, stock);
        let most = stock.min(MAX_QUANTITY).saturating_sub(in_cart);
        assert!(added.is_err() || added.is_ok_and(|added| (1..=most).contains(&added)), "{text:?}");
        let set = parse_quantity_to_set(&text, stock);
        assert!(set.is_err() || set.is_ok_and(|set| set <= stock.min(MAX_QUANTITY)), "{text:?}");
    }
    for (count, per_page) in [(0, 0), (26, 12), (usize::MAX, u32::MAX), (usize::MAX, 1)] {
        let paging = Paging::new(parse_page_number(&text), count, per_page);
        assert!((1..=paging.pages).contains(&paging.page), "{paging:?}");
        assert!(paging.range().start <= count && paging.range().end <= count, "{paging:?}");
    }
    let fields: BTreeMap<String, String> = serde_urlencoded::from_str(&text).unwrap_or_default();
    let query = CatalogueQuery::from_fields(&fields);
    let href = query.href();
    let linked = serde_urlencoded::from_str(href.trim_start_matches('/').trim_start_matches('?'));
    let linked: BTreeMap<String, String> = linked.unwrap_or_else(|error| panic!("{href}: {error}"));
    let (again, query) = (CatalogueQuery::from_fields(&linked), query.with_page(query.page.max(1)));
    assert_eq!(again, query, "{href}");
}
