//! Forms that are filled in already, each for one question to the browser.

use super::{names::LAB_PATH, sent::DEFAULT_PATH};
use crate::i18n::Message;
use crate::web::Page;

/// A form of hidden fields with a button.
pub struct Experiment {
    /// What stands on the button.
    pub label: String,
    /// Names and values of the fields.
    pub fields: Vec<(&'static str, String)>,
}

fn experiment(label: impl Into<String>, fields: &[(&'static str, &str)]) -> Experiment {
    let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned()));
    Experiment { label: label.into(), fields: fields.collect() }
}

/// B1: once with `HttpOnly` and once without.
pub fn scripts(page: &Page) -> Vec<Experiment> {
    let open = [("key", "open"), ("value", "oolong"), ("path", LAB_PATH), ("samesite", "Lax")];
    let hidden =
        [("key", "hidden"), ("value", "oolong"), ("path", LAB_PATH), ("samesite", "Lax"), ("httponly", "on")];
    vec![
        experiment(page.text("lab-cookies-try-open"), &open),
        experiment(page.text("lab-cookies-try-hidden"), &hidden),
    ]
}

/// B2: Max-Age and Expires that contradict each other, both ways.
pub fn two_ends(page: &Page) -> Vec<Experiment> {
    let stays = [
        ("key", "age_wins"),
        ("value", "kept"),
        ("max_age", "3600"),
        ("expires", "1970-01-01T00:00"),
        ("path", LAB_PATH),
    ];
    let goes = [
        ("key", "age_wins_too"),
        ("value", "dropped"),
        ("max_age", "0"),
        ("expires", "2099-01-01T00:00"),
        ("path", LAB_PATH),
    ];
    vec![
        experiment(page.text("lab-cookies-try-stays"), &stays),
        experiment(page.text("lab-cookies-try-goes"), &goes),
    ]
}

/// B3: for this page, for another one, and for two hosts that are not this.
pub fn places(page: &Page, host: &str) -> Vec<Experiment> {
    let elsewhere = format!("{DEFAULT_PATH}/elsewhere");
    let twin = if host == "localhost" { "127.0.0.1" } else { "localhost" };
    let at = |label, key, attribute, place: &str| {
        let path = if attribute == "path" { ("path", place) } else { ("path", LAB_PATH) };
        let domain = if attribute == "domain" { ("domain", place) } else { ("domain", "") };
        experiment(label, &[("key", key), ("value", "oolong"), path, domain])
    };
    vec![
        at(
            page.localize(&Message::new("lab-cookies-try-path").with("path", LAB_PATH)),
            "here",
            "path",
            LAB_PATH,
        ),
        at(
            page.localize(&Message::new("lab-cookies-try-path").with("path", elsewhere.clone())),
            "elsewhere",
            "path",
            &elsewhere,
        ),
        at(
            page.localize(&Message::new("lab-cookies-try-domain").with("domain", twin)),
            "twin",
            "domain",
            twin,
        ),
        at(
            page.localize(&Message::new("lab-cookies-try-domain").with("domain", "example.com")),
            "stranger",
            "domain",
            "example.com",
        ),
    ]
}
