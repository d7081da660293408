//! The values that a setting can have: one description for the parser, for
//! error messages and for the table in `docs/SETTINGS.md`.

use std::fmt;

/// The values that a setting can have.
#[derive(Clone, Copy, Debug)]
pub enum Allowed {
    /// `true` or `false`, in any case.
    Boolean,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A whole number.
    Number {
        /// What is counted.
        unit: &'static str,
        /// The lowest number.
        min: u64,
        /// The highest number.
        max: u64,
        /// What the number 0 means, if it has a meaning of its own.
        zero: Option<&'static str>,
    },
    /// A text of this form.
    Text(&'static str),
}

impl Allowed {
    /// Returns the number in `text` if it is in the range.
    pub(super) fn number<T: TryFrom<u64>>(self, text: &str) -> Option<T> {
        let Self::Number { min, max, .. } = self else { return None };
        let number = text.parse().ok().filter(|number| (min..=max).contains(number))?;
        T::try_from(number).ok()
    }
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean => f.write_str("true or false"),
            Self::OneOf(words) => match words {
                [first @ .., last] if !first.is_empty() => write!(f, "{} or {last}", first.join(", ")),
                words => f.write_str(&words.join("")),
            },
            Self::Number { unit, min, max, zero: None } => write!(f, "{unit}, {min} to {max}"),
            Self::Number { unit, min, max, zero: Some(zero) } => {
                write!(f, "{unit}, {min} ({zero}) to {max}")
            }
            Self::Text(form) => f.write_str(form),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_outside_its_range_is_refused() {
        let allowed = Allowed::Number { unit: "seconds", min: 1, max: 300, zero: None };
        for (text, number) in [("1", Some(1)), ("300", Some(300)), ("0", None), ("301", None), ("-1", None)] {
            assert_eq!(allowed.number::<u32>(text), number, "{text}");
        }
        assert_eq!(allowed.number::<u8>("300"), None, "it does not fit");
    }
}
