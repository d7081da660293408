//! Precompiled messages: text only, text with one variable, or one plural. They are
//! converted to HTML once, at the start, so that a page writes them without Fluent and
//! without escaping them again. `docs/decisions/plain-messages.md` has the figures.

use std::mem;

use fluent_bundle::{FluentValue, types::FluentNumber};
use fluent_syntax::ast::{
    Expression, Identifier, InlineExpression, Pattern, PatternElement, Variant, VariantKey,
};
use intl_pluralrules::{PluralCategory, PluralRules};

use super::html::{Html, escape};

/// A message that can be written without Fluent.
pub(super) enum PlainMessage {
    /// Text without a variable.
    Text { text: String, html: String },
    /// Text with one variable, which may occur several times.
    OneVariable { variable: String, pieces: Pieces },
    /// Text that depends on the plural form of one variable. The first form that matches
    /// the number counts, or `other`.
    Plural { variable: String, forms: Vec<(PluralForm, Pieces)>, other: Pieces },
}

/// Pieces of HTML. The variable's value is written between each two of them.
type Pieces = Vec<String>;

/// The numbers that a form of a plural matches.
pub(super) enum PluralForm {
    /// Exactly this number.
    Number(FluentNumber),
    /// The numbers in a plural category of the language (Unicode CLDR).
    Category(PluralCategory),
}

impl PlainMessage {
    /// Compiles a message. Returns `None` if only Fluent can format it.
    pub(super) fn compile(pattern: &Pattern<&str>) -> Option<Self> {
        if let [
            PatternElement::Placeable {
                expression:
                    Expression::Select { selector: InlineExpression::VariableReference { id }, variants },
            },
        ] = &pattern.elements[..]
        {
            return Self::compile_plural(id, variants);
        }
        let mut variable = None;
        let mut texts = texts(pattern, &mut variable)?;
        match variable {
            Some(variable) => {
                Some(Self::OneVariable { variable: variable.to_owned(), pieces: escape_all(&texts) })
            }
            None => texts.pop().map(|text| Self::Text { html: escape(&text), text }),
        }
    }

    fn compile_plural(number: &Identifier<&str>, variants: &[Variant<&str>]) -> Option<Self> {
        let mut variable = Some(number.name);
        let mut forms = Vec::new();
        let mut other = None;
        for variant in variants {
            let pieces = escape_all(&texts(&variant.value, &mut variable)?);
            if variant.default {
                other = Some(pieces.clone());
            }
            forms.push((PluralForm::from_key(&variant.key)?, pieces));
        }
        Some(Self::Plural { variable: number.name.to_owned(), forms, other: other? })
    }

    /// Returns the message with its variable set to `value`, or `None` if only Fluent can
    /// format it with this name or value.
    pub(super) fn with_variable<'a>(
        &'static self,
        name: &str,
        value: &FluentValue<'a>,
        plurals: Option<&PluralRules>,
    ) -> Option<Html<'a>> {
        match (self, value) {
            (Self::OneVariable { variable, pieces }, FluentValue::String(text)) if variable == name => {
                Some(Html::from_pieces(pieces, text.clone()))
            }
            (Self::OneVariable { variable, pieces }, FluentValue::Number(number)) if variable == name => {
                Some(Html::from_pieces(pieces, number.as_string()))
            }
            (Self::Plural { variable, forms, other }, FluentValue::Number(number)) if variable == name => {
                let text = number.as_string();
                // Nearly all numbers are whole, and `select` takes half the time for a `u64`.
                let category = match text.parse::<u64>() {
                    Ok(whole) => plurals?.select(whole).ok(),
                    Err(_) => plurals?.select(number).ok(),
                };
                let matches = |form: &PluralForm| match form {
                    PluralForm::Number(exact) => exact == number,
                    PluralForm::Category(of_form) => category.as_ref() == Some(of_form),
                };
                let form = forms.iter().find(|(form, _)| matches(form));
                Some(Html::from_pieces(form.map_or(other, |(_, pieces)| pieces), text))
            }
            _ => None,
        }
    }
}

impl PluralForm {
    /// Returns the form of a variant's key, or `None` if the key is no number and no plural
    /// category.
    fn from_key(key: &VariantKey<&str>) -> Option<Self> {
        let category = match key {
            VariantKey::NumberLiteral { value } => return value.parse().ok().map(Self::Number),
            VariantKey::Identifier { name: "zero" } => PluralCategory::ZERO,
            VariantKey::Identifier { name: "one" } => PluralCategory::ONE,
            VariantKey::Identifier { name: "two" } => PluralCategory::TWO,
            VariantKey::Identifier { name: "few" } => PluralCategory::FEW,
            VariantKey::Identifier { name: "many" } => PluralCategory::MANY,
            VariantKey::Identifier { name: "other" } => PluralCategory::OTHER,
            VariantKey::Identifier { .. } => return None,
        };
        Some(Self::Category(category))
    }
}

/// Returns the texts before, between and after the occurrences of the one variable, or
/// `None` if the pattern contains anything else. `variable` is the name that was found
/// already; the function sets it at the first variable.
fn texts<'p>(pattern: &Pattern<&'p str>, variable: &mut Option<&'p str>) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    let mut text = String::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.push_str(value),
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } if variable.is_none_or(|name| name == id.name) => {
                *variable = Some(id.name);
                texts.push(mem::take(&mut text));
            }
            PatternElement::Placeable { .. } => return None,
        }
    }
    texts.push(text);
    Some(texts)
}

fn escape_all(texts: &[String]) -> Pieces {
    texts.iter().map(|text| escape(text)).collect()
}
