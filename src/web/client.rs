//! Who sent a request: the client's address and the scheme of its connection. All
//! limits per address, the log and the audit trail use these functions.

use std::net::IpAddr;

use actix_web::{
    HttpRequest,
    http::{header, uri::Authority},
};

/// Returns the address of the client. `None` if the request came without a connection,
/// as in some tests.
pub fn address(request: &HttpRequest) -> Option<IpAddr> {
    request.peer_addr().map(|address| address.ip())
}

/// Returns whether the client sent the request over HTTPS.
pub fn is_https(request: &HttpRequest) -> bool {
    request.app_config().secure()
}

/// Returns the origin to which the client sent the request, such as
/// `https://shop.example:8443` (RFC 6454). `None` if the request names no host.
pub fn origin(request: &HttpRequest) -> Option<String> {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    // HTTP/2 sends the host as part of the URI.
    let host = named.or_else(|| request.uri().authority().map(Authority::as_str))?;
    Some(format!("{}://{host}", if is_https(request) { "https" } else { "http" }))
}
