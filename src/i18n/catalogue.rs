//! The messages of one language. A page says sixty of them, and nearly all are
//! simple: those are kept ready beside Fluent's own form of them. Fluent is
//! asked for the rest, and for messages that wait in a session.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use fluent_syntax::ast::Entry;
use intl_pluralrules::{PluralRuleType, PluralRules};
use rustc_hash::FxHashMap;
use unic_langid::LanguageIdentifier;

use super::{html::Html, plain_messages::Simple};

/// The messages of one language.
pub(super) struct Catalogue {
    code: &'static str,
    fluent: FluentBundle<FluentResource>,
    /// Those that need no Fluent, by their ids. The ids are ours, so the hash
    /// may be a quick one.
    simple: FxHashMap<String, Simple>,
    plurals: Option<PluralRules>,
}

impl Catalogue {
    /// What can't be read is left out and logged; a test reads all files strictly.
    pub(super) fn read(code: &'static str, texts: &[&str]) -> Self {
        let locale: LanguageIdentifier = code.parse().unwrap_or_default();
        // Plurals go by the language, whatever it is written in.
        let spoken = LanguageIdentifier::from_parts(locale.language, None, None, &[]);
        let plurals = PluralRules::create(spoken, PluralRuleType::CARDINAL).ok();
        let mut fluent = FluentBundle::new_concurrent(vec![locale]);
        fluent.set_use_isolating(false);
        let mut simple = FxHashMap::default();
        for text in texts {
            let resource =
                FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
                    log::error!("texts in {code}: {errors:?}");
                    resource
                });
            simple.extend(resource.entries().filter_map(simple_message));
            if let Err(errors) = fluent.add_resource(resource) {
                log::error!("texts in {code}: {errors:?}");
            }
        }
        Self { code, fluent, simple, plurals }
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
        let simple = self.simple.get(id);
        if let Some(html) = simple.and_then(|simple| simple.fill_in(name, &value, self.plurals.as_ref())) {
            return html;
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

fn simple_message(entry: &Entry<&str>) -> Option<(String, Simple)> {
    let Entry::Message(message) = entry else { return None };
    Some((message.id.name.to_owned(), Simple::take_apart(message.value.as_ref()?)?))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::{super::html::escaped, *};

    static SAMPLE: LazyLock<Catalogue> = LazyLock::new(|| {
        let texts = "\
text = Tea & \"cake\"
around = <{ $name }> & { $name }
two = { $name } & { $other }
plural = { $count ->
    [0] no cups & no saucers
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
        for (id, plain, html) in [
            ("text", "Tea & \"cake\"", "Tea &#38; &#34;cake&#34;"),
            ("literal", "Tea & cake", "Tea &#38; cake"),
        ] {
            assert_eq!(SAMPLE.text(id), plain);
            assert_eq!(SAMPLE.html(id).to_string(), html);
        }
    }

    #[test]
    fn a_variable_is_escaped_wherever_it_stands() {
        let script = "<script>alert('x')</script>";
        let safe = "&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62;";
        assert_eq!(said("around", "name", script), format!("&#60;{safe}&#62; &#38; {safe}"));
        assert_eq!(said("plural", "count", 0), "no cups &#38; no saucers");
        assert_eq!(said("plural", "count", 1), "1 cup &#38; saucer");
        assert_eq!(said("plural", "count", 2), "2 cups &#38; saucers");
        assert_eq!(said("plural", "count", script), format!("{safe} cups &#38; saucers"));
    }

    #[test]
    fn a_number_is_written_as_fluent_writes_it() {
        for (id, name) in [("around", "name"), ("plural", "count")] {
            for number in [0, 1, 2, 11, 1000, -1, i64::MAX] {
                let mut args = FluentArgs::new();
                args.set(name, number);
                let by_fluent = escaped(&SAMPLE.format(id, Some(&args)));
                assert_eq!(said(id, name, number), by_fluent, "{id} {number}");
            }
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
