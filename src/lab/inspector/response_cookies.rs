//! Step 8 of the inspector: a `Set-Cookie` header with an explanation of each
//! attribute, also of the missing ones, because browsers have defaults for them
//! (RFC 6265bis, section 5.6).

use actix_web::cookie::Cookie;
use time::OffsetDateTime;

use crate::{i18n::Message, lab::display::duration};

/// A cookie of the response.
#[derive(Debug)]
pub struct SetCookie<'a> {
    /// The whole header.
    pub header: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its value.
    pub value: &'a str,
    /// The names and values of its attributes, as written.
    pub attributes: Vec<(&'a str, &'a str)>,
}

/// An attribute, present or missing, with its explanation.
pub struct ExplainedAttribute {
    /// The attribute as written; the name of a missing one.
    pub attribute: String,
    /// Whether the header has it.
    pub is_present: bool,
    /// What the browser does.
    pub text: Message,
}

impl<'a> SetCookie<'a> {
    /// Parses a header.
    pub fn parse(header: &'a str) -> Self {
        let mut pieces = header.split(';').map(|piece| pair(piece.trim()));
        let (name, value) = pieces.next().unwrap_or_default();
        Self { header, name, value, attributes: pieces.collect() }
    }

    /// Returns the value of an attribute; empty if the attribute has none.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut found = self.attributes.iter().filter(|(written, _)| written.eq_ignore_ascii_case(name));
        found.next_back().map(|(_, value)| *value)
    }

    /// Reports whether the browser removes the cookie.
    pub fn removes(&self) -> bool {
        match self.attribute("Max-Age") {
            Some(age) => age.parse().is_ok_and(|age: i64| age <= 0),
            None => false,
        }
    }

    /// Explains every attribute.
    pub fn explained(&self) -> Vec<ExplainedAttribute> {
        vec![
            self.explain("Max-Age", max_age, "inspector-attribute-no-max-age"),
            self.explain("Expires", expires, "inspector-attribute-no-expires"),
            self.explain("Path", path, "inspector-attribute-no-path"),
            self.explain("Domain", domain, "inspector-attribute-no-domain"),
            self.explain(
                "Secure",
                |_| Message::new("inspector-attribute-secure"),
                "inspector-attribute-no-secure",
            ),
            self.explain(
                "HttpOnly",
                |_| Message::new("inspector-attribute-http-only"),
                "inspector-attribute-no-http-only",
            ),
            self.explain("SameSite", same_site, "inspector-attribute-no-same-site"),
        ]
    }

    fn explain(&self, name: &str, text: fn(&str) -> Message, missing: &'static str) -> ExplainedAttribute {
        let Some(value) = self.attribute(name) else {
            // Without Max-Age, browsers use Expires.
            let expires = name == "Max-Age" && self.attribute("Expires").is_some();
            let missing = if expires { "inspector-attribute-expires-alone" } else { missing };
            let text = Message::new(missing);
            return ExplainedAttribute { attribute: name.to_owned(), is_present: false, text };
        };
        let attribute = if value.is_empty() { name.to_owned() } else { format!("{name}={value}") };
        ExplainedAttribute { attribute, is_present: true, text: text(value) }
    }
}

fn pair(piece: &str) -> (&str, &str) {
    piece.split_once('=').map_or((piece, ""), |(name, value)| (name.trim(), value.trim()))
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

impl ExplainedAttribute {
    /// Returns a long Max-Age in a larger unit.
    pub fn length(&self) -> Option<Message> {
        let seconds: i64 = self.attribute.strip_prefix("Max-Age=")?.parse().ok()?;
        (seconds >= 120).then(|| duration(seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    fn texts(header: &str) -> Vec<String> {
        let explained = SetCookie::parse(header).explained();
        explained.iter().map(|one| one.text.say(Language::English).into_owned()).collect()
    }

    #[test]
    fn present_and_missing_attributes_are_explained() {
        let header = "sessionid=a=b; HttpOnly; SameSite=Strict; Path=/shop; Max-Age=60";
        let cookie = SetCookie::parse(header);
        assert_eq!((cookie.name, cookie.value, cookie.removes()), ("sessionid", "a=b", false));
        let there: Vec<_> =
            cookie.explained().into_iter().map(|one| (one.attribute, one.is_present)).collect();
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
        assert!(texts(header)[0].contains("forget"), "{:?}", texts(header));
        assert!(texts(header)[1].contains("past"), "{:?}", texts(header));
    }

    #[test]
    fn expires_without_max_age_is_explained() {
        let alone = texts("a=b; Expires=Thu, 01 Jan 2099 00:00:00 GMT");
        assert_ne!(alone[0], texts("a=b")[0]);
    }
}
