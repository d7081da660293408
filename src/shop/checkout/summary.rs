//! The content of the cart beside the first two steps, so that the visitor sees what is
//! ordered while filling in the forms. The last step shows it in full.

use super::Checkout;
use crate::{i18n::Money, web::Page};

/// The teas of the order and their sum, with prices in the visitor's currency.
pub struct Summary {
    pub lines: Vec<SummaryLine>,
    /// Without the delivery, which is chosen later.
    pub subtotal: Money,
}

pub struct SummaryLine {
    pub name: String,
    pub picture: String,
    pub quantity: u32,
    pub total: Money,
}

impl Summary {
    pub fn new(page: &Page, checkout: &Checkout) -> Self {
        let (teas, currency) = (checkout.catalogue.teas(), page.display.currency);
        let (mut lines, mut subtotal) = (Vec::new(), 0);
        for line in checkout.lines() {
            let Some(tea) = teas.by_slug(&line.product) else { continue };
            let total = currency.from_us_cents(tea.price) * i64::from(line.quantity);
            subtotal += total;
            lines.push(SummaryLine {
                name: tea.text(page.display.language).name.clone(),
                picture: tea.picture().to_owned(),
                quantity: line.quantity,
                total: page.amount(total),
            });
        }
        Self { lines, subtotal: page.amount(subtotal) }
    }
}
