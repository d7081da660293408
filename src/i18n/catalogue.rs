//! The messages of one language. A page writes about sixty of them, and nearly all are
//! plain: those are precompiled ([`PlainMessage`]). Fluent formats the others, and the
//! messages that the session stores.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use fluent_syntax::ast::Entry;
use intl_pluralrules::{PluralRuleType, PluralRules};
use rustc_hash::FxHashMap;
use unic_langid::LanguageIdentifier;

use super::{html::Html, plain_messages::PlainMessage};

/// The messages of one language.
pub(super) struct Catalogue {
    code: &'static str,
    bundle: FluentBundle<FluentResource>,
    /// The plain messages, by their ids. No visitor chooses an id, so the hash function
    /// needs no protection against collisions.
    plain: FxHashMap<String, PlainMessage>,
    plurals: Option<PluralRules>,
}

impl Catalogue {
    /// Parses Fluent files. A message with a syntax error is left out and logged; a test
    /// rejects every syntax error.
    pub(super) fn parse(code: &'static str, files: &[&str]) -> Self {
        let locale: LanguageIdentifier = code.parse().unwrap_or_default();
        // Plural rules depend on the language only, and not on the script.
        let language = LanguageIdentifier::from_parts(locale.language, None, None, &[]);
        let plurals = PluralRules::create(language, PluralRuleType::CARDINAL).ok();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // No language of the shop is written from right to left, so the values of variables
        // need no isolating marks.
        bundle.set_use_isolating(false);
        let mut plain = FxHashMap::default();
        for file in files {
            let resource =
                FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(resource, errors)| {
                    log::error!("messages in {code}: {errors:?}");
                    resource
                });
            plain.extend(resource.entries().filter_map(plain_message));
            if let Err(errors) = bundle.add_resource(resource) {
                log::error!("messages in {code}: {errors:?}");
            }
        }
        Self { code, bundle, plain, plurals }
    }

    /// Returns a message without variables as plain text.
    pub(super) fn text(&'static self, id: &str) -> Cow<'static, str> {
        match self.plain.get(id) {
            Some(PlainMessage::Text { text, .. }) => Cow::Borrowed(text),
            _ => self.format(id, None),
        }
    }

    /// Returns a message without variables as HTML.
    pub(super) fn html(&'static self, id: &str) -> Html<'static> {
        match self.plain.get(id) {
            Some(PlainMessage::Text { html, .. }) => Html::from_html(html),
            _ => Html::from_text(self.format(id, None)),
        }
    }

    /// Returns a message with one variable as HTML.
    pub(super) fn html_with_one<'a>(
        &'static self,
        id: &str,
        name: &'a str,
        value: FluentValue<'a>,
    ) -> Html<'a> {
        let plain = self.plain.get(id);
        if let Some(html) = plain.and_then(|plain| plain.with_variable(name, &value, self.plurals.as_ref())) {
            return html;
        }
        let mut args = FluentArgs::with_capacity(1);
        args.set(name, value);
        Html::from_text(self.format(id, Some(&args)))
    }

    /// Formats a message as plain text with Fluent. Errors are logged: a message that does
    /// not exist is shown as its id, and a missing variable as its name.
    pub(super) fn format(&'static self, id: &str, args: Option<&FluentArgs>) -> Cow<'static, str> {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            log::error!("no message {id:?} in {}", self.code);
            return Cow::Owned(id.to_owned());
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors);
        for error in errors {
            log::error!("message {id:?} in {}: {error}", self.code);
        }
        match text {
            Cow::Borrowed(text) => Cow::Borrowed(text),
            Cow::Owned(text) => Cow::Owned(text),
        }
    }
}

fn plain_message(entry: &Entry<&str>) -> Option<(String, PlainMessage)> {
    let Entry::Message(message) = entry else { return None };
    Some((message.id.name.to_owned(), PlainMessage::compile(message.value.as_ref()?)?))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::{super::html::escape, *};

    static SAMPLE: LazyLock<Catalogue> = LazyLock::new(|| {
        let file = "\
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
        Catalogue::parse("en", &[file])
    });

    fn html<'a>(id: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> String {
        SAMPLE.html_with_one(id, name, value.into()).to_string()
    }

    #[test]
    fn a_text_is_escaped_in_html_only() {
        for (id, plain, html) in [
            ("text", "Tea & \"cake\"", "Tea &#38; &#34;cake&#34;"),
            ("literal", "Tea & cake", "Tea &#38; cake"),
        ] {
            assert_eq!(SAMPLE.text(id), plain);
            assert_eq!(SAMPLE.html(id).to_string(), html);
        }
    }

    #[test]
    fn a_variable_is_escaped_in_html() {
        let script = "<script>alert('x')</script>";
        let safe = "&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62;";
        assert_eq!(html("around", "name", script), format!("&#60;{safe}&#62; &#38; {safe}"));
        assert_eq!(html("plural", "count", 0), "no cups &#38; no saucers");
        assert_eq!(html("plural", "count", 1), "1 cup &#38; saucer");
        assert_eq!(html("plural", "count", 2), "2 cups &#38; saucers");
        assert_eq!(html("plural", "count", script), format!("{safe} cups &#38; saucers"));
    }

    #[test]
    fn a_number_is_formatted_as_fluent_formats_it() {
        for (id, name) in [("around", "name"), ("plural", "count")] {
            for number in [0, 1, 2, 11, 1000, -1, i64::MAX] {
                let mut args = FluentArgs::new();
                args.set(name, number);
                let by_fluent = escape(&SAMPLE.format(id, Some(&args)));
                assert_eq!(html(id, name, number), by_fluent, "{id} {number}");
            }
        }
    }

    #[test]
    fn a_missing_message_or_variable_is_shown_by_its_name() {
        assert_eq!(SAMPLE.html("no-<such>").to_string(), "no-&#60;such&#62;");
        assert_eq!(html("around", "other", "x"), "&#60;{$name}&#62; &#38; {$name}");
        assert_eq!(html("two", "name", "x"), "x &#38; {$other}");
        assert_eq!(html("text", "name", "x"), "Tea &#38; &#34;cake&#34;");
    }
}
