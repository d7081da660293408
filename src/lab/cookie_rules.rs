//! The rules by which a browser keeps and sends a cookie (RFC 6265bis, sections
//! 5.1 and 5.7).

use std::net::IpAddr;

use actix_web::cookie::Cookie;
use time::{Duration, OffsetDateTime};

/// Bytes of a cookie's name and value that browsers keep.
pub const MAX_COOKIE_BYTES: usize = 4_096;

/// Returns when a cookie expires; `None` if it is removed with the browser. Where
/// both are set, Max-Age counts and not Expires (B2; RFC 6265bis, section 5.7).
pub fn expires_at(cookie: &Cookie, set_at: OffsetDateTime) -> Option<OffsetDateTime> {
    match cookie.max_age() {
        Some(age) => Some(set_at.saturating_add(Duration::seconds(age.whole_seconds()))),
        None => cookie.expires_datetime(),
    }
}

/// Reports whether a cookie's Domain is the host or a domain above it. An IP
/// address has no domain above it (RFC 6265bis, section 5.1.3).
pub fn domain_matches(host: &str, domain: &str) -> bool {
    let (host, domain) = (host.to_lowercase(), domain.trim_start_matches('.').to_lowercase());
    let is_above = || host.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.'));
    host == domain || (ip(&host).is_none() && !domain.is_empty() && is_above())
}

/// Reports whether a cookie's Path covers the path of a request (RFC 6265bis,
/// section 5.1.4).
pub fn path_matches(cookie_path: &str, request_path: &str) -> bool {
    let rest = request_path.strip_prefix(cookie_path);
    rest.is_some_and(|rest| rest.is_empty() || cookie_path.ends_with('/') || rest.starts_with('/'))
}

/// Reports whether browsers accept Secure cookies of the host without HTTPS,
/// because it is their own machine.
pub fn is_own_machine(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || ip(host).is_some_and(|ip| ip.is_loopback())
}

fn ip(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']']).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_accepts_cookies_for_its_host_and_the_domains_above_it() {
        for (domain, host, accepted) in [
            ("example.com", "example.com", true),
            (".Example.com", "shop.example.com", true),
            ("example.com", "badexample.com", false),
            ("shop.example.com", "example.com", false),
            ("0.0.1", "127.0.0.1", false),
            ("127.0.0.1", "127.0.0.1", true),
            (".", "localhost", false),
        ] {
            assert_eq!(domain_matches(host, domain), accepted, "{domain} {host}");
        }
    }

    #[test]
    fn a_browser_sends_a_cookie_to_its_path_and_what_is_below() {
        for (cookie_path, is_sent) in [
            ("/lab/cookies/elsewhere", false),
            ("/lab/cook", false),
            ("/lab/cookies/", false),
            ("/lab/", true),
            ("/lab", true),
        ] {
            assert_eq!(path_matches(cookie_path, "/lab/cookies"), is_sent, "{cookie_path}");
        }
    }

    #[test]
    fn the_own_machine_is_trusted_without_https() {
        for (host, trusted) in
            [("localhost", true), ("127.0.0.1", true), ("[::1]", true), ("shop.test", false)]
        {
            assert_eq!(is_own_machine(host), trusted, "{host}");
        }
    }
}
