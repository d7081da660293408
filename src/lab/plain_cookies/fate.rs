//! What became of a cookie that was sent, and why. That it came back or did
//! not is what the request says; why is worked out by the rules that browsers
//! follow (RFC 6265bis, sections 5.6 to 5.8).

use std::net::IpAddr;

use actix_web::cookie::SameSite;
use time::{Duration, OffsetDateTime};

use super::{received::Received, sent::SentCookie};
use crate::i18n::Message;

/// The most bytes of name and value together.
pub const MAX_COOKIE_BYTES: usize = 4_096;

/// The request that a page answers.
pub struct Asked<'a> {
    /// Its path.
    pub path: &'a str,
    /// The host by the name that the browser knows it by, without the port.
    pub host: &'a str,
    /// Whether it came over HTTPS.
    pub is_https: bool,
    /// What time it is.
    pub now: OffsetDateTime,
    /// What it carried.
    pub received: &'a Received,
}

/// What became of a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// As it was sent.
    CameBack,
    /// With another value.
    Changed,
    /// Name and value take more than 4,096 bytes.
    TooLarge,
    /// It was over when it was sent.
    Over,
    /// Its Domain is no name of this host.
    OtherHost,
    /// `SameSite=None` without Secure.
    NoneNotSecure,
    /// Secure, over plain HTTP from another machine.
    NotSecure,
    /// Its time is up.
    Ended,
    /// Its Path does not cover this page.
    OtherPath,
    /// None of these: its owner deleted it, or the browser keeps no cookies.
    Gone,
}

impl Fate {
    /// Of a cookie, as that request shows it.
    pub fn of(sent: &SentCookie, asked: &Asked<'_>) -> Self {
        let (cookie, name) = (&sent.cookie, sent.cookie.name());
        let mut values = asked.received.values(name);
        if values.any(|value| value == cookie.value()) {
            return Self::CameBack;
        }
        let is_secure = cookie.secure() == Some(true);
        let reasons = [
            (name.len() + cookie.value().len() > MAX_COOKIE_BYTES, Self::TooLarge),
            (end(sent).is_some_and(|end| end <= sent.at), Self::Over),
            (cookie.domain().is_some_and(|domain| !is_of(asked.host, domain)), Self::OtherHost),
            (cookie.same_site() == Some(SameSite::None) && !is_secure, Self::NoneNotSecure),
            (is_secure && !asked.is_https && !is_own_machine(asked.host), Self::NotSecure),
            (end(sent).is_some_and(|end| end <= asked.now), Self::Ended),
            (!covers(sent.path(), asked.path), Self::OtherPath),
            (asked.received.get(name).is_some(), Self::Changed),
        ];
        reasons.into_iter().find(|(is_so, _)| *is_so).map_or(Self::Gone, |(_, fate)| fate)
    }

    /// In words.
    pub fn message(self, sent: &SentCookie, host: &str) -> Message {
        match self {
            Self::CameBack => Message::new("lab-cookies-fate-came-back"),
            Self::Changed => Message::new("lab-cookies-fate-changed"),
            Self::TooLarge => Message::new("lab-cookies-fate-too-large"),
            Self::Over => Message::new("lab-cookies-fate-over"),
            Self::OtherHost => Message::new("lab-cookies-fate-other-host")
                .with("host", host)
                .with("domain", sent.cookie.domain().unwrap_or_default()),
            Self::NoneNotSecure => Message::new("lab-cookies-fate-none-not-secure"),
            Self::NotSecure => Message::new("lab-cookies-fate-not-secure"),
            Self::Ended => Message::new("lab-cookies-fate-ended"),
            Self::OtherPath => Message::new("lab-cookies-fate-other-path").with("path", sent.path()),
            Self::Gone => Message::new("lab-cookies-fate-gone"),
        }
    }
}

/// When a cookie ends; none if with the browser. Max-Age goes before Expires,
/// wherever both are (B2; RFC 6265bis, section 5.7).
fn end(sent: &SentCookie) -> Option<OffsetDateTime> {
    match sent.cookie.max_age() {
        Some(age) => Some(sent.at.saturating_add(Duration::seconds(age.whole_seconds()))),
        None => sent.cookie.expires_datetime(),
    }
}

/// Whether a cookie's Domain is the host, or one that it lies in. A number has
/// nothing above it (RFC 6265bis, section 5.1.3).
fn is_of(host: &str, domain: &str) -> bool {
    let (host, domain) = (host.to_lowercase(), domain.to_lowercase());
    let lies_in = || host.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.'));
    host == domain || (ip(&host).is_none() && lies_in())
}

/// Whether a cookie's Path covers an address (RFC 6265bis, section 5.1.4).
fn covers(path: &str, address: &str) -> bool {
    let rest = address.strip_prefix(path);
    rest.is_some_and(|rest| rest.is_empty() || path.ends_with('/') || rest.starts_with('/'))
}

/// Browsers trust their own machine without HTTPS.
fn is_own_machine(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || ip(host).is_some_and(|ip| ip.is_loopback())
}

fn ip(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']']).parse().ok()
}

#[cfg(test)]
mod tests {
    use actix_web::{
        cookie::Cookie,
        http::header::{COOKIE, HeaderMap, HeaderValue},
    };

    use super::*;

    /// What becomes of a line when the request that shows it comes a minute later.
    fn fate(line: &str, came: &str, host: &str) -> Fate {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_str(came).unwrap());
        let received = Received::of(&headers);
        let now = OffsetDateTime::UNIX_EPOCH + Duration::days(20_000);
        let cookie = Cookie::parse(line.to_owned()).unwrap();
        let sent = SentCookie { cookie, at: now - Duration::MINUTE };
        Fate::of(&sent, &Asked { path: "/lab/cookies", host, is_https: false, now, received: &received })
    }

    fn lost(line: &str) -> Fate {
        fate(line, "x=y", "127.0.0.1")
    }

    #[test]
    fn what_came_back_is_said_before_any_rule() {
        assert_eq!(fate("a=1; Path=/elsewhere", "b=2; a=1", "localhost"), Fate::CameBack);
        assert_eq!(fate("a=1", "a=2", "localhost"), Fate::Changed);
    }

    #[test]
    fn max_age_goes_before_expires() {
        assert_eq!(lost("a=1; Max-Age=0; Expires=Thu, 01 Jan 2099 00:00:00 GMT"), Fate::Over);
        assert_eq!(lost("a=1; Max-Age=30; Expires=Thu, 01 Jan 2099 00:00:00 GMT"), Fate::Ended);
        assert_eq!(lost("a=1; Max-Age=90; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), Fate::Gone);
        assert_eq!(lost("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), Fate::Over);
    }

    #[test]
    fn path_and_domain_keep_a_cookie_from_here() {
        for (path, expected) in [
            ("/lab/cookies/elsewhere", Fate::OtherPath),
            ("/lab/cook", Fate::OtherPath),
            ("/lab/cookies/", Fate::OtherPath),
            ("/lab/", Fate::Gone),
            ("/lab", Fate::Gone),
        ] {
            assert_eq!(lost(&format!("a=1; Path={path}")), expected, "{path}");
        }
        assert_eq!(lost("a=1; Domain=localhost"), Fate::OtherHost);
        assert_eq!(lost("a=1; Domain=0.0.1"), Fate::OtherHost);
        assert_eq!(fate("a=1; Domain=tea.org", "x=y", "shop.tea.org"), Fate::Gone);
        assert_eq!(fate("a=1; Domain=ea.org", "x=y", "tea.org"), Fate::OtherHost);
    }

    #[test]
    fn a_secure_cookie_needs_https_but_on_the_own_machine() {
        assert_eq!(fate("a=1; Secure", "x=y", "shop.test"), Fate::NotSecure);
        assert_eq!(fate("a=1; Secure", "x=y", "localhost"), Fate::Gone);
        assert_eq!(lost("a=1; Secure"), Fate::Gone);
        assert_eq!(lost("a=1; SameSite=None"), Fate::NoneNotSecure);
    }

    #[test]
    fn more_than_4096_bytes_are_too_large() {
        assert_eq!(lost(&format!("a={}", "x".repeat(4_095))), Fate::Gone);
        assert_eq!(lost(&format!("a={}", "x".repeat(4_096))), Fate::TooLarge);
    }
}
