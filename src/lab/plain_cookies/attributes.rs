//! Explains the attributes of a cookie that the page sent, also the missing ones.

use super::{MAX_SHOWN, sent_cookies::DEFAULT_PATH};
use crate::{
    i18n::Message,
    lab::{
        cookie_rules::MAX_COOKIE_BYTES,
        display::shorten,
        set_cookie::{ExplainedAttribute, SetCookie},
    },
};

/// Explains the name and value of a `Set-Cookie` header, then its attributes.
pub fn explain(header: &str) -> Vec<ExplainedAttribute> {
    let cookie = SetCookie::parse(header);
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let text = Message::new("lab-cookies-means-pair")
        .count("bytes", count(cookie.name.len() + cookie.value.len()))
        .count("most", count(MAX_COOKIE_BYTES));
    let attribute = shorten(&format!("{}={}", cookie.name, cookie.value), MAX_SHOWN);
    let mut explained = vec![ExplainedAttribute { attribute, is_present: true, text }];
    let no_expiry = || Message::new("lab-cookies-means-no-end");
    let (max_age_given, expires_given) = (cookie.attribute("Max-Age"), cookie.attribute("Expires"));
    if max_age_given.is_some() || expires_given.is_none() {
        explained.push(cookie.explain("Max-Age", max_age, no_expiry()));
    }
    if expires_given.is_some() {
        let expires: fn(&str) -> Message = match max_age_given {
            Some(_) => |_| Message::new("lab-cookies-means-expires-ignored"),
            None => |_| Message::new("lab-cookies-means-expires"),
        };
        explained.push(cookie.explain("Expires", expires, no_expiry()));
    }
    let no_path = Message::new("lab-cookies-means-no-path").with("path", DEFAULT_PATH);
    let path = |path: &str| Message::new("lab-cookies-means-path").with("path", path);
    let domain = |domain: &str| Message::new("lab-cookies-means-domain").with("domain", domain);
    let secure = |_: &str| Message::new("lab-cookies-means-secure");
    let http_only = |_: &str| Message::new("lab-cookies-means-httponly");
    explained.extend([
        cookie.explain("Path", path, no_path),
        cookie.explain("Domain", domain, Message::new("lab-cookies-means-no-domain")),
        cookie.explain("Secure", secure, Message::new("lab-cookies-means-no-secure")),
        cookie.explain("HttpOnly", http_only, Message::new("lab-cookies-means-no-httponly")),
        cookie.explain("SameSite", same_site, Message::new("lab-cookies-means-no-samesite")),
    ]);
    explained
}

fn max_age(seconds: &str) -> Message {
    match seconds.parse::<i64>() {
        Ok(seconds) if seconds > 0 => Message::new("lab-cookies-means-max-age").count("seconds", seconds),
        _ => Message::new("lab-cookies-means-max-age-over"),
    }
}

fn same_site(value: &str) -> Message {
    Message::new(match value {
        "Strict" => "lab-cookies-means-strict",
        "None" => "lab-cookies-means-none",
        _ => "lab-cookies-means-lax",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        let explained = explain(line).into_iter().filter(|one| one.is_present);
        explained.map(|one| one.attribute).collect()
    }

    #[test]
    fn every_attribute_of_the_line_is_explained() {
        let expires = "Expires=Thu, 01 Jan 1970 00:00:00 GMT";
        let line =
            format!("a=1; HttpOnly; SameSite=None; Secure; Path=/x; Domain=tea.org; Max-Age=5; {expires}");
        let mut explained = texts(&line);
        let mut sent: Vec<_> = line.split("; ").map(ToOwned::to_owned).collect();
        explained.sort();
        sent.sort();
        assert_eq!(explained, sent);
        assert_eq!(texts("a=1"), ["a=1"]);
    }
}
