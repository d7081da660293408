//! The third step: a summary of the order, with the form that places it. The form
//! contains a token, and each token places at most one order.

use std::borrow::Cow;

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{
    Checkout, Country, Delivery, Step, address::Address, order_transaction, submit, totals::OrderTotals,
};
use crate::{
    databases::Database,
    i18n::{Message, Money},
    shop::{
        cart::{CartLine, encode_lines},
        catalogue::Teas,
    },
    web::{Error, Page, respond},
};

/// Registers the routes of this step.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource(Step::Review.path()).get(show));
}

#[derive(Template)]
#[template(path = "shop/review.html")]
struct ReviewPage {
    page: Page,
    step: Step,
    address: Address,
    country: String,
    delivery: Delivery,
    lines: Vec<ReviewLine>,
    totals: OrderTotals,
    order_token: String,
    order_lines: String,
}

/// A line of the order, with prices in the visitor's currency.
struct ReviewLine {
    slug: String,
    name: String,
    picture: String,
    quantity: u32,
    unit_price: Money,
    total: Money,
    /// Packets in stock, if they are fewer than `quantity`.
    left: Option<u32>,
}

impl ReviewPage {
    fn new(page: &Page, checkout: &Checkout) -> Result<Self, Error> {
        let (fields, lines, teas) = (checkout.draft.fields(), checkout.lines(), checkout.catalogue.teas());
        let currency = page.display.currency;
        let delivery = fields.delivery.unwrap_or_default();
        let totals = OrderTotals::new(prices(&lines, &teas), delivery, currency);
        let country = Country::from_code(&fields.address.country);
        Ok(Self {
            page: page.clone(),
            step: Step::Review,
            country: country.map(|country| country.name(page).into_owned()).unwrap_or_default(),
            address: fields.address,
            delivery,
            lines: review_lines(page, &lines, &teas, &totals),
            totals,
            order_token: checkout.draft.review_token(currency)?,
            order_lines: encode_lines(&lines),
        })
    }

    /// Returns the slug and the error message of each line that exceeds the stock.
    fn shortages(&self) -> Vec<(&str, Cow<'static, str>)> {
        let short = self.lines.iter().filter_map(|line| {
            let message = Message::new("checkout-short-line").with("name", &line.name);
            Some((line.slug.as_str(), self.page.localize(&message.count("left", line.left?))))
        });
        short.collect()
    }
}

async fn show(
    request: HttpRequest,
    checkout: Checkout,
    database: Data<Database>,
) -> Result<HttpResponse, Error> {
    if let Some(redirect) = redirect_if_placed(&checkout, &database).await? {
        return Ok(redirect);
    }
    if let Some(redirect) = checkout.redirect_before(Step::Review)? {
        return Ok(redirect);
    }
    let page = Page::extract(&request).await?;
    respond::html(&page, &ReviewPage::new(&page, &checkout)?)
}

/// Redirects to the order that was placed with the draft's token, if there is one. The
/// request that placed it could not save the session, so the draft still exists.
async fn redirect_if_placed(checkout: &Checkout, database: &Database) -> Result<Option<HttpResponse>, Error> {
    let Some(review) = checkout.draft.fields().review else { return Ok(None) };
    match order_transaction::find(database, &review.token, checkout.user.id).await? {
        Some(number) => {
            submit::redirect_to_existing_order(checkout, database, &review.token, &number).await.map(Some)
        }
        None => Ok(None),
    }
}

/// Renders the page with status 422 and the lines that exceed the stock.
///
/// # Errors
/// Returns the error of the session, the layout or the template.
pub async fn unprocessable(request: &HttpRequest, checkout: &Checkout) -> Result<HttpResponse, Error> {
    let page = Page::extract(request).await?;
    respond::unprocessable(&page, &ReviewPage::new(&page, checkout)?)
}

/// Returns the price in US cents and the number of packets of each line.
fn prices(lines: &[CartLine], teas: &Teas) -> Vec<(i64, u32)> {
    let priced = lines.iter().filter_map(|line| Some((teas.by_slug(&line.product)?.price, line.quantity)));
    priced.collect()
}

fn review_lines(page: &Page, lines: &[CartLine], teas: &Teas, totals: &OrderTotals) -> Vec<ReviewLine> {
    let sold = lines.iter().filter_map(|line| Some((teas.by_slug(&line.product)?, line.quantity)));
    let lines = sold.zip(&totals.lines).map(|((tea, quantity), line_total)| ReviewLine {
        slug: tea.slug.clone(),
        name: tea.text(page.display.language).name.clone(),
        picture: tea.picture().to_owned(),
        quantity,
        unit_price: page.amount(line_total.unit_price),
        total: page.amount(line_total.total),
        left: (tea.stock < quantity).then_some(tea.stock),
    });
    lines.collect()
}
