//! A `Set-Cookie` header as it went, each attribute in words: also those that
//! are not there, since browsers make something of that too (RFC 6265bis,
//! section 5.6).

use actix_web::cookie::Cookie;
use time::OffsetDateTime;

use super::measures::length;
use crate::i18n::Message;

/// A cookie that went out.
#[derive(Debug)]
pub struct SetCookie<'a> {
    /// The whole header.
    pub header: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its value.
    pub value: &'a str,
    /// Names and values of its attributes, as they stand there.
    pub attributes: Vec<(&'a str, &'a str)>,
}

/// An attribute, or the lack of one.
pub struct Explained {
    /// As it stands there; of one that does not, its name.
    pub attribute: String,
    /// Whether it stands there.
    pub is_there: bool,
    /// What the browser makes of it.
    pub words: Message,
}

impl<'a> SetCookie<'a> {
    /// From the header.
    pub fn parse(header: &'a str) -> Self {
        let mut pieces = header.split(';').map(|piece| pair(piece.trim()));
        let (name, value) = pieces.next().unwrap_or_default();
        Self { header, name, value, attributes: pieces.collect() }
    }

    /// The value of an attribute; empty if it has none.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut found = self.attributes.iter().filter(|(written, _)| written.eq_ignore_ascii_case(name));
        found.next_back().map(|(_, value)| *value)
    }

    /// Whether it makes the browser forget the cookie.
    pub fn removes(&self) -> bool {
        match self.attribute("Max-Age") {
            Some(age) => age.parse().is_ok_and(|age: i64| age <= 0),
            None => false,
        }
    }

    /// Every attribute in words.
    pub fn explained(&self) -> Vec<Explained> {
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

    fn explain(&self, name: &str, words: fn(&str) -> Message, missing: &'static str) -> Explained {
        let Some(value) = self.attribute(name) else {
            // Without Max-Age it is Expires that counts.
            let ends = name == "Max-Age" && self.attribute("Expires").is_some();
            let missing = if ends { "inspector-attribute-expires-alone" } else { missing };
            return Explained { attribute: name.to_owned(), is_there: false, words: Message::new(missing) };
        };
        let attribute = if value.is_empty() { name.to_owned() } else { format!("{name}={value}") };
        Explained { attribute, is_there: true, words: words(value) }
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
    let moment = cookie.ok().and_then(|cookie| cookie.expires_datetime());
    match moment {
        Some(moment) if moment <= OffsetDateTime::now_utc() => {
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

impl Explained {
    /// How long a Max-Age is, in words.
    pub fn length(&self) -> Option<Message> {
        let seconds: i64 = self.attribute.strip_prefix("Max-Age=")?.parse().ok()?;
        (seconds >= 120).then(|| length(seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    fn said(header: &str) -> Vec<String> {
        let explained = SetCookie::parse(header).explained();
        explained.iter().map(|one| one.words.localize(Language::English).into_owned()).collect()
    }

    #[test]
    fn what_stands_there_and_what_does_not_is_explained() {
        let header = "sessionid=a=b; HttpOnly; SameSite=Strict; Path=/shop; Max-Age=60";
        let cookie = SetCookie::parse(header);
        assert_eq!((cookie.name, cookie.value, cookie.removes()), ("sessionid", "a=b", false));
        let there: Vec<_> = cookie.explained().into_iter().map(|one| (one.attribute, one.is_there)).collect();
        let expected = [
            ("Max-Age=60", true),
            ("Expires", false),
            ("Path=/shop", true),
            ("Domain", false),
            ("Secure", false),
            ("HttpOnly", true),
            ("SameSite=Strict", true),
        ];
        assert_eq!(there, expected.map(|(attribute, is_there)| (attribute.to_owned(), is_there)));
        assert!(said(header)[0].contains("60"), "{:?}", said(header));
    }

    #[test]
    fn a_removal_is_said_to_be_one() {
        let header = "sessionid=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
        assert!(SetCookie::parse(header).removes());
        assert!(said(header)[0].contains("forget"), "{:?}", said(header));
        assert!(said(header)[1].contains("past"), "{:?}", said(header));
    }

    #[test]
    fn expires_alone_is_not_until_the_browser_closes() {
        let alone = said("a=b; Expires=Thu, 01 Jan 2099 00:00:00 GMT");
        assert_ne!(alone[0], said("a=b")[0]);
    }
}
