//! Where to go after a login (G2). The address comes from the visitor, and so
//! from whoever made the link that the visitor followed: a shop that sends
//! people anywhere lends its good name to a thief's copy of it. So the type
//! can hold nothing but a page of this shop.

use serde::Deserialize;

/// Where a login leads that nobody asked from a page.
const ACCOUNT: &str = "/account";

/// The longest address that is taken over, bytes.
const MAX_LENGTH: usize = 2_000;

/// Addresses that only take forms, or that make no sense for who is logged in.
const NO_PLACES: [&str; 11] = [
    "/account/login",
    "/account/register",
    "/account/logout",
    "/account/logged-out",
    "/account/logins/end",
    "/account/logins/end-others",
    "/cart/add",
    "/cart/update",
    "/cart/remove",
    "/cart/empty",
    "/checkout/place",
];

/// A page inside the shop: a path, and perhaps a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Next(String);

impl Next {
    /// The page at `address`, or `/account` if that is no page of the shop.
    pub(super) fn new(address: &str) -> Self {
        Self(if leads_inside(address) { address.to_owned() } else { ACCOUNT.to_owned() })
    }

    /// What `next` says in the query of a request.
    pub(super) fn of_query(query: &str) -> Self {
        #[derive(Deserialize)]
        struct Query {
            next: String,
        }
        serde_urlencoded::from_str::<Query>(query)
            .map_or_else(|_| Self::new(""), |query| Self::new(&query.next))
    }

    /// The address.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The query that hands it on to another page; empty if there is no need.
    pub(super) fn query(&self) -> String {
        if self.0 == ACCOUNT {
            return String::new();
        }
        serde_urlencoded::to_string([("next", &self.0)]).map(|query| format!("?{query}")).unwrap_or_default()
    }
}

/// Browsers read `//host`, `/\host` and `/<tab>/host` as another host, so an
/// address is taken only if nothing in it can be read in two ways. Servers and
/// proxies differ on when they decode: it must hold before and after.
fn leads_inside(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let decoded = percent_decoded(path);
    address.len() <= MAX_LENGTH
        && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && address.starts_with('/')
        && !decoded.starts_with(b"//")
        && !decoded.iter().any(|byte| byte.is_ascii_control() || *byte == b'\\')
        && !NO_PLACES.iter().any(|place| decoded == place.as_bytes())
}

/// The bytes that `%2F` and its like stand for. What is no code stays.
fn percent_decoded(path: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [byte, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *byte == b'%').and_then(hex);
        decoded.push(code.unwrap_or(*byte));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    decoded
}

/// The byte that two hexadecimal digits stand for.
fn hex(digits: &[u8]) -> Option<u8> {
    let digits =
        std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_the_shop_are_taken_as_they_are() {
        for address in [
            "/",
            "/account",
            "/orders",
            "/orders/2025-000012?page=2",
            "/products/alishan#description",
            "/checkout?step=delivery",
            "/?q=%E8%8C%B6&sort=price",
            "/?q=http://evil.example",
            "/?q=a%2Fb%5Cc%0A",
            "/cart?next=//evil.example",
            "/%252Fevil.example",
            "/100%",
            "/%zz%+1",
        ] {
            assert_eq!(Next::new(address).as_str(), address);
        }
    }

    #[test]
    fn nothing_leads_to_another_site() {
        for address in [
            "",
            "evil.example",
            "https:evil",
            "https://evil.example",
            "https:/evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "///evil.example",
            "//",
            "/\\evil",
            "/\\/evil.example",
            "\\\\evil.example",
            "/orders\\..\\x",
            " //evil.example",
            " /orders",
            "?next=/",
            "@evil.example",
            ".evil.example",
        ] {
            assert_eq!(Next::new(address).as_str(), "/account", "{address:?}");
        }
    }

    #[test]
    fn tabs_and_newlines_hide_no_host_and_break_no_header() {
        for address in [
            "/\t/evil.example",
            "/\n/evil.example",
            "\t//evil.example",
            "/orders\r\nSet-Cookie: sessionid=x",
            "/orders\0",
            "/orders\u{7f}",
            "/orders page",
            "/茶",
            "/\u{2028}",
        ] {
            assert_eq!(Next::new(address).as_str(), "/account", "{address:?}");
        }
    }

    #[test]
    fn encoding_makes_no_difference() {
        for address in [
            "/%2Fevil.example",
            "/%2fevil.example",
            "%2F%2Fevil.example",
            "/%5Cevil.example",
            "/%5cevil",
            "/%09/evil.example",
            "/%0d%0aSet-Cookie:x",
            "/%00",
            "/%7F",
            "/account/log%6Fut",
        ] {
            assert_eq!(Next::new(address).as_str(), "/account", "{address:?}");
        }
    }

    #[test]
    fn a_form_is_no_page_to_come_back_to() {
        for address in [
            "/account/logout",
            "/account/logout?x=1",
            "/cart/add",
            "/account/logout#x",
            "/account/login?next=/orders",
        ] {
            assert_eq!(Next::new(address).as_str(), "/account", "{address:?}");
        }
    }

    #[test]
    fn an_address_of_endless_length_is_not_taken_over() {
        assert_eq!(Next::new(&format!("/{}", "a".repeat(MAX_LENGTH))).as_str(), "/account");
        assert_eq!(Next::new(&format!("/{}", "a".repeat(MAX_LENGTH - 1))).as_str().len(), MAX_LENGTH);
    }

    #[test]
    fn it_travels_from_page_to_page_in_the_query() {
        assert_eq!(Next::new("").query(), "");
        let next = Next::new("/orders?page=2&x=%2F");
        assert_eq!(next.query(), "?next=%2Forders%3Fpage%3D2%26x%3D%252F");
        assert_eq!(Next::of_query(next.query().trim_start_matches('?')), next);
        assert_eq!(Next::of_query("next=//evil.example").as_str(), "/account");
        assert_eq!(Next::of_query("x=%").as_str(), "/account");
        assert_eq!(Next::of_query("").as_str(), "/account");
    }
}
