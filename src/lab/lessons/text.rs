//! The text of a lesson, from `lessons/LANGUAGE/SLUG.md`: a title, the idea, and
//! these sections:
//!
//! * `## before` and `## after`: what one needs before a lesson of the main route, and
//!   what one can do after it
//! * `## predict`: the question that a student answers before the experiment
//! * `## try`: what to do
//! * `## why`: what happens in the experiment, and the reason; shown after it
//! * `## look`: what to look at in the inspector
//! * `## django`: what it is called in Django

use pulldown_cmark::{Event, Options, Parser, TagEnd, html};

use super::question::Question;
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
    /// What one needs before the lesson.
    pub before: String,
    /// What one can do after the lesson.
    pub after: String,
    /// The question before the experiment.
    pub question: Option<Question>,
    /// What to do.
    pub try_it: String,
    /// What happens in the experiment, and the reason.
    pub why: String,
    /// What to look at in the inspector.
    pub look: String,
    /// What it is called in Django.
    pub django: String,
}

impl Text {
    /// Returns the sections in a language.
    pub fn sections(&self, language: Language) -> Sections {
        let rest = self.markdown(language).split_once('\n').map_or("", |(_, rest)| rest);
        let mut sections = Sections { title: self.title(language).to_owned(), ..Sections::default() };
        let mut parts = rest.split("\n## ");
        sections.idea = html_of(parts.next().unwrap_or_default());
        for part in parts {
            let (name, body) = part.split_once('\n').unwrap_or((part, ""));
            let section = match name.trim() {
                "predict" => {
                    sections.question = Question::parse(body);
                    continue;
                }
                "before" => &mut sections.before,
                "after" => &mut sections.after,
                "try" => &mut sections.try_it,
                "why" => &mut sections.why,
                "look" => &mut sections.look,
                "django" => &mut sections.django,
                _ => &mut sections.idea,
            };
            section.push_str(&html_of(body));
        }
        sections
    }

    /// Returns the title in a language.
    pub fn title(&self, language: Language) -> &'static str {
        let text = self.markdown(language);
        text.lines().next().unwrap_or_default().trim_start_matches('#').trim()
    }

    /// Returns the paragraphs in a language as plain text: those of the idea and of the
    /// sections that give no answer away.
    pub fn paragraphs(&self, language: Language) -> Vec<String> {
        let mut parts = self.markdown(language).split("\n## ");
        let idea = parts.next().and_then(|text| text.split_once('\n')).map_or("", |(_, idea)| idea);
        let sections = parts.filter_map(|part| part.split_once('\n'));
        let shown = sections.filter(|(name, _)| ["try", "look", "django"].contains(&name.trim()));
        std::iter::once(idea).chain(shown.map(|(_, body)| body)).flat_map(plain_paragraphs).collect()
    }

    fn markdown(&self, language: Language) -> &'static str {
        let [english, traditional, simplified] = self.0;
        match language {
            Language::English => english,
            Language::TraditionalChinese => traditional,
            Language::SimplifiedChinese => simplified,
        }
    }
}

/// Renders Markdown as HTML.
pub fn html_of(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut text, Parser::new_ext(markdown, Options::ENABLE_TABLES));
    text
}

fn plain_paragraphs(markdown: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        let Some(last) = paragraphs.last_mut() else { break };
        match event {
            Event::Text(text) | Event::Code(text) => last.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::TableCell) => last.push(' '),
            Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead | TagEnd::CodeBlock,
            ) => {
                paragraphs.push(String::new());
            }
            _ => {}
        }
    }
    paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_a_title_and_sections() {
        let text = "# The title\n\nThe *idea*.\n\n## predict\nWhich?\n\n- [ ] `a`\n- [x] b\n\n## try\nDo it.\n\n## why\nBecause.\n\n## django\n`flush()`\n";
        let text = Text([text, "", ""]);
        let sections = text.sections(Language::English);
        assert_eq!(sections.title, "The title");
        assert_eq!(sections.idea, "<p>The <em>idea</em>.</p>\n");
        assert_eq!(sections.try_it, "<p>Do it.</p>\n");
        assert_eq!(sections.question.map(|question| question.right), Some(1));
        assert_eq!(sections.why, "<p>Because.</p>\n");
        assert_eq!(sections.look, "");
        assert_eq!(sections.django, "<p><code>flush()</code></p>\n");
        assert_eq!(text.paragraphs(Language::English), ["The idea.", "Do it.", "flush()"]);
    }

    #[test]
    fn every_lesson_has_every_section_in_every_language() {
        for lesson in super::super::table::LESSONS {
            for language in Language::ALL {
                let sections = lesson.text.sections(language);
                let (slug, code) = (lesson.slug, language.code());
                assert!(!sections.title.is_empty(), "{slug} has no title in {code}");
                assert!(sections.question.is_some(), "{slug} has no question in {code}");
                for (name, html) in [
                    ("idea", &sections.idea),
                    ("try", &sections.try_it),
                    ("why", &sections.why),
                    ("look", &sections.look),
                    ("django", &sections.django),
                ] {
                    assert!(!html.is_empty(), "{slug} has no text under {name} in {code}");
                }
            }
        }
    }
}
