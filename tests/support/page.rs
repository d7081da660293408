//! A response of the server, and what a test looks for in it. The HTML is read by
//! the `scraper` crate with CSS selectors, so that a test names an element and not
//! the characters around it.

use actix_web::cookie::{Cookie, time::Duration};
use reqwest::header::{self, HeaderMap};
use scraper::{ElementRef, Html, Selector};

/// A response whose body was read to its end.
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

    /// Returns the raw values of all `Set-Cookie` headers.
    pub fn set_cookie_headers(&self) -> impl Iterator<Item = &str> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap())
    }

    /// Returns the cookie `name` as this response sets it. Panics if it is set twice.
    pub fn set_cookie(&self, name: &str) -> Option<Cookie<'static>> {
        let cookies = self.set_cookie_headers().map(|value| Cookie::parse(value.to_owned()).unwrap());
        let mut cookies: Vec<_> = cookies.filter(|cookie| cookie.name() == name).collect();
        assert!(cookies.len() <= 1, "{name} is set more than once: {cookies:?}");
        cookies.pop()
    }

    /// Whether this response removes the cookie `name`.
    pub fn removes_cookie(&self, name: &str) -> bool {
        self.set_cookie(name).is_some_and(|cookie| {
            cookie.value().is_empty() && cookie.max_age().is_some_and(Duration::is_zero)
        })
    }

    /// Returns the number of packets that the header of each page shows beside the
    /// link to the cart.
    pub fn cart_count(&self) -> u32 {
        self.attribute("data-cart-count").expect("a page of the shop").parse().unwrap()
    }

    /// Returns the lines of the cart page, each as the tea's slug and its quantity.
    pub fn cart_lines(&self) -> Vec<(String, u32)> {
        let line = |element: ElementRef<'_>| {
            let attribute = |name: &str| element.attr(name).unwrap().to_owned();
            (attribute("data-product"), attribute("data-quantity").parse().unwrap())
        };
        self.map_elements("[data-product][data-quantity]", line)
    }

    /// Returns the value of the first form field called `name`.
    pub fn field(&self, name: &str) -> Option<String> {
        self.attributes_of(&format!("[name=\"{name}\"][value]"), "value").into_iter().next()
    }

    /// Returns the value of the attribute `name` of the first element that has it.
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.attributes_of(&format!("[{name}]"), name).into_iter().next()
    }

    /// Returns the values of the attribute `name` of all elements that match the CSS
    /// selector and have that attribute.
    pub fn attributes_of(&self, selector: &str, name: &str) -> Vec<String> {
        self.map_elements(selector, |element| element.attr(name).map(ToOwned::to_owned))
            .into_iter()
            .flatten()
            .collect()
    }

    /// Returns the attribute of the first element that matches and has it.
    pub fn attribute_of(&self, selector: &str, name: &str) -> Option<String> {
        self.attributes_of(selector, name).into_iter().next()
    }

    /// Returns the text of the first element that matches the CSS selector, without
    /// the white space around it.
    pub fn text_of(&self, selector: &str) -> Option<String> {
        self.texts_of(selector).into_iter().next()
    }

    /// Returns the text of each element that matches the CSS selector, without the
    /// white space around it.
    pub fn texts_of(&self, selector: &str) -> Vec<String> {
        self.map_elements(selector, |element| element.text().collect::<String>().trim().to_owned())
    }

    /// Returns the HTML inside each element that matches the CSS selector.
    pub fn html_of(&self, selector: &str) -> Vec<String> {
        self.map_elements(selector, |element| element.inner_html())
    }

    /// Returns how many elements match the CSS selector.
    pub fn count(&self, selector: &str) -> usize {
        self.map_elements(selector, |_| ()).len()
    }

    /// Whether an element matches the CSS selector.
    pub fn has(&self, selector: &str) -> bool {
        self.count(selector) > 0
    }

    /// Whether the body as it was sent, with its tags, contains `text`.
    pub fn contains(&self, text: &str) -> bool {
        self.body.contains(text)
    }

    /// Calls `map` with each element that matches the CSS selector, in the order of
    /// the page.
    pub fn map_elements<T>(&self, selector: &str, map: impl FnMut(ElementRef<'_>) -> T) -> Vec<T> {
        let selector = Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"));
        Html::parse_document(&self.body).select(&selector).map(map).collect()
    }
}
