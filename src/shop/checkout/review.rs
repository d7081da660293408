//! The third step: everything once more, before it is ordered. The page's form
//! carries a token, and an order is placed by a token only once.

use std::borrow::Cow;

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{Checkout, Country, Delivery, Step, address::Address, bill::Bill, order_transaction, submit};
use crate::{
    databases::Database,
    i18n::{Message, Money},
    shop::{cart::Line, catalogue::Teas},
    web::{Error, Page, respond},
};

/// The routes of this step.
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
    bill: Bill,
    order_token: String,
    order_lines: String,
}

/// Prices are in the visitor's currency.
struct ReviewLine {
    slug: String,
    name: String,
    picture: String,
    quantity: u32,
    unit_price: Money,
    total: Money,
    /// How many are left, if that is less than wanted.
    left: Option<u32>,
}

impl ReviewPage {
    fn new(page: &Page, checkout: &Checkout) -> Result<Self, Error> {
        let (typed, wanted, teas) = (checkout.draft.typed(), checkout.lines(), checkout.catalogue.teas());
        let currency = page.display.currency;
        let delivery = typed.delivery.unwrap_or_default();
        let bill = Bill::new(prices(&wanted, &teas), delivery, currency);
        let country = Country::from_code(&typed.address.country);
        Ok(Self {
            page: page.clone(),
            step: Step::Review,
            country: country.map(|country| country.name(page).into_owned()).unwrap_or_default(),
            address: typed.address,
            delivery,
            lines: review_lines(page, &wanted, &teas, &bill),
            bill,
            order_token: checkout.draft.review_in(currency)?,
            order_lines: write_lines(&wanted),
        })
    }

    /// What is wrong, line by line.
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
    if let Some(response) = already_placed(&checkout, &database).await? {
        return Ok(response);
    }
    if let Some(detour) = checkout.detour(Step::Review)? {
        return Ok(detour);
    }
    let page = Page::extract(&request).await?;
    respond::html(&page, &ReviewPage::new(&page, &checkout)?)
}

/// Leads to the order that the review page shown before has placed, if the draft is
/// still there: the request that placed it could not save the session.
async fn already_placed(checkout: &Checkout, database: &Database) -> Result<Option<HttpResponse>, Error> {
    let Some(review) = checkout.draft.typed().review else { return Ok(None) };
    match order_transaction::find(database, &review.token, checkout.user.id).await? {
        Some(number) => submit::placed_before(checkout, database, &review.token, &number).await.map(Some),
        None => Ok(None),
    }
}

/// The page once more, since there is less in stock than is wanted.
pub async fn show_again(request: &HttpRequest, checkout: &Checkout) -> Result<HttpResponse, Error> {
    let page = Page::extract(request).await?;
    respond::unprocessable(&page, &ReviewPage::new(&page, checkout)?)
}

/// Prices in US cents, and packets.
fn prices(wanted: &[Line], teas: &Teas) -> Vec<(i64, u32)> {
    let priced = wanted.iter().filter_map(|line| Some((teas.by_slug(&line.product)?.price, line.quantity)));
    priced.collect()
}

fn review_lines(page: &Page, wanted: &[Line], teas: &Teas, bill: &Bill) -> Vec<ReviewLine> {
    let known = wanted.iter().filter_map(|line| Some((teas.by_slug(&line.product)?, line.quantity)));
    let lines = known.zip(&bill.lines).map(|((tea, quantity), billed)| ReviewLine {
        slug: tea.slug.clone(),
        name: tea.text(page.display.language).name.clone(),
        picture: tea.picture().to_owned(),
        quantity,
        unit_price: page.amount(billed.unit_price),
        total: page.amount(billed.total),
        left: (tea.stock < quantity).then_some(tea.stock),
    });
    lines.collect()
}

/// What the page showed, for its form: what another tab adds after it was
/// looked over is not bought with it.
fn write_lines(lines: &[Line]) -> String {
    let pairs: Vec<(&str, u32)> = lines.iter().map(|line| (line.product.as_str(), line.quantity)).collect();
    serde_urlencoded::to_string(pairs).unwrap_or_default()
}

/// The opposite of [`write_lines`]; `None` if it makes no sense.
pub fn read_lines(text: &str) -> Option<Vec<Line>> {
    let pairs: Vec<(String, u32)> = serde_urlencoded::from_str(text).ok()?;
    Some(pairs.into_iter().map(|(product, quantity)| Line { product, quantity }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_knows_what_its_page_showed() {
        let line = |product: &str, quantity| Line { product: product.to_owned(), quantity };
        let lines = vec![line("bai-mu-dan", 2), line("keemun-black", 11)];
        assert_eq!(write_lines(&lines), "bai-mu-dan=2&keemun-black=11");
        assert_eq!(read_lines(&write_lines(&lines)), Some(lines));
        assert_eq!(read_lines("bai-mu-dan=many"), None);
    }
}
