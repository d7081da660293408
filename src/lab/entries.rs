//! The texts of a table of the lab, in three languages: of the statements, of the
//! glossary and of the comparison of cookies and sessions. A file
//! `locales/LANGUAGE/TABLE.md` has an entry for each row: a heading with the row's
//! name, and below it paragraphs in Markdown.

use std::{collections::BTreeMap, sync::LazyLock};

use pulldown_cmark::{Parser, html};

use crate::i18n::Language;

/// Paragraphs as HTML, by the name of their entry.
type Parsed = BTreeMap<&'static str, Vec<String>>;

/// The texts of one table.
pub struct Entries(pub [LazyLock<Parsed>; 3]);

/// Embeds the texts of the table with that name.
macro_rules! entries {
    ($table:literal) => {
        $crate::lab::entries::Entries([
            $crate::lab::entries::embedded!("en", $table),
            $crate::lab::entries::embedded!("zh-Hant", $table),
            $crate::lab::entries::embedded!("zh-Hans", $table),
        ])
    };
}
pub(super) use entries;

/// Embeds the texts of one language.
macro_rules! embedded {
    ($language:literal, $table:literal) => {
        std::sync::LazyLock::new(|| {
            $crate::lab::entries::parse(include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/locales/",
                $language,
                "/",
                $table,
                ".md"
            )))
        })
    };
}
pub(super) use embedded;

impl Entries {
    /// Returns the paragraphs of an entry as HTML. An entry that does not exist,
    /// which a test of each table rules out, has none.
    pub fn of(&self, language: Language, name: &str) -> &[String] {
        self.parsed(language).get(name).map(Vec::as_slice).unwrap_or_default()
    }

    fn parsed(&self, language: Language) -> &Parsed {
        let [english, traditional, simplified] = &self.0;
        match language {
            Language::English => english,
            Language::TraditionalChinese => traditional,
            Language::SimplifiedChinese => simplified,
        }
    }

    /// Checks that each language has these entries with that number of paragraphs,
    /// and no others.
    #[cfg(test)]
    pub fn assert_complete(&self, names: &[&str], paragraphs: usize) {
        let names: std::collections::BTreeSet<&str> = names.iter().copied().collect();
        for language in Language::ALL {
            let code = language.code();
            let parsed = self.parsed(language);
            assert_eq!(parsed.keys().copied().collect::<std::collections::BTreeSet<_>>(), names, "{code}");
            for (name, found) in parsed {
                assert_eq!(found.len(), paragraphs, "{name} in {code}: {found:?}");
            }
        }
    }
}

/// Reads the entries of a file.
pub fn parse(text: &'static str) -> Parsed {
    let entries = text.split("## ").skip(1).filter_map(|entry| entry.split_once('\n'));
    entries.map(|(name, body)| (name.trim(), body.split("\n\n").filter_map(paragraph).collect())).collect()
}

/// Renders a paragraph without its `<p>`, so that a page can set it anywhere.
fn paragraph(markdown: &str) -> Option<String> {
    let mut text = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut text, Parser::new(markdown));
    let text = text.trim().trim_start_matches("<p>").trim_end_matches("</p>");
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_has_a_name_and_paragraphs() {
        let parsed = parse("## one\nA *claim*.\n\nWith `code`.\n\n## two\nAlone.\n");
        assert_eq!(parsed["one"], ["A <em>claim</em>.", "With <code>code</code>."]);
        assert_eq!(parsed["two"], ["Alone."]);
    }
}
