//! The shop's other addresses: HTTP and HTTPS, `localhost` and `127.0.0.1`. To a
//! browser those two hosts are different sites, so one can attack the other.

use actix_web::{HttpRequest, http::uri::Authority};

use super::cookie_rules;
use crate::web::client;

/// The ports that the shop listens on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ports {
    /// The port for HTTP.
    pub plain: u16,
    /// The port for HTTPS, if HTTPS is on.
    pub https: Option<u16>,
}

/// Returns the scheme of a request: `http` or `https`.
pub fn scheme(request: &HttpRequest) -> &'static str {
    if client::is_https(request) { "https" } else { "http" }
}

/// Returns the host in the browser's address bar, without a port.
pub fn name(request: &HttpRequest) -> String {
    authority(request).map_or_else(|| "localhost".to_owned(), |authority| authority.host().to_owned())
}

/// Returns the shop's address under its other host, such as
/// `http://127.0.0.1:8080`.
pub fn other_site(request: &HttpRequest) -> String {
    let other = if name(request) == "localhost" { "127.0.0.1" } else { "localhost" };
    let port = authority(request).and_then(|authority| authority.port_u16());
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{other}{port}", scheme(request))
}

/// Reports whether the host in the address bar is the user's own machine.
pub fn is_own_machine(request: &HttpRequest) -> bool {
    authority(request)
        .is_some_and(|authority| cookie_rules::is_own_machine(&authority.host().to_ascii_lowercase()))
}

fn authority(request: &HttpRequest) -> Option<Authority> {
    client::authority(request)
}

#[cfg(test)]
mod tests {
    use actix_web::{http::header, test::TestRequest};

    use super::*;

    fn request_to(host: &'static str) -> HttpRequest {
        TestRequest::default().insert_header((header::HOST, host)).to_http_request()
    }

    #[test]
    fn the_other_site_is_the_same_port_under_the_other_name() {
        assert_eq!(other_site(&request_to("localhost:8080")), "http://127.0.0.1:8080");
        assert_eq!(other_site(&request_to("127.0.0.1:8080")), "http://localhost:8080");
        assert_eq!(other_site(&request_to("session-shop.test")), "http://localhost");
        assert_eq!(
            other_site(&request_to("\"><x y:z")),
            "http://127.0.0.1",
            "a malformed host counts as localhost"
        );
    }
}
