//! The three languages, their texts, and which of them a browser wants.

use std::{borrow::Cow, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentValue};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

use super::{catalogue::Catalogue, html::Html};

/// A language of the shop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Chinese in traditional characters, as written in Taiwan.
    #[serde(rename = "zh-Hant")]
    TraditionalChinese,
    /// Chinese in simplified characters, as written on the mainland.
    #[serde(rename = "zh-Hans")]
    SimplifiedChinese,
}

/// The texts of one language, one file a room of the house.
macro_rules! texts {
    ($language:literal) => {
        [
            include_str!(concat!("../../locales/", $language, "/layout.ftl")),
            include_str!(concat!("../../locales/", $language, "/errors.ftl")),
            include_str!(concat!("../../locales/", $language, "/catalogue.ftl")),
            include_str!(concat!("../../locales/", $language, "/cart.ftl")),
            include_str!(concat!("../../locales/", $language, "/checkout.ftl")),
            include_str!(concat!("../../locales/", $language, "/accounts.ftl")),
            include_str!(concat!("../../locales/", $language, "/preferences.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-inspector.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-settings.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-session.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-cookies.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-engines.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-a.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-b.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-c.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-d.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-e.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-f.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-g.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-h.ftl")),
        ]
    };
}

static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read("en", &texts!("en")));
static TRADITIONAL: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read("zh-Hant", &texts!("zh-Hant")));
static SIMPLIFIED: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read("zh-Hans", &texts!("zh-Hans")));

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::English, Self::TraditionalChinese, Self::SimplifiedChinese];

    /// Its BCP 47 code, as in `<html lang>`.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::TraditionalChinese => "zh-Hant",
            Self::SimplifiedChinese => "zh-Hans",
        }
    }

    /// The language of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// What the browser wants most of what we have, by its `Accept-Language`
    /// (RFC 9110, section 12.5.4). `zh-TW` and `zh-HK` mean traditional
    /// characters, plain `zh` simplified ones (Unicode's likely subtags).
    pub fn negotiate(accept_language: &str) -> Self {
        let mut wishes: Vec<(f32, &str)> = accept_language.split(',').filter_map(wish).collect();
        wishes.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        wishes.into_iter().find_map(|(_, tag)| Self::from_tag(tag)).unwrap_or_default()
    }

    fn from_tag(tag: &str) -> Option<Self> {
        let mut tag: LanguageIdentifier = tag.parse().ok()?;
        tag.maximize();
        match (tag.language.as_str(), tag.script.as_ref().map(unic_langid::subtags::Script::as_str)) {
            ("en", _) => Some(Self::English),
            ("zh", Some("Hant")) => Some(Self::TraditionalChinese),
            ("zh", _) => Some(Self::SimplifiedChinese),
            _ => None,
        }
    }

    /// The plain text of the message `id`. A test sees to it that there is one;
    /// if not, the id is shown.
    pub fn text(self, id: &str) -> Cow<'static, str> {
        self.catalogue().text(id)
    }

    /// The plain text of the message `id` with its variables filled in.
    pub fn text_with(self, id: &str, args: &FluentArgs) -> Cow<'static, str> {
        self.catalogue().format(id, Some(args))
    }

    /// The message `id` for a template.
    pub fn html(self, id: &str) -> Html<'static> {
        self.catalogue().html(id)
    }

    /// A message with one variable for a template.
    pub fn html_with_one<'a>(self, id: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> Html<'a> {
        self.catalogue().html_with_one(id, name, value.into())
    }

    fn catalogue(self) -> &'static Catalogue {
        match self {
            Self::English => &ENGLISH,
            Self::TraditionalChinese => &TRADITIONAL,
            Self::SimplifiedChinese => &SIMPLIFIED,
        }
    }
}

/// One entry of an `Accept-Language` header: its weight and its tag.
fn wish(entry: &str) -> Option<(f32, &str)> {
    let (tag, weight) = match entry.split_once(';') {
        None => (entry, 1.0),
        Some((tag, q)) => (tag, q.trim().strip_prefix("q=")?.parse().ok()?),
    };
    (weight > 0.0).then_some((weight, tag.trim()))
}

#[cfg(test)]
mod tests {
    use super::Language::{self, English, SimplifiedChinese, TraditionalChinese};

    #[test]
    fn the_browser_gets_the_language_it_wants_most() {
        for (header, language) in [
            ("", English),
            ("fr-FR, fr;q=0.9", English),
            ("en-GB", English),
            ("zh", SimplifiedChinese),
            ("zh-CN,zh;q=0.9,en;q=0.8", SimplifiedChinese),
            ("zh-TW,zh;q=0.9,en;q=0.8", TraditionalChinese),
            ("zh-HK", TraditionalChinese),
            ("zh-Hant-CN", TraditionalChinese),
            ("en;q=0.5, zh-TW;q=0.7", TraditionalChinese),
            ("zh-TW;q=0, en", English),
            ("*;q=x,,;;=", English),
        ] {
            assert_eq!(Language::negotiate(header), language, "{header:?}");
        }
    }
}
