//! Messages that can be said without Fluent: text alone, text around one
//! variable, or that in a form for one and a form for many. They are taken
//! apart once, at the start, and made into HTML.

use std::mem;

use fluent_bundle::{FluentValue, types::FluentNumber};
use fluent_syntax::ast::{
    Expression, Identifier, InlineExpression, Pattern, PatternElement, Variant, VariantKey,
};
use intl_pluralrules::{PluralCategory, PluralRules};

use super::html::{Html, escaped};

/// A message that needs no Fluent.
pub(super) enum Simple {
    /// Text alone.
    Text { plain: String, html: String },
    /// Text around one variable.
    Around { variable: String, pieces: Pieces },
    /// The same in several forms: the first that fits the number, or the last.
    Counted { variable: String, forms: Vec<(Count, Pieces)>, other: Pieces },
}

/// Pieces of HTML; the variable stands between each two.
type Pieces = Vec<String>;

/// Which numbers a form is for.
pub(super) enum Count {
    /// Exactly this one.
    Number(FluentNumber),
    /// Those of which the language speaks alike.
    Category(PluralCategory),
}

impl Simple {
    /// `None` if it needs Fluent.
    pub(super) fn take_apart(pattern: &Pattern<&str>) -> Option<Self> {
        if let [
            PatternElement::Placeable {
                expression:
                    Expression::Select { selector: InlineExpression::VariableReference { id }, variants },
            },
        ] = &pattern.elements[..]
        {
            return Self::counted(id, variants);
        }
        let mut variable = None;
        let mut texts = texts(pattern, &mut variable)?;
        match variable {
            Some(variable) => Some(Self::Around { variable: variable.to_owned(), pieces: as_html(&texts) }),
            None => texts.pop().map(|plain| Self::Text { html: escaped(&plain), plain }),
        }
    }

    fn counted(number: &Identifier<&str>, variants: &[Variant<&str>]) -> Option<Self> {
        let mut variable = Some(number.name);
        let mut forms = Vec::new();
        let mut other = None;
        for variant in variants {
            let pieces = as_html(&texts(&variant.value, &mut variable)?);
            if variant.default {
                other = Some(pieces.clone());
            }
            forms.push((Count::read(&variant.key)?, pieces));
        }
        Some(Self::Counted { variable: number.name.to_owned(), forms, other: other? })
    }

    /// With the variable filled in; `None` if it takes Fluent to say what
    /// becomes of that name or value.
    pub(super) fn fill_in<'a>(
        &'static self,
        name: &str,
        value: &FluentValue<'a>,
        plurals: Option<&PluralRules>,
    ) -> Option<Html<'a>> {
        match (self, value) {
            (Self::Around { variable, pieces }, FluentValue::String(text)) if variable == name => {
                Some(Html::filled(pieces, text.clone()))
            }
            (Self::Around { variable, pieces }, FluentValue::Number(number)) if variable == name => {
                Some(Html::filled(pieces, number.as_string()))
            }
            (Self::Counted { variable, forms, other }, FluentValue::Number(number)) if variable == name => {
                let text = number.as_string();
                // A number with a fraction is asked for as it is; whole ones are
                // nearly all, and asked for in half the time.
                let category = match text.parse::<u64>() {
                    Ok(whole) => plurals?.select(whole).ok(),
                    Err(_) => plurals?.select(number).ok(),
                };
                let fits = |count: &Count| match count {
                    Count::Number(exactly) => exactly == number,
                    Count::Category(which) => category.as_ref() == Some(which),
                };
                let form = forms.iter().find(|(count, _)| fits(count));
                Some(Html::filled(form.map_or(other, |(_, pieces)| pieces), text))
            }
            _ => None,
        }
    }
}

impl Count {
    fn read(key: &VariantKey<&str>) -> Option<Self> {
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

/// The texts around the one variable; `None` if there is anything else in the
/// pattern. `variable` is the one that was seen already, if one was.
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

fn as_html(texts: &[String]) -> Pieces {
    texts.iter().map(|text| escaped(text)).collect()
}
