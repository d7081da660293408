//! The countries that the shop delivers to: codes of ISO 3166-1, and names in the page's
//! language.

use std::borrow::Cow;

use crate::web::Page;

/// A country or region, identified by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country(&'static str);

impl Country {
    /// All countries, in the order of the form's list.
    pub const ALL: [Self; 13] = [
        Self("TW"),
        Self("CN"),
        Self("HK"),
        Self("SG"),
        Self("MY"),
        Self("JP"),
        Self("KR"),
        Self("US"),
        Self("CA"),
        Self("GB"),
        Self("DE"),
        Self("FR"),
        Self("AU"),
    ];

    /// Returns the code, two capital letters.
    pub fn code(self) -> &'static str {
        self.0
    }

    /// Returns the country with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|country| country.0 == code)
    }

    /// Returns the name in the page's language.
    pub fn name(self, page: &Page) -> Cow<'static, str> {
        match self.0 {
            "TW" => page.text("checkout-country-tw"),
            "CN" => page.text("checkout-country-cn"),
            "HK" => page.text("checkout-country-hk"),
            "SG" => page.text("checkout-country-sg"),
            "MY" => page.text("checkout-country-my"),
            "JP" => page.text("checkout-country-jp"),
            "KR" => page.text("checkout-country-kr"),
            "US" => page.text("checkout-country-us"),
            "CA" => page.text("checkout-country-ca"),
            "GB" => page.text("checkout-country-gb"),
            "DE" => page.text("checkout-country-de"),
            "FR" => page.text("checkout-country-fr"),
            "AU" => page.text("checkout-country-au"),
            other => Cow::Borrowed(other),
        }
    }
}
