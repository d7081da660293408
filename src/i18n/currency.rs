//! Money: prices are kept in US cents and shown in the visitor's currency.
//! Whole numbers of the smallest unit throughout, no fractions.

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
    /// New Taiwan dollar, shown without cents.
    #[serde(rename = "TWD")]
    Twd,
    /// Renminbi.
    #[serde(rename = "CNY")]
    Cny,
}

impl Currency {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Usd, Self::Eur, Self::Twd, Self::Cny];

    /// Its ISO 4217 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Usd => "USD",
            Self::Eur => "EUR",
            Self::Twd => "TWD",
            Self::Cny => "CNY",
        }
    }

    /// The currency of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|currency| currency.code() == code)
    }

    /// What an amount in US cents comes to in this currency's smallest unit,
    /// rounded half up. The rates are the shop's own and fixed.
    pub fn from_us_cents(self, cents: i64) -> i64 {
        let (numerator, denominator) = match self {
            Self::Usd => (1, 1),
            Self::Eur => (92, 100),
            Self::Twd => (32, 100),
            Self::Cny => (72, 10),
        };
        (cents * numerator * 2 + denominator).div_euclid(denominator * 2)
    }

    /// An amount of this currency's smallest unit, as people write it.
    pub fn format(self, amount: i64, language: Language) -> String {
        let symbol = match (self, language) {
            (Self::Usd, Language::English) => "$",
            (Self::Usd, _) => "US$",
            (Self::Eur, _) => "€",
            (Self::Twd, _) => "NT$",
            (Self::Cny, Language::SimplifiedChinese) => "¥",
            (Self::Cny, _) => "CN¥",
        };
        if self == Self::Twd {
            return format!("{symbol}{}", grouped(amount));
        }
        format!("{symbol}{}.{:02}", grouped(amount / 100), amount % 100)
    }
}

/// With a comma at each thousand.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 4);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

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
    fn amounts_are_written_as_people_write_them() {
        assert_eq!(Currency::Usd.format(1_234_567, Language::English), "$12,345.67");
        assert_eq!(Currency::Twd.format(592, Language::TraditionalChinese), "NT$592");
        assert_eq!(Currency::Eur.format(5, Language::English), "€0.05");
    }
}
