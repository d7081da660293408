//! The page to return to after a login (behaviour G2) or another form. It comes from the
//! field `next`, so anybody can write it into a link. A redirect to any URL (an open redirect,
//! CWE-601) would let a phishing site hide behind a link to the shop. So [`ReturnPath`]
//! can hold only a page of this shop. Django checks `next` with
//! `url_has_allowed_host_and_scheme`.

use serde::Deserialize;

/// The page after a login without a valid `next`.
const DEFAULT: &str = "/account";

/// The longest accepted path with its query, bytes.
const MAX_LENGTH: usize = 2_000;

/// Paths that accept only POST, or that are useless after a login.
const EXCLUDED: [&str; 12] = [
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
    "/cart/restore",
    "/checkout/place",
];

/// A page of this shop: a path and an optional query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnPath(String);

impl ReturnPath {
    /// Returns `path` if it is a page of this shop, otherwise `/account`.
    pub(super) fn new(path: &str) -> Self {
        Self::or(path, DEFAULT)
    }

    /// Returns `path` if it is a page of this shop, otherwise `default`.
    pub fn or(path: &str, default: &str) -> Self {
        Self(if is_local(path) { path } else { default }.to_owned())
    }

    /// Returns the parameter `next` of a request's query.
    pub(super) fn from_query(query: &str) -> Self {
        #[derive(Deserialize)]
        struct Query {
            next: String,
        }
        serde_urlencoded::from_str::<Query>(query)
            .map_or_else(|_| Self::new(""), |query| Self::new(&query.next))
    }

    /// Returns the path and query.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the query that passes the path on to another page, such as
    /// `?next=%2Forders`. It is empty for the default.
    pub(super) fn to_query(&self) -> String {
        if self.0 == DEFAULT {
            return String::new();
        }
        serde_urlencoded::to_string([("next", &self.0)]).map(|query| format!("?{query}")).unwrap_or_default()
    }
}

/// Returns whether `next` is a page of this shop. Browsers interpret `//host`, `/\host`
/// and `/<tab>/host` as another host, so an ambiguous path is rejected. Some servers and
/// proxies decode percent-encoding earlier than others, so the path is checked both
/// encoded and decoded.
fn is_local(next: &str) -> bool {
    let path = next.split(['?', '#']).next().unwrap_or_default();
    let decoded = percent_decode(path);
    next.len() <= MAX_LENGTH
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && next.starts_with('/')
        && !decoded.starts_with(b"//")
        && !decoded.iter().any(|byte| byte.is_ascii_control() || *byte == b'\\')
        && !EXCLUDED.iter().any(|excluded| decoded == excluded.as_bytes())
}

/// Decodes `%2F` and the like. A malformed code stays as it is.
fn percent_decode(path: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [byte, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *byte == b'%').and_then(hex);
        decoded.push(code.unwrap_or(*byte));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    decoded
}

/// Parses two hexadecimal digits.
fn hex(digits: &[u8]) -> Option<u8> {
    let digits =
        std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_the_shop_are_accepted_unchanged() {
        for path in [
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
            assert_eq!(ReturnPath::new(path).as_str(), path);
        }
    }

    #[test]
    fn no_path_leads_to_another_site() {
        for path in [
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
            assert_eq!(ReturnPath::new(path).as_str(), "/account", "{path:?}");
        }
    }

    #[test]
    fn control_characters_are_rejected() {
        for path in [
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
            assert_eq!(ReturnPath::new(path).as_str(), "/account", "{path:?}");
        }
    }

    #[test]
    fn a_percent_encoded_path_is_checked_decoded() {
        for path in [
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
            assert_eq!(ReturnPath::new(path).as_str(), "/account", "{path:?}");
        }
    }

    #[test]
    fn a_path_that_accepts_only_forms_is_rejected() {
        for path in [
            "/account/logout",
            "/account/logout?x=1",
            "/cart/add",
            "/account/logout#x",
            "/account/login?next=/orders",
        ] {
            assert_eq!(ReturnPath::new(path).as_str(), "/account", "{path:?}");
        }
    }

    #[test]
    fn a_path_that_is_too_long_is_rejected() {
        assert_eq!(ReturnPath::new(&format!("/{}", "a".repeat(MAX_LENGTH))).as_str(), "/account");
        assert_eq!(ReturnPath::new(&format!("/{}", "a".repeat(MAX_LENGTH - 1))).as_str().len(), MAX_LENGTH);
    }

    #[test]
    fn the_path_is_passed_on_in_the_query() {
        assert_eq!(ReturnPath::new("").to_query(), "");
        let next = ReturnPath::new("/orders?page=2&x=%2F");
        assert_eq!(next.to_query(), "?next=%2Forders%3Fpage%3D2%26x%3D%252F");
        assert_eq!(ReturnPath::from_query(next.to_query().trim_start_matches('?')), next);
        assert_eq!(ReturnPath::from_query("next=//evil.example").as_str(), "/account");
        assert_eq!(ReturnPath::from_query("x=%").as_str(), "/account");
        assert_eq!(ReturnPath::from_query("").as_str(), "/account");
    }
}
