//! The messages of one language. Most are text alone, or text around one
//! variable: these are taken apart once, at the start, and made into HTML, for
//! a page says sixty of them. The rest, such as those with a singular and a
//! plural, are left to Fluent each time.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use rustc_hash::FxHashMap;
use unic_langid::LanguageIdentifier;

use super::html::{Html, escaped};

/// The messages of one language.
pub(super) struct Catalogue {
    code: &'static str,
    fluent: FluentBundle<FluentResource>,
    /// Those that need no Fluent, by their ids. The ids are ours, so the hash
    /// may be a quick one.
    simple: FxHashMap<String, Simple>,
}

/// A message that needs no Fluent to be said.
enum Simple {
    /// Text alone.
    Text { plain: String, html: String },
    /// Text around one variable, which stands between each two pieces of HTML.
    Around { variable: String, pieces: Vec<String> },
}

impl Catalogue {
    /// What can't be read is left out and logged; a test reads all files strictly.
    pub(super) fn read(code: &'static str, texts: &[&str]) -> Self {
        let locale: LanguageIdentifier = code.parse().unwrap_or_default();
        let mut fluent = FluentBundle::new_concurrent(vec![locale]);
        fluent.set_use_isolating(false);
        let mut simple = FxHashMap::default();
        for text in texts {
            let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
                log::error!("texts in {code}: {errors:?}");
                resource
            });
            simple.extend(resource.entries().filter_map(simple_message));
            if let Err(errors) = fluent.add_resource(resource) {
                log::error!("texts in {code}: {errors:?}");
            }
        }
        Self { code, fluent, simple }
    }

    /// The plain text of a message without variables.
    pub(super) fn text(&'static self, id: &str) -> Cow<'static, str> {
        match self.simple.get(id) {
            Some(Simple::Text { plain, .. }) => Cow::Borrowed(plain),
            _ => self.format(id, None),
        }
    }

    /// The HTML of a message without variables.
    pub(super) fn html(&'static self, id: &str) -> Html<'static> {
        match self.simple.get(id) {
            Some(Simple::Text { html, .. }) => Html::ready(html),
            _ => Html::plain(self.format(id, None)),
        }
    }

    /// The HTML of a message with one variable.
    pub(super) fn html_with_one<'a>(
        &'static self,
        id: &str,
        name: &'a str,
        value: FluentValue<'a>,
    ) -> Html<'a> {
        if let Some(Simple::Around { variable, pieces }) = self.simple.get(id)
            && variable == name
            && let Some(value) = written(&value)
        {
            return Html::filled(pieces, value);
        }
        let mut args = FluentArgs::with_capacity(1);
        args.set(name, value);
        Html::plain(self.format(id, Some(&args)))
    }

    /// The plain text of a message, by Fluent.
    pub(super) fn format(&'static self, id: &str, args: Option<&FluentArgs>) -> Cow<'static, str> {
        let Some(pattern) = self.fluent.get_message(id).and_then(|message| message.value()) else {
            log::error!("no message {id:?} in {}", self.code);
            return Cow::Owned(id.to_owned());
        };
        let mut errors = Vec::new();
        let text = self.fluent.format_pattern(pattern, args, &mut errors);
        for error in errors {
            log::error!("message {id:?} in {}: {error}", self.code);
        }
        match text {
            Cow::Borrowed(text) => Cow::Borrowed(text),
            Cow::Owned(text) => Cow::Owned(text),
        }
    }
}

/// A value as Fluent writes it in the midst of a text.
fn written<'a>(value: &FluentValue<'a>) -> Option<Cow<'a, str>> {
    match value {
        FluentValue::String(text) => Some(text.clone()),
        FluentValue::Number(number) => Some(number.as_string()),
        _ => None,
    }
}

fn simple_message(entry: &Entry<&str>) -> Option<(String, Simple)> {
    let Entry::Message(message) = entry else { return None };
    Some((message.id.name.to_owned(), Simple::of(message.value.as_ref()?)?))
}

impl Simple {
    fn of(pattern: &Pattern<&str>) -> Option<Self> {
        let mut variable = None;
        let mut pieces = Vec::new();
        let mut text = String::new();
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => text.push_str(value),
                PatternElement::Placeable {
                    expression: Expression::Inline(InlineExpression::VariableReference { id }),
                } if variable.is_none_or(|name| name == id.name) => {
                    variable = Some(id.name);
                    pieces.push(escaped(&std::mem::take(&mut text)));
                }
                PatternElement::Placeable { .. } => return None,
            }
        }
        let html = escaped(&text);
        let Some(variable) = variable else { return Some(Self::Text { plain: text, html }) };
        pieces.push(html);
        Some(Self::Around { variable: variable.to_owned(), pieces })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static SAMPLE: LazyLock<Catalogue> = LazyLock::new(|| {
        let texts = "\
text = Tea & \"cake\"
around = <{ $name }> & { $name }
two = { $name } & { $other }
plural = { $count ->
    [one] { $count } cup & saucer
   *[other] { $count } cups & saucers
}
literal = Tea { \"&\" } cake
";
        Catalogue::read("en", &[texts])
    });

    fn said<'a>(id: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> String {
        SAMPLE.html_with_one(id, name, value.into()).to_string()
    }

    #[test]
    fn a_text_is_escaped_once_for_a_page_and_never_for_others() {
        assert_eq!(SAMPLE.text("text"), "Tea & \"cake\"");
        assert_eq!(SAMPLE.html("text").to_string(), "Tea &#38; &#34;cake&#34;");
        assert_eq!(SAMPLE.text("literal"), "Tea & cake");
        assert_eq!(SAMPLE.html("literal").to_string(), "Tea &#38; cake");
    }

    #[test]
    fn a_variable_is_escaped_wherever_it_stands() {
        let script = "<script>alert('x')</script>";
        let safe = "&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62;";
        assert_eq!(said("around", "name", script), format!("&#60;{safe}&#62; &#38; {safe}"));
        assert_eq!(said("plural", "count", 1), "1 cup &#38; saucer");
        assert_eq!(said("plural", "count", 2), "2 cups &#38; saucers");
        assert_eq!(said("plural", "count", script), format!("{safe} cups &#38; saucers"));
    }

    #[test]
    fn a_number_is_written_as_fluent_writes_it() {
        for number in [0, 1, 1000, -5] {
            let mut args = FluentArgs::new();
            args.set("name", number);
            let by_fluent = escaped(&SAMPLE.format("around", Some(&args)));
            assert_eq!(said("around", "name", number), by_fluent);
        }
    }

    #[test]
    fn what_is_missing_is_shown_and_not_left_out() {
        assert_eq!(SAMPLE.html("no-<such>").to_string(), "no-&#60;such&#62;");
        assert_eq!(said("around", "other", "x"), "&#60;{$name}&#62; &#38; {$name}");
        assert_eq!(said("two", "name", "x"), "x &#38; {$other}");
        assert_eq!(said("text", "name", "x"), "Tea &#38; &#34;cake&#34;");
    }
}
