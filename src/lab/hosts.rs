//! The same shop under other names: over HTTP and HTTPS, as `localhost` and as
//! `127.0.0.1`. To a browser those two are different sites, which is enough to
//! attack one from the other.

use actix_web::{
    HttpRequest,
    http::{header, uri::Authority},
};

/// Where the shop listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ports {
    /// For HTTP.
    pub plain: u16,
    /// For HTTPS, if it is on.
    pub https: Option<u16>,
}

/// `http` or `https`, as this request came.
pub fn scheme(request: &HttpRequest) -> &'static str {
    if request.app_config().secure() { "https" } else { "http" }
}

/// The name by which the browser knows this shop, without a port.
pub fn name(request: &HttpRequest) -> String {
    authority(request).map_or_else(|| "localhost".to_owned(), |authority| authority.host().to_owned())
}

/// The same shop as another site, such as `http://127.0.0.1:8080`.
pub fn other_site(request: &HttpRequest) -> String {
    let other = if name(request) == "localhost" { "127.0.0.1" } else { "localhost" };
    let port = authority(request).and_then(|authority| authority.port_u16());
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{other}{port}", scheme(request))
}

fn authority(request: &HttpRequest) -> Option<Authority> {
    request.headers().get(header::HOST)?.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn asked_as(host: &'static str) -> HttpRequest {
        TestRequest::default().insert_header((header::HOST, host)).to_http_request()
    }

    #[test]
    fn the_other_site_is_the_same_port_under_the_other_name() {
        assert_eq!(other_site(&asked_as("localhost:8080")), "http://127.0.0.1:8080");
        assert_eq!(other_site(&asked_as("127.0.0.1:8080")), "http://localhost:8080");
        assert_eq!(other_site(&asked_as("session-shop.test")), "http://localhost");
        assert_eq!(
            other_site(&asked_as("\"><x y:z")),
            "http://127.0.0.1",
            "what is no name counts as localhost"
        );
    }
}
