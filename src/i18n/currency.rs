//! Currencies. The database stores prices in US cents, and pages show them in the
//! visitor's currency. All amounts are whole numbers of minor units (cents).

use std::{fmt, str};

use askama::{FastWritable, Values, filters::HtmlSafe};
use serde::{Deserialize, Serialize};

use super::Language;

/// A currency of the shop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Currency {
    /// US dollar.
    #[default]
    #[serde(rename = "USD")]
    Usd,
    /// Euro.
    #[serde(rename = "EUR")]
    Eur,
    /// New Taiwan dollar, which has no minor unit here: amounts are whole dollars.
    #[serde(rename = "TWD")]
    Twd,
    /// Renminbi.
    #[serde(rename = "CNY")]
    Cny,
}

impl Currency {
    /// All currencies.
    pub const ALL: [Self; 4] = [Self::Usd, Self::Eur, Self::Twd, Self::Cny];

    /// Returns the ISO 4217 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Usd => "USD",
            Self::Eur => "EUR",
            Self::Twd => "TWD",
            Self::Cny => "CNY",
        }
    }

    /// Returns the currency with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|currency| currency.code() == code)
    }

    /// Converts US cents to minor units of this currency, rounded half up. The exchange
    /// rates are constants.
    pub fn from_us_cents(self, cents: i64) -> i64 {
        let (numerator, denominator) = match self {
            Self::Usd => (1, 1),
            Self::Eur => (92, 100),
            Self::Twd => (32, 100),
            Self::Cny => (72, 10),
        };
        (cents * numerator * 2 + denominator).div_euclid(denominator * 2)
    }

    /// Formats an amount in minor units of this currency.
    pub fn format(self, amount: i64, language: Language) -> Money {
        Money { currency: self, amount, language }
    }
}

/// A formatted amount, such as `$12,345.67`. A template writes it without creating a
/// `String` first.
#[derive(Clone, Copy, Debug)]
pub struct Money {
    currency: Currency,
    /// In minor units.
    amount: i64,
    language: Language,
}

impl Money {
    /// The longest amount, bytes: 19 digits, thousands separators, a point and a sign.
    const MAX_LENGTH: usize = 27;

    fn symbol(self) -> &'static str {
        match (self.currency, self.language) {
            (Currency::Usd, Language::English) => "$",
            (Currency::Usd, _) => "US$",
            (Currency::Eur, _) => "€",
            (Currency::Twd, _) => "NT$",
            (Currency::Cny, Language::SimplifiedChinese) => "¥",
            (Currency::Cny, _) => "CN¥",
        }
    }

    /// Writes the digits from the last to the first, to place the thousands separators.
    fn write(self, out: &mut dyn fmt::Write) -> fmt::Result {
        let mut text = [0; Self::MAX_LENGTH];
        let mut start = Self::MAX_LENGTH;
        let mut prepend = |byte| {
            start -= 1;
            text[start] = byte;
        };
        let decimals = if self.currency == Currency::Twd { 0 } else { 2 };
        let mut rest = self.amount.unsigned_abs();
        let mut place = -decimals;
        while rest > 0 || place <= 0 {
            match place {
                0 if decimals > 0 => prepend(b'.'),
                1.. if place % 3 == 0 => prepend(b','),
                _ => {}
            }
            prepend(b'0' + u8::try_from(rest % 10).unwrap_or(0));
            rest /= 10;
            place += 1;
        }
        if self.amount < 0 {
            prepend(b'-');
        }
        out.write_str(self.symbol())?;
        out.write_str(str::from_utf8(&text[start..]).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl FastWritable for Money {
    fn write_into(&self, page: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(self.write(page)?)
    }
}

/// Neither the symbols nor the digits have to be escaped in HTML.
impl HtmlSafe for Money {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_converted_and_rounded_half_up() {
        assert_eq!(Currency::Usd.from_us_cents(1850), 1850);
        assert_eq!(Currency::Eur.from_us_cents(1850), 1702);
        assert_eq!(Currency::Twd.from_us_cents(1850), 592);
        assert_eq!(Currency::Cny.from_us_cents(1850), 13_320);
    }

    #[test]
    fn amounts_are_formatted_with_symbol_separators_and_decimals() {
        let written = |currency: Currency, amount, language| currency.format(amount, language).to_string();
        assert_eq!(written(Currency::Usd, 1_234_567, Language::English), "$12,345.67");
        assert_eq!(written(Currency::Twd, 592, Language::TraditionalChinese), "NT$592");
        assert_eq!(written(Currency::Twd, 1_000_592, Language::English), "NT$1,000,592");
        assert_eq!(written(Currency::Eur, 5, Language::English), "€0.05");
        assert_eq!(written(Currency::Eur, 100_000, Language::English), "€1,000.00");
        assert_eq!(written(Currency::Cny, 0, Language::SimplifiedChinese), "¥0.00");
        assert_eq!(written(Currency::Twd, 0, Language::English), "NT$0");
        assert_eq!(written(Currency::Usd, -1_250, Language::English), "$-12.50");
        assert_eq!(written(Currency::Usd, i64::MIN, Language::English), "$-92,233,720,368,547,758.08");
    }
}
