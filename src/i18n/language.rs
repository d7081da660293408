//! The languages of the shop, their texts, and the language tags that they match.

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
    /// Chinese in traditional characters, as in Taiwan.
    #[serde(rename = "zh-Hant")]
    TraditionalChinese,
    /// Chinese in simplified characters, as in mainland China.
    #[serde(rename = "zh-Hans")]
    SimplifiedChinese,
}

/// Includes the texts of one language, one file for each module or lesson.
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
            include_str!(concat!("../../locales/", $language, "/lab-diagrams.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-exercises.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-inspector.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-settings.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-session.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-methods.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-tabs.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-choose.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-cookies.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-engines.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-goals.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-why.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-documents.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-a.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-b.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-course.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-c.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-d.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-e.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-f.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-g.ftl")),
            include_str!(concat!("../../locales/", $language, "/lab-h.ftl")),
        ]
    };
}

static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::parse("en", &texts!("en")));
static TRADITIONAL: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::parse("zh-Hant", &texts!("zh-Hant")));
static SIMPLIFIED: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::parse("zh-Hans", &texts!("zh-Hans")));

impl Language {
    /// All languages.
    pub const ALL: [Self; 3] = [Self::English, Self::TraditionalChinese, Self::SimplifiedChinese];

    /// Returns the BCP 47 code, as in `<html lang>`.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::TraditionalChinese => "zh-Hant",
            Self::SimplifiedChinese => "zh-Hans",
        }
    }

    /// Returns the language with exactly this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// Returns the language that matches a BCP 47 tag, by Unicode's likely subtags: `zh-TW`
    /// and `zh-HK` mean traditional characters, and `zh` means simplified ones.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let mut tag: LanguageIdentifier = tag.parse().ok()?;
        tag.maximize();
        match (tag.language.as_str(), tag.script.as_ref().map(unic_langid::subtags::Script::as_str)) {
            ("en", _) => Some(Self::English),
            ("zh", Some("Hant")) => Some(Self::TraditionalChinese),
            ("zh", _) => Some(Self::SimplifiedChinese),
            _ => None,
        }
    }

    /// Returns the message `id` as plain text. If it does not exist, which a test rules
    /// out, returns the id.
    pub fn text(self, id: &str) -> Cow<'static, str> {
        self.catalogue().text(id)
    }

    /// Returns the message `id` with its variables as plain text.
    pub fn text_with(self, id: &str, args: &FluentArgs) -> Cow<'static, str> {
        self.catalogue().format(id, Some(args))
    }

    /// Returns the message `id` for a template.
    pub fn html(self, id: &str) -> Html<'static> {
        self.catalogue().html(id)
    }

    /// Returns the message `id` with one variable for a template.
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
