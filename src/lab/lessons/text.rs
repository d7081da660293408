//! The text of a lesson, from `lessons/LANGUAGE/SLUG.md`: a title, the idea, and
//! the sections `## try` (what to do), `## look` (what to look at in the
//! inspector) and `## django` (what it is called in Django).

use pulldown_cmark::{Options, Parser, html};

use crate::i18n::Language;

/// The text of a lesson as Markdown: in English, and in traditional and
/// simplified Chinese.
#[derive(Clone, Copy, Debug)]
pub struct Text(pub [&'static str; 3]);

/// Embeds the text of the lesson with that slug.
macro_rules! text {
    ($slug:literal) => {
        $crate::lab::lessons::text::Text([
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/en/", $slug, ".md")),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/zh-Hant/", $slug, ".md")),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/zh-Hans/", $slug, ".md")),
        ])
    };
}
pub(super) use text;

/// The sections of a text; all but the title are HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sections {
    /// The title, as plain text.
    pub title: String,
    pub idea: String,
    /// What to do.
    pub try_it: String,
    /// What to look at in the inspector.
    pub look: String,
    /// What it is called in Django.
    pub django: String,
}

impl Text {
    /// Returns the sections in a language.
    pub fn sections(&self, language: Language) -> Sections {
        let [english, traditional, simplified] = self.0;
        let text = match language {
            Language::English => english,
            Language::TraditionalChinese => traditional,
            Language::SimplifiedChinese => simplified,
        };
        let (title, rest) = text.split_once('\n').unwrap_or((text, ""));
        let title = title.trim_start_matches('#').trim().to_owned();
        let mut sections = Sections { title, ..Sections::default() };
        let mut parts = rest.split("\n## ");
        sections.idea = html_of(parts.next().unwrap_or_default());
        for part in parts {
            let (name, body) = part.split_once('\n').unwrap_or((part, ""));
            let body = html_of(body);
            match name.trim() {
                "try" => sections.try_it = body,
                "look" => sections.look = body,
                "django" => sections.django = body,
                _ => sections.idea.push_str(&body),
            }
        }
        sections
    }
}

fn html_of(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut text, Parser::new_ext(markdown, Options::ENABLE_TABLES));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_a_title_and_sections() {
        let text = "# The title\n\nThe *idea*.\n\n## try\nDo it.\n\n## django\n`flush()`\n";
        let text = Text([text, "", ""]);
        let sections = text.sections(Language::English);
        assert_eq!(sections.title, "The title");
        assert_eq!(sections.idea, "<p>The <em>idea</em>.</p>\n");
        assert_eq!(sections.try_it, "<p>Do it.</p>\n");
        assert_eq!(sections.look, "");
        assert_eq!(sections.django, "<p><code>flush()</code></p>\n");
    }

    #[test]
    fn every_lesson_has_every_section_in_every_language() {
        for lesson in super::super::table::LESSONS {
            for language in Language::ALL {
                let sections = lesson.text.sections(language);
                let (slug, code) = (lesson.slug, language.code());
                assert!(!sections.title.is_empty(), "{slug} has no title in {code}");
                for (name, html) in [
                    ("idea", &sections.idea),
                    ("try", &sections.try_it),
                    ("look", &sections.look),
                    ("django", &sections.django),
                ] {
                    assert!(!html.is_empty(), "{slug} has no text under {name} in {code}");
                }
            }
        }
    }
}
