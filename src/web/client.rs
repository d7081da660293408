//! Who sent a request: the client's address, the scheme and the host. All limits per
//! address, the log and the audit trail use these functions.
//!
//! A proxy that the operator trusts (`server.trusted_proxies`) reports all three in the
//! headers of [`super::forwarded`]; [`super::admission`] stores them. The headers of other
//! clients are ignored.

use std::net::IpAddr;

use actix_web::{
    HttpMessage, HttpRequest,
    http::{
        header::{self, HeaderMap},
        uri::Authority,
    },
};

use super::{connection::Connection, forwarded::ForwardedClient};

/// Headers that show that a proxy passed on the request.
const PROXY_HEADERS: [&str; 7] = [
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-server",
    "x-real-ip",
    "via",
];

/// Returns the address of the client. `None` if the request came without a connection,
/// as in some tests.
pub fn address(request: &HttpRequest) -> Option<IpAddr> {
    forwarded(request, |client| client.address)
        .or_else(|| request.peer_addr().map(|address| address.ip().to_canonical()))
}

/// Returns whether the client sent the request over HTTPS.
pub fn is_https(request: &HttpRequest) -> bool {
    forwarded(request, |client| client.is_https)
        .unwrap_or_else(|| Connection::of(request).is_some_and(|connection| connection.is_tls))
}

/// Returns the host that the client sent the request to, with its port if it has one.
/// `None` if the request names none, or a malformed one.
pub fn authority(request: &HttpRequest) -> Option<Authority> {
    forwarded(request, |client| client.host.clone()).or_else(|| requested_authority(request))
}

/// Returns the host that the client sent the request to, in lower case and without a port.
pub fn host(request: &HttpRequest) -> Option<String> {
    authority(request).map(|authority| authority.host().to_ascii_lowercase())
}

/// Returns the origin to which the client sent the request, such as
/// `https://shop.example:8443` (RFC 6454). `None` if the request names no host.
pub fn origin(request: &HttpRequest) -> Option<String> {
    let scheme = if is_https(request) { "https" } else { "http" };
    Some(format!("{scheme}://{}", authority(request)?))
}

/// Returns whether a proxy has passed on the request, trusted or not.
pub fn is_forwarded(headers: &HeaderMap) -> bool {
    PROXY_HEADERS.iter().any(|name| headers.contains_key(*name))
}

/// Parses a host and port. Returns `None` for user information, a wrong port or an empty
/// host.
pub(super) fn parse_authority(text: &str) -> Option<Authority> {
    let authority: Authority = text.parse().ok()?;
    let port = authority.as_str().strip_prefix(authority.host())?;
    let is_port = port.is_empty() || authority.port_u16().is_some();
    (is_port && !authority.host().is_empty()).then_some(authority)
}

/// Returns the authority of the request target or, if it has none, of the header `Host`.
/// If both differ, which is no request of a browser, returns `None` (RFC 9112, section
/// 3.2).
fn requested_authority(request: &HttpRequest) -> Option<Authority> {
    let header = request.headers().get(header::HOST);
    let header = header.map(|host| host.to_str().ok().and_then(parse_authority));
    match (request.uri().authority(), header) {
        (None, header) => header.flatten(),
        (Some(target), None) => parse_authority(target.as_str()),
        (Some(target), Some(header)) => header.filter(|header| header == target),
    }
}

fn forwarded<T>(request: &HttpRequest, field: impl Fn(&ForwardedClient) -> Option<T>) -> Option<T> {
    request.extensions().get::<ForwardedClient>().and_then(field)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn host_of(target: &str, header: Option<&str>) -> Option<String> {
        let request = TestRequest::with_uri(target);
        let request = match header {
            Some(header) => request.insert_header((header::HOST, header)),
            None => request,
        };
        host(&request.to_http_request())
    }

    #[test]
    fn the_host_is_that_of_the_target_or_of_the_header() {
        assert_eq!(host_of("/", Some("Shop.example:8080")).as_deref(), Some("shop.example"));
        assert_eq!(host_of("/", Some("[::1]:8080")).as_deref(), Some("[::1]"));
        assert_eq!(host_of("http://shop.example/", Some("shop.example")).as_deref(), Some("shop.example"));
        assert_eq!(host_of("http://shop.example/", None).as_deref(), Some("shop.example"));
        assert_eq!(host_of("http://evil.example/", Some("shop.example")), None);
    }

    #[test]
    fn a_malformed_host_is_none() {
        assert_eq!(host_of("/", None), None);
        for text in ["", ":80", "user@shop.example", "shop.example:x", "shop.example:99999", "a b", "a/b"] {
            assert_eq!(host_of("/", Some(text)), None, "{text}");
        }
    }
}
