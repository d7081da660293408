//! The cart's page. It is shown at `/cart`, and again by a change that could
//! not be made, with the message at the line it is about.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{
    Cart, MAX_QUANTITY,
    priced::{PricedLine, priced, total},
    quantity::shortage,
};
use crate::{
    i18n::Message,
    shop::catalogue::{Catalogue, TeaText, Teas},
    web::{Error, Form, Page, respond},
};

/// `/cart`.
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
    most: u32,
    typed: String,
    error: Option<&'a Message>,
    shortage: Option<Message>,
}

async fn cart(page: Page, cart: Cart, catalogue: Data<Catalogue>) -> Result<HttpResponse, Error> {
    respond::html(&page, &CartPage::new(&page, &cart, &catalogue.teas(), &Form::new()))
}

/// The page again, with what was wrong: beside `product`, at its head; beside
/// `quantity`, at the line of that product.
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
        let lines = priced(&cart.lines(), teas, page.display.currency);
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
        let typed = error.map_or_else(|| priced.quantity.to_string(), |_| form.value("quantity").to_owned());
        Self {
            text: priced.tea.text(page.display.language),
            most: priced.tea.stock.min(MAX_QUANTITY),
            typed,
            error,
            shortage: shortage(priced.quantity, priced.tea.stock),
            priced,
        }
    }
}
