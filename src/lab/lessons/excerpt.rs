//! A piece of the shop's own source, taken when the shop is built: what a
//! lesson shows is what runs.

/// An item of a source file: from its doc comment to its closing brace.
#[derive(Clone, Copy, Debug)]
pub struct Excerpt {
    /// Path in the project.
    pub path: &'static str,
    /// The whole file.
    pub source: &'static str,
    /// How the item's own line begins, less the space before it, such as
    /// `pub fn flush(`.
    pub item: &'static str,
}

/// An item as a lesson shows it.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    /// Number of its first line, counted from 1.
    pub line: usize,
    /// The lines, less the space that all of them begin with.
    pub code: String,
}

/// The item that begins so, of a file given by its path in the project.
macro_rules! excerpt {
    ($path:literal, $item:literal) => {
        $crate::lab::lessons::Excerpt {
            path: $path,
            source: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $path)),
            item: $item,
        }
    };
}
pub(in crate::lab) use excerpt;

impl Excerpt {
    /// The item; none if the file has no such item. A test sees to it that
    /// every excerpt has its item.
    pub fn shown(&self) -> Option<Shown> {
        let lines: Vec<&str> = self.source.lines().collect();
        let item = lines.iter().position(|line| line.trim_start().starts_with(self.item))?;
        let indent = indent_of(lines[item]);
        let belongs_before = |line: &&&str| {
            let text = line.trim_start();
            indent_of(line) == indent && (text.starts_with("///") || text.starts_with("#["))
        };
        let before = lines[..item].iter().rev().take_while(belongs_before).count();
        let end = item + length(&lines[item..], indent);
        let first = item - before;
        let code: Vec<&str> = lines[first..end].iter().map(|line| line.get(indent..).unwrap_or("")).collect();
        Some(Shown { line: first + 1, code: code.join("\n") })
    }
}

/// How many lines an item has: to the first that stands as far left as its
/// own and closes it.
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

    fn of(item: &'static str) -> Option<Shown> {
        Excerpt { path: "x.rs", source: SOURCE, item }.shown()
    }

    #[test]
    fn an_item_is_shown_from_its_comment_to_its_closing_brace() {
        let code = "/// One.\npub fn one(\n    a: u8,\n) -> u8 {\n    a\n}".to_owned();
        assert_eq!(of("pub fn one("), Some(Shown { line: 6, code }));
        assert_eq!(of("pub fn two("), Some(Shown { line: 13, code: "pub fn two() {}".to_owned() }));
        assert_eq!(of("pub fn three("), None);
    }

    #[test]
    fn every_excerpt_of_every_lesson_has_its_item() {
        for lesson in super::super::all() {
            for excerpt in lesson.code {
                assert!(excerpt.shown().is_some(), "{}: {} in {}", lesson.slug, excerpt.item, excerpt.path);
            }
        }
    }
}
