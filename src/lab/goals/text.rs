//! The text of a goal, from `lessons/LANGUAGE/goals/SLUG.md`: a title, the task, and the
//! sections `## step` (what the judge looks for, one for each step), `## hint` (in the
//! order in which a student needs them) and `## solution`.

use pulldown_cmark::{Parser, html};

use crate::i18n::Language;

/// The text of a goal as Markdown: in English, and in traditional and simplified Chinese.
#[derive(Clone, Copy)]
pub struct Text(pub [&'static str; 3]);

/// Embeds the text of the goal with that slug.
macro_rules! text {
    ($slug:literal) => {
        $crate::lab::goals::text::Text([
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/en/goals/", $slug, ".md")),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/zh-Hant/goals/", $slug, ".md")),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/zh-Hans/goals/", $slug, ".md")),
        ])
    };
}
pub(super) use text;

/// The sections of a text; all but the title are HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sections {
    /// The title, as plain text.
    pub title: String,
    pub task: String,
    /// What the judge looks for, in order.
    pub steps: Vec<String>,
    pub hints: Vec<String>,
    pub solution: String,
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
        let mut parts = text.split("\n## ");
        let head = parts.next().unwrap_or_default();
        let (title, task) = head.split_once('\n').unwrap_or((head, ""));
        let title = title.trim_start_matches('#').trim().to_owned();
        let mut sections = Sections { title, task: html_of(task), ..Sections::default() };
        for part in parts {
            let (name, body) = part.split_once('\n').unwrap_or((part, ""));
            match name.trim() {
                "step" => sections.steps.push(html_of(body)),
                "hint" => sections.hints.push(html_of(body)),
                _ => sections.solution.push_str(&html_of(body)),
            }
        }
        sections
    }
}

fn html_of(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut text, Parser::new(markdown));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{
        goals::{Judge, table::GOALS},
        lessons,
    };

    #[test]
    fn a_text_has_a_title_a_task_and_sections() {
        let text =
            "# Title\n\nDo *it*.\n\n## step\nOne.\n\n## step\nTwo.\n\n## hint\nH.\n\n## solution\nS.\n";
        let sections = Text([text, "", ""]).sections(Language::English);
        assert_eq!((sections.title.as_str(), sections.task.as_str()), ("Title", "<p>Do <em>it</em>.</p>\n"));
        assert_eq!(sections.steps, ["<p>One.</p>\n", "<p>Two.</p>\n"]);
        assert_eq!((sections.hints.len(), sections.solution.as_str()), (1, "<p>S.</p>\n"));
    }

    #[test]
    fn every_goal_has_its_text_in_every_language_and_a_lesson() {
        assert!(GOALS.len() >= 15);
        for goal in GOALS {
            let english = goal.text.sections(Language::English);
            for language in Language::ALL {
                let (slug, code) = (goal.slug, language.code());
                let text = goal.text.sections(language);
                assert!(!text.title.is_empty() && !text.task.is_empty(), "{slug} in {code}");
                assert!(!text.solution.is_empty() && text.hints.len() >= 2, "{slug} in {code}");
                assert_eq!(text.steps.len(), english.steps.len(), "{slug} in {code}: steps");
                assert_eq!(text.hints.len(), english.hints.len(), "{slug} in {code}: hints");
            }
            if let Judge::InOrder(conditions) = goal.judge {
                assert_eq!(conditions.len(), english.steps.len(), "{}", goal.slug);
            }
            for lesson in goal.lessons {
                assert!(lessons::find(lesson).is_some(), "{}: {lesson}", goal.slug);
            }
        }
    }
}
