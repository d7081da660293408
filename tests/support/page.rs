//! An answer, and what a test looks for in it.

use actix_web::cookie::{Cookie, time::Duration};
use reqwest::header::{self, HeaderMap};

/// An answer that was read to its end.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Page {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn location(&self) -> Option<&str> {
        self.header(header::LOCATION.as_str())
    }

    /// The raw `Set-Cookie` headers.
    pub fn set_cookie_headers(&self) -> impl Iterator<Item = &str> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|line| line.to_str().unwrap())
    }

    /// What the answer says of the cookie `name`.
    pub fn set_cookie(&self, name: &str) -> Option<Cookie<'static>> {
        let cookies = self.set_cookie_headers().map(|line| Cookie::parse(line.to_owned()).unwrap());
        let mut cookies: Vec<_> = cookies.filter(|cookie| cookie.name() == name).collect();
        assert!(cookies.len() <= 1, "{name} is set more than once: {cookies:?}");
        cookies.pop()
    }

    /// Whether the answer removes the cookie `name`.
    pub fn removes_cookie(&self, name: &str) -> bool {
        self.set_cookie(name).is_some_and(|cookie| {
            cookie.value().is_empty() && cookie.max_age().is_some_and(Duration::is_zero)
        })
    }

    /// The number beside the cart in the header of each page.
    pub fn cart_count(&self) -> u32 {
        self.attribute("data-cart-count").expect("a page of the shop").parse().unwrap()
    }

    /// The cart page's lines: slug and quantity.
    pub fn cart_lines(&self) -> Vec<(String, u32)> {
        let lines = self.tags().filter_map(|tag| {
            let quantity = attribute_of(tag, "data-quantity")?.parse().ok()?;
            Some((attribute_of(tag, "data-product")?, quantity))
        });
        lines.collect()
    }

    /// The value of the first field of that name.
    pub fn field(&self, name: &str) -> Option<String> {
        let tag = self.tags().find(|tag| attribute_of(tag, "name").as_deref() == Some(name))?;
        attribute_of(tag, "value")
    }

    /// The value of an attribute, in the first tag that has it.
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.tags().find_map(|tag| attribute_of(tag, name))
    }

    /// The values of an attribute, in all tags in which `text` stands.
    pub fn attributes(&self, name: &str, text: &str) -> Vec<String> {
        self.tags().filter(|tag| tag.contains(text)).filter_map(|tag| attribute_of(tag, name)).collect()
    }

    /// What stands between the first tag in which `text` stands and the next.
    pub fn text_after(&self, text: &str) -> Option<String> {
        self.texts_after(text).into_iter().next()
    }

    /// The same of all such tags.
    pub fn texts_after(&self, text: &str) -> Vec<String> {
        let tags = self.body.split('<').filter_map(|rest| rest.split_once('>'));
        let opening = tags.filter(|(tag, _)| !tag.starts_with('/') && tag.contains(text));
        opening.map(|(_, words)| unescape(words.trim())).collect()
    }

    pub fn contains(&self, text: &str) -> bool {
        self.body.contains(text)
    }

    fn tags(&self) -> impl Iterator<Item = &str> {
        self.body.split('<').skip(1).filter_map(|rest| rest.split('>').next())
    }
}

fn attribute_of(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(unescape(value))
}

fn unescape(html: &str) -> String {
    [("&#38;", "&"), ("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(html.to_owned(), |text, (from, to)| text.replace(from, to))
}
