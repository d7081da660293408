//! Step 8 of the inspector: an explanation of each attribute of a `Set-Cookie`
//! header, also of the missing ones.

use actix_web::cookie::Cookie;
use time::OffsetDateTime;

use crate::{
    i18n::Message,
    lab::{
        display::duration,
        set_cookie::{ExplainedAttribute, SetCookie},
    },
};

/// Explains every attribute.
pub fn explain(cookie: &SetCookie) -> Vec<ExplainedAttribute> {
    let no_max_age = match cookie.attribute("Expires") {
        // Without Max-Age, browsers use Expires.
        Some(_) => Message::new("inspector-attribute-expires-alone"),
        None => Message::new("inspector-attribute-no-max-age"),
    };
    let secure = |_: &str| Message::new("inspector-attribute-secure");
    let http_only = |_: &str| Message::new("inspector-attribute-http-only");
    vec![
        cookie.explain("Max-Age", max_age, no_max_age),
        cookie.explain("Expires", expires, Message::new("inspector-attribute-no-expires")),
        cookie.explain("Path", path, Message::new("inspector-attribute-no-path")),
        cookie.explain("Domain", domain, Message::new("inspector-attribute-no-domain")),
        cookie.explain("Secure", secure, Message::new("inspector-attribute-no-secure")),
        cookie.explain("HttpOnly", http_only, Message::new("inspector-attribute-no-http-only")),
        cookie.explain("SameSite", same_site, Message::new("inspector-attribute-no-same-site")),
    ]
}

fn max_age(value: &str) -> Message {
    match value.parse::<i64>() {
        Ok(seconds) if seconds > 0 => Message::new("inspector-attribute-max-age").count("seconds", seconds),
        _ => Message::new("inspector-attribute-max-age-over"),
    }
}

fn expires(value: &str) -> Message {
    let cookie = Cookie::parse(format!("x=; Expires={value}"));
    match cookie.ok().and_then(|cookie| cookie.expires_datetime()) {
        Some(expires_at) if expires_at <= OffsetDateTime::now_utc() => {
            Message::new("inspector-attribute-expires-past")
        }
        _ => Message::new("inspector-attribute-expires"),
    }
}

fn path(value: &str) -> Message {
    match value {
        "/" => Message::new("inspector-attribute-path-all"),
        path => Message::new("inspector-attribute-path").with("path", path),
    }
}

fn domain(value: &str) -> Message {
    Message::new("inspector-attribute-domain").with("domain", value)
}

fn same_site(value: &str) -> Message {
    Message::new(match value.to_ascii_lowercase().as_str() {
        "strict" => "inspector-attribute-same-site-strict",
        "none" => "inspector-attribute-same-site-none",
        _ => "inspector-attribute-same-site-lax",
    })
}

/// Returns a long Max-Age in a larger unit.
pub fn length(attribute: &ExplainedAttribute) -> Option<Message> {
    let seconds: i64 = attribute.attribute.strip_prefix("Max-Age=")?.parse().ok()?;
    (seconds >= 120).then(|| duration(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    fn texts(header: &str) -> Vec<String> {
        let explained = explain(&SetCookie::parse(header));
        explained.iter().map(|one| one.text.localize(Language::English).into_owned()).collect()
    }

    #[test]
    fn present_and_missing_attributes_are_explained() {
        let header = "sessionid=a=b; HttpOnly; SameSite=Strict; Path=/shop; Max-Age=60";
        let cookie = SetCookie::parse(header);
        assert_eq!((cookie.name, cookie.value, cookie.removes()), ("sessionid", "a=b", false));
        let there: Vec<_> = explain(&cookie).into_iter().map(|one| (one.attribute, one.is_present)).collect();
        let expected = [
            ("Max-Age=60", true),
            ("Expires", false),
            ("Path=/shop", true),
            ("Domain", false),
            ("Secure", false),
            ("HttpOnly", true),
            ("SameSite=Strict", true),
        ];
        assert_eq!(there, expected.map(|(attribute, is_present)| (attribute.to_owned(), is_present)));
        assert!(texts(header)[0].contains("60"), "{:?}", texts(header));
    }

    #[test]
    fn a_removal_is_explained_as_one() {
        let header = "sessionid=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
        assert!(SetCookie::parse(header).removes());
        assert!(texts(header)[0].contains("deletes"), "{:?}", texts(header));
        assert!(texts(header)[1].contains("past"), "{:?}", texts(header));
    }

    #[test]
    fn expires_without_max_age_is_explained() {
        let alone = texts("a=b; Expires=Thu, 01 Jan 2099 00:00:00 GMT");
        assert_ne!(alone[0], texts("a=b")[0]);
    }
}
