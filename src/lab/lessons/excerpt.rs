//! Quotes the shop's own source. The source is embedded at build time, so a
//! lesson shows the code that runs.

/// An item of a source file, from its doc comment to its closing brace.
#[derive(Clone, Copy, Debug)]
pub struct Excerpt {
    /// The file's path in the project.
    pub path: &'static str,
    /// The whole file.
    pub source: &'static str,
    /// The beginning of the item's own line, without indentation, such as
    /// `pub fn flush(`.
    pub begins_with: &'static str,
}

/// The text of a quoted item.
#[derive(Debug, PartialEq, Eq)]
pub struct QuotedItem {
    /// The number of its first line, from 1.
    pub line: usize,
    /// Its lines, without their common indentation.
    pub code: String,
}

/// Quotes the item that begins with a text, in a file of the project.
macro_rules! excerpt {
    ($path:literal, $item:literal) => {
        $crate::lab::lessons::excerpt::Excerpt {
            path: $path,
            source: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $path)),
            begins_with: $item,
        }
    };
}
pub(super) use excerpt;

impl Excerpt {
    /// Returns the item; `None` if the file has no such item. A test checks that
    /// every lesson's items exist.
    pub fn item(&self) -> Option<QuotedItem> {
        let lines: Vec<&str> = self.source.lines().collect();
        let item = lines.iter().position(|line| line.trim_start().starts_with(self.begins_with))?;
        let indent = indent_of(lines[item]);
        let belongs_before = |line: &&&str| {
            let text = line.trim_start();
            indent_of(line) == indent && (text.starts_with("///") || text.starts_with("#["))
        };
        let before = lines[..item].iter().rev().take_while(belongs_before).count();
        let end = item + length(&lines[item..], indent);
        let first = item - before;
        let code: Vec<&str> = lines[first..end].iter().map(|line| line.get(indent..).unwrap_or("")).collect();
        Some(QuotedItem { line: first + 1, code: code.join("\n") })
    }
}

/// Returns the number of an item's lines, up to the line of the same indentation
/// that closes it.
fn length(lines: &[&str], indent: usize) -> usize {
    let closes = |line: &str| {
        let text = line.trim_start();
        indent_of(line) == indent && (text.starts_with(['}', ')', ']']) && !text.ends_with('{'))
    };
    if lines[0].ends_with([';', '}', ',']) {
        return 1;
    }
    lines.iter().skip(1).position(|line| closes(line)).map_or(1, |closing| closing + 2)
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "//! Head.\n\nuse x;\n\nimpl A {\n    /// One.\n    pub fn one(\n        a: u8,\n    ) -> u8 {\n        a\n    }\n\n    pub fn two() {}\n}\n";

    fn of(begins_with: &'static str) -> Option<QuotedItem> {
        Excerpt { path: "x.rs", source: SOURCE, begins_with }.item()
    }

    #[test]
    fn an_item_is_quoted_from_its_comment_to_its_closing_brace() {
        let code = "/// One.\npub fn one(\n    a: u8,\n) -> u8 {\n    a\n}".to_owned();
        assert_eq!(of("pub fn one("), Some(QuotedItem { line: 6, code }));
        assert_eq!(of("pub fn two("), Some(QuotedItem { line: 13, code: "pub fn two() {}".to_owned() }));
        assert_eq!(of("pub fn three("), None);
    }

    #[test]
    fn every_excerpt_of_every_lesson_has_its_item() {
        for lesson in super::super::table::LESSONS {
            for excerpt in lesson.code {
                assert!(
                    excerpt.item().is_some(),
                    "{}: {} in {}",
                    lesson.slug,
                    excerpt.begins_with,
                    excerpt.path
                );
            }
        }
    }
}
