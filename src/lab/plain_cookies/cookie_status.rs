//! The status of a cookie that was sent. The next request shows whether it came
//! back; the rules of browsers say why not (RFC 6265bis, sections 5.6 to 5.8).

use actix_web::cookie::SameSite;
use time::OffsetDateTime;

use super::{
    context::{CookieLabContext, ReceivedCookies},
    sent_cookies::SentCookie,
};
use crate::{
    i18n::Message,
    lab::cookie_rules::{MAX_COOKIE_BYTES, domain_matches, expires_at, is_own_machine, path_matches},
};

/// The request that came after the cookie was sent.
pub struct NextRequest<'a> {
    path: &'a str,
    host: &'a str,
    is_https: bool,
    now: OffsetDateTime,
    received: &'a ReceivedCookies,
}

impl<'a> NextRequest<'a> {
    /// Returns the request of a context.
    pub fn of(context: &'a CookieLabContext) -> Self {
        let CookieLabContext { lab, host, is_https, now, received, .. } = context;
        Self { path: lab.request.path(), host, is_https: *is_https, now: *now, received }
    }
}

/// The status of a cookie that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieStatus {
    /// It came back as it was sent.
    CameBack,
    /// It came back with another value.
    Changed,
    /// Name and value take more than 4,096 bytes.
    TooLarge,
    /// It had expired when it was sent.
    ExpiredAtOnce,
    /// Its Domain does not match the host.
    OtherHost,
    /// It has `SameSite=None` without Secure.
    NoneNotSecure,
    /// It has Secure, and came over HTTP from another machine.
    NotSecure,
    /// It has expired since.
    Expired,
    /// Its Path does not match this page.
    OtherPath,
    /// Its owner deleted it, or the browser keeps no cookies.
    Gone,
}

impl CookieStatus {
    /// Returns the status of a cookie according to the next request.
    pub fn of(sent: &SentCookie, request: &NextRequest<'_>) -> Self {
        let (cookie, name) = (&sent.cookie, sent.cookie.name());
        let mut values = request.received.values(name);
        if values.any(|value| value == cookie.value()) {
            return Self::CameBack;
        }
        let expires_at = expires_at(cookie, sent.at);
        let is_secure = cookie.secure() == Some(true);
        let reasons = [
            (name.len() + cookie.value().len() > MAX_COOKIE_BYTES, Self::TooLarge),
            (expires_at.is_some_and(|at| at <= sent.at), Self::ExpiredAtOnce),
            (cookie.domain().is_some_and(|domain| !domain_matches(request.host, domain)), Self::OtherHost),
            (cookie.same_site() == Some(SameSite::None) && !is_secure, Self::NoneNotSecure),
            (is_secure && !request.is_https && !is_own_machine(request.host), Self::NotSecure),
            (expires_at.is_some_and(|at| at <= request.now), Self::Expired),
            (!path_matches(sent.path(), request.path), Self::OtherPath),
            (request.received.get(name).is_some(), Self::Changed),
        ];
        reasons.into_iter().find(|(is_so, _)| *is_so).map_or(Self::Gone, |(_, status)| status)
    }

    /// Returns a sentence that explains to a student why the browser sent the cookie, or why
    /// it did not.
    pub fn message(self, sent: &SentCookie, host: &str) -> Message {
        match self {
            Self::CameBack => Message::new("lab-cookies-fate-came-back"),
            Self::Changed => Message::new("lab-cookies-fate-changed"),
            Self::TooLarge => Message::new("lab-cookies-fate-too-large"),
            Self::ExpiredAtOnce => Message::new("lab-cookies-fate-over"),
            Self::OtherHost => Message::new("lab-cookies-fate-other-host")
                .with("host", host)
                .with("domain", sent.cookie.domain().unwrap_or_default()),
            Self::NoneNotSecure => Message::new("lab-cookies-fate-none-not-secure"),
            Self::NotSecure => Message::new("lab-cookies-fate-not-secure"),
            Self::Expired => Message::new("lab-cookies-fate-ended"),
            Self::OtherPath => Message::new("lab-cookies-fate-other-path").with("path", sent.path()),
            Self::Gone => Message::new("lab-cookies-fate-gone"),
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{
        cookie::Cookie,
        http::header::{COOKIE, HeaderMap, HeaderValue},
    };

    use time::Duration;

    use super::*;

    /// Returns the status of a line when the next request comes a minute later.
    fn status(line: &str, came: &str, host: &str) -> CookieStatus {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_str(came).unwrap());
        let received = ReceivedCookies::of(&headers);
        let now = OffsetDateTime::UNIX_EPOCH + Duration::days(20_000);
        let cookie = Cookie::parse(line.to_owned()).unwrap();
        let sent = SentCookie { cookie, at: now - Duration::MINUTE };
        CookieStatus::of(
            &sent,
            &NextRequest { path: "/lab/cookies", host, is_https: false, now, received: &received },
        )
    }

    fn lost(line: &str) -> CookieStatus {
        status(line, "x=y", "127.0.0.1")
    }

    #[test]
    fn a_cookie_that_came_back_needs_no_rule() {
        assert_eq!(status("a=1; Path=/elsewhere", "b=2; a=1", "localhost"), CookieStatus::CameBack);
        assert_eq!(status("a=1", "a=2", "localhost"), CookieStatus::Changed);
    }

    #[test]
    fn max_age_goes_before_expires() {
        assert_eq!(
            lost("a=1; Max-Age=0; Expires=Thu, 01 Jan 2099 00:00:00 GMT"),
            CookieStatus::ExpiredAtOnce
        );
        assert_eq!(lost("a=1; Max-Age=30; Expires=Thu, 01 Jan 2099 00:00:00 GMT"), CookieStatus::Expired);
        assert_eq!(lost("a=1; Max-Age=90; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), CookieStatus::Gone);
        assert_eq!(lost("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), CookieStatus::ExpiredAtOnce);
    }

    #[test]
    fn path_and_domain_keep_a_cookie_from_this_page() {
        assert_eq!(lost("a=1; Path=/lab/cookies/elsewhere"), CookieStatus::OtherPath);
        assert_eq!(lost("a=1; Path=/lab"), CookieStatus::Gone);
        assert_eq!(lost("a=1; Domain=localhost"), CookieStatus::OtherHost);
        assert_eq!(status("a=1; Domain=tea.org", "x=y", "shop.tea.org"), CookieStatus::Gone);
    }

    #[test]
    fn a_secure_cookie_needs_https_except_on_the_own_machine() {
        assert_eq!(status("a=1; Secure", "x=y", "shop.test"), CookieStatus::NotSecure);
        assert_eq!(status("a=1; Secure", "x=y", "localhost"), CookieStatus::Gone);
        assert_eq!(lost("a=1; Secure"), CookieStatus::Gone);
        assert_eq!(lost("a=1; SameSite=None"), CookieStatus::NoneNotSecure);
    }

    #[test]
    fn more_than_4096_bytes_are_too_large() {
        assert_eq!(lost(&format!("a={}", "x".repeat(4_095))), CookieStatus::Gone);
        assert_eq!(lost(&format!("a={}", "x".repeat(4_096))), CookieStatus::TooLarge);
    }
}
