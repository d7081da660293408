//! Checks by which site a form was sent: the first half of the protection against
//! cross-site request forgery (behaviour F3).
//!
//! A browser reports it in `Sec-Fetch-Site` ([Fetch Metadata](https://www.w3.org/TR/fetch-metadata/)),
//! in `Origin` (RFC 6454) and in `Referer` (RFC 9110, section 10.1.3). No page can set or
//! change these headers. A request that has none of them does not come from a page in a
//! browser: it is checked by its token alone. Django demands a `Referer` over HTTPS in that
//! case, because its check is older than `Origin` on forms; today a privacy extension that
//! removes `Referer` leaves `Origin`.

use actix_web::{
    HttpRequest,
    http::{
        Uri,
        header::{self, AsHeaderName},
        uri::Scheme,
    },
};

use super::client;

/// Scheme, host in lower case, and port.
#[derive(Debug, PartialEq, Eq)]
struct Origin {
    scheme: Scheme,
    host: String,
    port: u16,
}

impl Origin {
    /// Parses an `Origin`, or a URL and ignores its path. `null` is no origin.
    fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let scheme = uri.scheme()?.clone();
        let default_port = if scheme == Scheme::HTTPS { 443 } else { 80 };
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'))?;
        let port = authority.port_u16().unwrap_or(default_port);
        Some(Self { scheme, host: authority.host().to_ascii_lowercase(), port })
    }

    /// Returns whether both are the same host, with the same port or each with the default
    /// port of its scheme.
    fn is_same_host(&self, other: &Self) -> bool {
        let default_port =
            |origin: &Self| origin.port == if origin.scheme == Scheme::HTTPS { 443 } else { 80 };
        self.host == other.host && (self.port == other.port || (default_port(self) && default_port(other)))
    }
}

/// Returns whether the headers of an unsafe request allow that a page of this site sent it.
///
/// Behind a proxy that speaks HTTPS and is not in the settings, the shop receives plain HTTP
/// and does not know the scheme in the address bar. If the browser itself reports that the
/// request is `same-origin`, the scheme is therefore not compared.
pub fn is_own(request: &HttpRequest) -> bool {
    let site = text(request, "sec-fetch-site");
    // `none`: the user typed the URL or opened a bookmark.
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return false;
    }
    let named = text(request, header::ORIGIN).or_else(|| text(request, header::REFERER));
    let Some(named) = named else { return true };
    let own = client::origin(request).and_then(|own| Origin::parse(&own));
    match (Origin::parse(named), own) {
        (Some(named), Some(own)) if site == Some("same-origin") => named.is_same_host(&own),
        (named, own) => named.is_some() && named == own,
    }
}

/// Returns the header as text; a text that is no origin if it is not ASCII.
fn text(request: &HttpRequest, name: impl AsHeaderName) -> Option<&str> {
    request.headers().get(name).map(|value| value.to_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn is_own_with(headers: &[(&str, &str)]) -> bool {
        let request =
            headers.iter().fold(TestRequest::post(), |request, header| request.insert_header(*header));
        is_own(&request.to_http_request())
    }

    fn on(host: &str, name: &str, value: &str) -> bool {
        is_own_with(&[("host", host), (name, value)])
    }

    #[test]
    fn origin_and_referer_must_name_this_scheme_host_and_port() {
        for (host, value, accepted) in [
            ("shop.example", "http://shop.example", true),
            ("shop.example", "http://SHOP.example:80", true),
            ("localhost:8080", "http://localhost:8080", true),
            ("[::1]:8080", "http://[::1]:8080", true),
            ("localhost:8080", "http://localhost:8081", false),
            ("localhost:8080", "http://127.0.0.1:8080", false),
            ("shop.example", "https://shop.example", false),
            ("shop.example", "http://evil.shop.example", false),
            ("shop.example", "http://shop.example.evil.example", false),
            ("shop.example", "http://shop.example@evil.example", false),
            ("shop.example", "http://evil@shop.example", false),
            ("shop.example", "null", false),
            ("shop.example", "", false),
            ("shop.example", "shop.example", false),
        ] {
            assert_eq!(on(host, "origin", value), accepted, "{host} {value}");
            assert_eq!(on(host, "referer", value), accepted, "{host} {value}");
        }
        assert!(on("shop.example", "referer", "http://shop.example/cart?x=http://evil.example"));
        assert!(!on("shop.example", "referer", "http://evil.example/http://shop.example"));
    }

    #[test]
    fn the_origin_counts_and_not_the_referer() {
        let host = ("host", "shop.example");
        let (own, other) = ("http://shop.example", "http://evil.example");
        assert!(is_own_with(&[host, ("origin", own), ("referer", other)]));
        assert!(!is_own_with(&[host, ("origin", other), ("referer", own)]));
        assert!(!is_own_with(&[host, ("origin", "null"), ("referer", own)]));
    }

    #[test]
    fn only_forms_of_this_origin_and_of_the_user_are_own() {
        for (site, accepted) in
            [("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false), ("", false)]
        {
            assert_eq!(on("shop.example", "sec-fetch-site", site), accepted, "{site}");
        }
        let host = ("host", "shop.example");
        for site in ["same-site", "cross-site"] {
            assert!(
                !is_own_with(&[host, ("origin", "http://shop.example"), ("sec-fetch-site", site)]),
                "{site}"
            );
        }
        for site in ["same-origin", "none"] {
            assert!(
                !is_own_with(&[host, ("origin", "http://evil.example"), ("sec-fetch-site", site)]),
                "{site}"
            );
        }
    }

    #[test]
    fn behind_a_proxy_with_https_the_browsers_word_stands_for_the_scheme() {
        let host = ("host", "shop.example");
        let https = ("origin", "https://shop.example");
        assert!(is_own_with(&[host, https, ("sec-fetch-site", "same-origin")]));
        assert!(!is_own_with(&[host, https]));
        let other_port = ("origin", "https://shop.example:8443");
        assert!(!is_own_with(&[host, other_port, ("sec-fetch-site", "same-origin")]));
    }

    #[test]
    fn a_request_without_these_headers_is_left_to_the_token() {
        assert!(is_own_with(&[("host", "shop.example")]));
        assert!(is_own_with(&[]));
        assert!(!is_own_with(&[("origin", "http://shop.example")]), "the request names no host");
    }
}
