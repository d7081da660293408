//! The orders of a user.
//!
//! The response to another user's order is 404, as for an order that does not exist, so
//! that nobody can find out which order numbers exist.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, Path, Query, ServiceConfig},
};
use askama::Template;
use diesel::prelude::*;
use serde::Deserialize;
use time::{PrimitiveDateTime, format_description::BorrowedFormatItem, macros::format_description};

use super::{
    catalogue::Catalogue,
    checkout::{Country, Delivery},
};
use crate::{
    accounts::Member,
    databases::{
        Connection, Database,
        schema::{order_lines, orders},
    },
    i18n::{Currency, Money},
    web::{
        Error, Page,
        paging::{Paging, parse_page_number},
        respond,
    },
};

/// The orders on one page of the list.
const PER_PAGE: u32 = 10;

/// The most pictures of an order in the list.
const MAX_PICTURES: usize = 4;

/// Registers the routes of the orders.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/orders").get(list)).service(web::resource("/orders/{number}").get(show));
}

/// Returns the path of an order's page.
pub fn path(number: &str) -> String {
    format!("/orders/{number}")
}

const SHOWN_DATE: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
const MACHINE_DATE: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]Z");

/// A row of the table `orders`. Amounts are in minor units (cents) of its currency.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = orders)]
struct Order {
    id: i32,
    number: String,
    placed_at: PrimitiveDateTime,
    name: String,
    street: String,
    postcode: String,
    city: String,
    country: String,
    delivery: String,
    currency: String,
    delivery_price: i64,
    total: i64,
}

/// A row of the table `order_lines`: the tea's primary key, the number of packets and
/// the price of one packet.
type OrderLine = (i32, i32, i64);

impl Order {
    fn date(&self) -> String {
        self.placed_at.format(SHOWN_DATE).unwrap_or_default()
    }

    fn machine_date(&self) -> String {
        self.placed_at.format(MACHINE_DATE).unwrap_or_default()
    }

    /// Formats an amount in the currency of the order, which may differ from the visitor's
    /// current one.
    fn amount(&self, page: &Page, amount: i64) -> Money {
        let currency = Currency::from_code(&self.currency).unwrap_or_default();
        currency.format(amount, page.display.language)
    }

    fn total(&self, page: &Page) -> Money {
        self.amount(page, self.total)
    }

    fn delivery_price(&self, page: &Page) -> Money {
        self.amount(page, self.delivery_price)
    }

    fn country(&self, page: &Page) -> String {
        let country = Country::from_code(&self.country);
        country.map_or_else(|| self.country.clone(), |country| country.name(page).into_owned())
    }

    fn delivery(&self, page: &Page) -> String {
        let delivery = Delivery::from_code(&self.delivery);
        delivery.map_or_else(|| self.delivery.clone(), |delivery| delivery.name(page).into_owned())
    }
}

#[derive(Template)]
#[template(path = "shop/orders.html")]
struct OrdersPage {
    page: Page,
    orders: Vec<ListedOrder>,
    paging: Paging,
}

/// An order in the list.
struct ListedOrder {
    order: Order,
    /// Pictures of its first teas.
    pictures: Vec<String>,
}

#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    page: String,
}

#[derive(Template)]
#[template(path = "shop/order.html")]
struct OrderPage {
    page: Page,
    order: Order,
    lines: Vec<OrderLineView>,
}

struct OrderLineView {
    name: String,
    slug: String,
    picture: String,
    quantity: i32,
    unit_price: Money,
    total: Money,
}

async fn list(
    request: HttpRequest,
    member: Member,
    query: Query<ListQuery>,
    database: Data<Database>,
    catalogue: Data<Catalogue>,
) -> Result<HttpResponse, Error> {
    let page = Page::extract(&request).await?;
    let number = parse_page_number(&query.page);
    let load = move |connection: &mut Connection| load_page(connection, member.0.id, number);
    let (paging, orders, products) = database.read(load).await?;
    let teas = catalogue.teas();
    let listed = orders.into_iter().map(|order| {
        let own = products.iter().filter(|(order_id, _)| *order_id == order.id);
        let teas = own.filter_map(|(_, product_id)| teas.by_id(*product_id)).take(MAX_PICTURES);
        ListedOrder { pictures: teas.map(|tea| tea.picture().to_owned()).collect(), order }
    });
    respond::html(&page, &OrdersPage { page: page.clone(), orders: listed.collect(), paging })
}

async fn show(
    request: HttpRequest,
    member: Member,
    number: Path<String>,
    database: Data<Database>,
    catalogue: Data<Catalogue>,
) -> Result<HttpResponse, Error> {
    let page = Page::extract(&request).await?;
    // PostgreSQL rejects a text with a NUL character (`%00` in the path).
    if !number.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::NotFound);
    }
    let found = database.read(move |connection| find_order(connection, member.0.id, &number)).await?;
    let (order, lines) = found.ok_or(Error::NotFound)?;
    let teas = catalogue.teas();
    let shown = lines.into_iter().filter_map(|(product_id, quantity, unit_price)| {
        let tea = teas.by_id(product_id)?;
        Some(OrderLineView {
            name: tea.text(page.display.language).name.clone(),
            slug: tea.slug.clone(),
            picture: tea.picture().to_owned(),
            quantity,
            unit_price: order.amount(&page, unit_price),
            total: order.amount(&page, unit_price * i64::from(quantity)),
        })
    });
    let lines = shown.collect();
    respond::html(&page, &OrderPage { page: page.clone(), order, lines })
}

/// The orders of one page, and the primary keys of each order and tea in them.
type OrdersOfPage = (Paging, Vec<Order>, Vec<(i32, i32)>);

/// Loads a page of the orders of a user, the newest first.
fn load_page(connection: &mut Connection, user_id: i32, number: usize) -> QueryResult<OrdersOfPage> {
    let own = || orders::table.filter(orders::user_id.eq(user_id));
    let count: i64 = own().count().get_result(connection)?;
    let paging = Paging::new(number, usize::try_from(count).unwrap_or(0), PER_PAGE);
    let offset = i64::try_from(paging.range().start).unwrap_or(i64::MAX);
    let shown = own().order(orders::id.desc()).offset(offset).limit(PER_PAGE.into());
    let shown: Vec<Order> = shown.select(Order::as_select()).load(connection)?;
    let ids: Vec<i32> = shown.iter().map(|order| order.id).collect();
    let lines = order_lines::table.filter(order_lines::order_id.eq_any(ids));
    let lines = lines.order((order_lines::order_id, order_lines::product_id));
    let products = lines.select((order_lines::order_id, order_lines::product_id)).load(connection)?;
    Ok((paging, shown, products))
}

fn find_order(
    connection: &mut Connection,
    user_id: i32,
    number: &str,
) -> QueryResult<Option<(Order, Vec<OrderLine>)>> {
    let own = orders::table.filter(orders::user_id.eq(user_id).and(orders::number.eq(number)));
    let Some(order) = own.select(Order::as_select()).first(connection).optional()? else {
        return Ok(None);
    };
    let lines = order_lines::table.filter(order_lines::order_id.eq(order.id)).order(order_lines::product_id);
    let columns = (order_lines::product_id, order_lines::quantity, order_lines::unit_price);
    Ok(Some((order, lines.select(columns).load(connection)?)))
}
