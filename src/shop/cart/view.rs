//! The page of the cart. `/cart` shows it, and a rejected form shows it again with an
//! error message at the line of its tea.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{
    Cart, MAX_QUANTITY,
    prices::{PricedLine, price_lines, total},
    quantity::shortage,
};
use crate::{
    i18n::Message,
    shop::catalogue::{Catalogue, TeaText, Teas},
    web::{Error, Form, Page, respond},
};

/// Registers `/cart`.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/cart").get(cart));
}

#[derive(Template)]
#[template(path = "shop/cart.html")]
struct CartPage<'a> {
    page: Page,
    lines: Vec<LineView<'a>>,
    count: u32,
    total: i64,
    form_error: Option<&'a Message>,
}

struct LineView<'a> {
    priced: PricedLine<'a>,
    text: &'a TeaText,
    max: u32,
    /// Value of the quantity field: the submitted one if it was rejected.
    field_value: String,
    error: Option<&'a Message>,
    shortage: Option<Message>,
}

async fn cart(page: Page, cart: Cart, catalogue: Data<Catalogue>) -> Result<HttpResponse, Error> {
    respond::html(&page, &CartPage::new(&page, &cart, &catalogue.teas(), &Form::new()))
}

/// Renders the page with the form's error messages and status 422: that of `product` at
/// the top, that of `quantity` at the line of the product.
///
/// # Errors
/// Returns the error of the layout or the template.
pub async fn unprocessable(
    request: &HttpRequest,
    cart: &Cart,
    teas: &Teas,
    form: &Form,
) -> Result<HttpResponse, Error> {
    let page = Page::extract(request).await?;
    respond::unprocessable(&page, &CartPage::new(&page, cart, teas, form))
}

impl<'a> CartPage<'a> {
    fn new(page: &Page, cart: &Cart, teas: &'a Teas, form: &'a Form) -> Self {
        let lines = price_lines(&cart.lines(), teas, page.display.currency);
        Self {
            count: lines.iter().map(|line| line.quantity).sum(),
            total: total(&lines),
            lines: lines.into_iter().map(|line| LineView::new(page, line, form)).collect(),
            form_error: form.error("product"),
            page: page.clone(),
        }
    }
}

impl<'a> LineView<'a> {
    fn new(page: &Page, priced: PricedLine<'a>, form: &'a Form) -> Self {
        let error = form.error("quantity").filter(|_| form.trimmed("product") == priced.tea.slug);
        let field_value =
            error.map_or_else(|| priced.quantity.to_string(), |_| form.value("quantity").to_owned());
        Self {
            text: priced.tea.text(page.display.language),
            max: priced.tea.stock.min(MAX_QUANTITY),
            field_value,
            error,
            shortage: shortage(priced.quantity, priced.tea.stock),
            priced,
        }
    }

    /// Returns the forms of the buttons "−" and "+": the beginning of their ids, and the
    /// quantity that they set. A quantity that is set twice, by a double click, stays the same.
    fn steps(&self) -> [(&'static str, u32); 2] {
        let quantity = self.priced.quantity;
        [("less", quantity.saturating_sub(1).min(self.max)), ("more", quantity.saturating_add(1))]
    }
}
