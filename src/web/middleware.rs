//! Middleware that every request passes, whether or not a handler serves it:
//! HEAD handled as GET, and the security headers.

use std::net::Ipv4Addr;

use actix_web::{
    Error as ActixError,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderValue},
    },
    middleware::{DefaultHeaders, Next},
    web::Data,
};

use super::{admission::RequestPolicy, client};

/// Lets routes handle HEAD as GET (RFC 9110, section 9.3.2). actix-web's HTTP
/// server remembers the method and sends the headers without the body.
///
/// # Errors
/// Returns the error of the wrapped service.
pub async fn handle_head_as_get<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, ActixError> {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    next.call(request).await
}

/// Allows scripts, styles and images from this site only, and none inside a page;
/// no frames; forms post to this site only. Pico's icons are `data:` images.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Returns the middleware that adds the security headers to every response.
pub fn security_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add(("Content-Security-Policy", CONTENT_SECURITY_POLICY))
        .add(("X-Content-Type-Options", "nosniff"))
        // For browsers that do not support frame-ancestors.
        .add(("X-Frame-Options", "DENY"))
        // Other sites learn the shop's host name but not its paths and queries.
        .add(("Referrer-Policy", "strict-origin-when-cross-origin"))
}

/// Adds `Strict-Transport-Security` to the responses over HTTPS (RFC 6797). A browser
/// ignores the header of an IP address; for `localhost` it would break every other
/// program of a student's machine that serves plain HTTP there.
///
/// # Errors
/// Returns the error of the wrapped service.
pub async fn require_https_later<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, ActixError> {
    let mut response = next.call(request).await?;
    let request = response.request();
    let policy = request.app_data::<Data<RequestPolicy>>();
    let seconds = policy.map_or(0, |policy| policy.hsts_seconds);
    if seconds > 0
        && client::is_https(request)
        && client::host(request).is_some_and(|host| is_public_name(&host))
    {
        let value = HeaderValue::try_from(format!("max-age={seconds}"))?;
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    Ok(response)
}

/// Returns whether `host` is a name other than `localhost` and its subdomains.
fn is_public_name(host: &str) -> bool {
    let is_local = host == "localhost" || host.ends_with(".localhost");
    !is_local && !host.starts_with('[') && host.parse::<Ipv4Addr>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_name_of_a_site_gets_strict_transport_security() {
        assert!(is_public_name("shop.example"));
        for host in ["localhost", "shop.localhost", "127.0.0.1", "192.0.2.7", "[2001:db8::1]"] {
            assert!(!is_public_name(host), "{host}");
        }
    }
}
