//! Concurrent orders on each kind of database: no packet is sold twice, one form makes one
//! order, and orders do not deadlock.

use diesel::prelude::*;
use futures_util::future::join_all;
use session_shop::databases::{
    Connection, DEFAULT_TIMEOUT, Database,
    schema::{order_lines, orders, products},
};

use crate::support::{TestApp, customer::line, page::Page, visitor::Visitor};

const TEA: &str = "keemun-black";
const OTHER_TEA: &str = "bai-mu-dan";
const FEW: &str = "bai-hao-yin-zhen";
const LAST_ONE: &str = "competition-oriental-beauty";

/// A shop, and a second connection to its database.
struct Shop {
    app: TestApp,
    database: Database,
}

impl Shop {
    /// Starts a shop over an empty database, with long timeouts, so that a busy machine
    /// causes no failure.
    async fn over(url: &str) -> Self {
        let settings = [("databases.default.url", url), ("session.store_timeout_ms", "20000")];
        let app = TestApp::with(&settings).await;
        let database = Database::open(url, "".as_ref(), 1, DEFAULT_TIMEOUT * 10).unwrap();
        Self { app, database }
    }

    /// Returns a member whose cart contains these teas, and the review page of the checkout.
    async fn member_at_review(&self, cart: &[(&str, u32)]) -> (Visitor, Page) {
        // With keep-alive the server may close an idle connection just when the order is
        // sent.
        let member = self.app.member().await.with_header("connection", "close");
        for (tea, quantity) in cart {
            member.add_to_cart(tea, *quantity).await;
        }
        let review = member.go_to_review("pickup").await;
        (member, review)
    }

    async fn stock(&self, tea: &'static str) -> i32 {
        let row = products::table.filter(products::slug.eq(tea)).select(products::stock);
        self.database.read(move |connection| row.first(connection)).await.unwrap()
    }

    async fn order_numbers(&self) -> Vec<String> {
        self.database.read(|connection| orders::table.select(orders::number).load(connection)).await.unwrap()
    }

    /// Returns the number of packets of that tea in all orders.
    async fn ordered(&self, tea: &'static str) -> i64 {
        let ordered = move |connection: &mut Connection| {
            let tea = products::table.filter(products::slug.eq(tea)).select(products::id);
            let tea: i32 = tea.first(connection)?;
            let lines = order_lines::table.filter(order_lines::product_id.eq(tea));
            lines.select(order_lines::quantity).load::<i32>(connection)
        };
        let quantities = self.database.read(ordered).await.unwrap();
        quantities.into_iter().map(i64::from).sum()
    }
}

fn sorted_statuses(responses: &[Page]) -> Vec<u16> {
    let mut statuses: Vec<u16> = responses.iter().map(|response| response.status).collect();
    statuses.sort_unstable();
    statuses
}

async fn of_two_concurrent_orders_for_the_last_packet_one_succeeds(shop: Shop) {
    let members =
        [shop.member_at_review(&[(LAST_ONE, 1)]).await, shop.member_at_review(&[(LAST_ONE, 1)]).await];
    let responses = join_all(members.iter().map(|(member, review)| member.place_order(review))).await;
    let (loser, _) = &members[usize::from(responses[0].status == 303)];
    assert_eq!(sorted_statuses(&responses), [303, 422]);
    assert_eq!(loser.get("/cart").await.cart_lines(), [line(LAST_ONE, 1)]);
    assert_eq!((shop.stock(LAST_ONE).await, shop.order_numbers().await.len()), (0, 1));
}

async fn six_concurrent_submissions_of_one_form_make_one_order(shop: Shop) {
    let before = shop.stock(TEA).await;
    let (member, review) = shop.member_at_review(&[(TEA, 2)]).await;
    let responses = join_all((0..6).map(|_| member.place_order(&review))).await;
    let placed = shop.order_numbers().await;
    assert_eq!(placed.len(), 1);
    for response in &responses {
        assert_eq!(
            (response.status, response.location()),
            (303, Some(format!("/orders/{}", placed[0]).as_str()))
        );
    }
    assert_eq!(shop.stock(TEA).await, before - 2);
    assert_eq!(member.get("/cart").await.cart_lines(), []);
}

async fn of_ten_concurrent_orders_for_six_packets_six_succeed(shop: Shop) {
    let members = join_all((0..10).map(|_| shop.member_at_review(&[(FEW, 1)]))).await;
    let responses = join_all(members.iter().map(|(member, review)| member.place_order(review))).await;
    assert_eq!(sorted_statuses(&responses), [[303; 6].as_slice(), &[422; 4]].concat());
    assert_eq!((shop.stock(FEW).await, shop.ordered(FEW).await), (0, 6));
}

async fn concurrent_carts_in_opposite_order_do_not_deadlock(shop: Shop) {
    const ORDERS: usize = 48;
    let before = (shop.stock(TEA).await, shop.stock(OTHER_TEA).await);
    let carts = [[(TEA, 1), (OTHER_TEA, 1)], [(OTHER_TEA, 1), (TEA, 1)]];
    let mut members = Vec::new();
    for cart in carts.iter().cycle().take(ORDERS) {
        members.push(shop.member_at_review(cart).await);
    }
    let responses = join_all(members.iter().map(|(member, review)| member.place_order(review))).await;
    assert_eq!(sorted_statuses(&responses), [303; ORDERS]);
    assert_eq!(shop.order_numbers().await.len(), ORDERS);
    let sold = (before.0 - shop.stock(TEA).await, before.1 - shop.stock(OTHER_TEA).await);
    assert_eq!(sold, (48, 48));
    assert_eq!((shop.ordered(TEA).await, shop.ordered(OTHER_TEA).await), (48, 48));
}

/// Makes a test of each scenario for each kind of database.
macro_rules! over_every_database {
    ($($scenario:ident,)*) => {
        $(mod $scenario {
            use super::Shop;

            #[actix_web::test]
            async fn on_sqlite() {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite:{}", folder.path().join("orders.sqlite3").display());
                super::$scenario(Shop::over(&url).await).await;
            }

            #[cfg(feature = "server-tests")]
            #[actix_web::test]
            async fn on_postgresql() {
                let url = crate::support::servers::postgres().new_database();
                super::$scenario(Shop::over(&url).await).await;
            }

            #[cfg(feature = "server-tests")]
            #[actix_web::test]
            async fn on_mariadb() {
                let url = crate::support::servers::mariadb().new_database();
                super::$scenario(Shop::over(&url).await).await;
            }
        })*
    };
}

over_every_database! {
    of_two_concurrent_orders_for_the_last_packet_one_succeeds,
    six_concurrent_submissions_of_one_form_make_one_order,
    of_ten_concurrent_orders_for_six_packets_six_succeed,
    concurrent_carts_in_opposite_order_do_not_deadlock,
}
