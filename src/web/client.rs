//! Who sent a request: the client's address and the scheme of its connection. All
//! limits per address, the log and the audit trail use these functions.

use std::net::IpAddr;

use actix_web::HttpRequest;

/// Returns the address of the client. `None` if the request came without a connection,
/// as in some tests.
pub fn address(request: &HttpRequest) -> Option<IpAddr> {
    request.peer_addr().map(|address| address.ip())
}

/// Returns whether the client sent the request over HTTPS.
pub fn is_https(request: &HttpRequest) -> bool {
    request.app_config().secure()
}
