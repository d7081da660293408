//! Two processes of the shop on one database. Each reads the catalogue again every
//! few seconds, and so shows what the other one has sold.

use std::time::{Duration, Instant};

use crate::support::process::Process;
use crate::support::{customer::line, sqlite::Sqlite, visitor::Visitor};

/// A tea of which one packet is in stock.
const LAST_ONE: &str = "competition-oriental-beauty";

/// The catalogue is read again every 5 seconds; a busy machine is given more.
const DEADLINE: Duration = Duration::from_secs(30);

async fn is_sold_out(visitor: &Visitor) -> bool {
    let page = visitor.get(&format!("/products/{LAST_ONE}")).await;
    assert_eq!(page.status, 200);
    page.contains("Sold out")
}

#[actix_web::test]
async fn what_one_process_sells_is_sold_out_in_the_other_within_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let shops = [Process::start(folder.path(), &[]), Process::start(folder.path(), &[])];
    let [here, there] = [0, 1].map(|number: usize| Visitor::new(shops[number].address()));
    assert!(!is_sold_out(&here).await && !is_sold_out(&there).await);
    here.register("Mei").await;
    here.add_to_cart(LAST_ONE, 1).await;
    let review = here.go_to_review("pickup").await;
    assert_eq!(here.place_order(&review).await.status, 303);
    assert!(is_sold_out(&here).await, "the process that sold it shows it at once");
    let since = Instant::now();
    while !is_sold_out(&there).await {
        assert!(since.elapsed() < DEADLINE, "the other process still sells it:\n{}", shops[1].log());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut sqlite = Sqlite::open(&folder.path().join("shop.sqlite3"));
    assert_eq!(sqlite.text("stock", &format!("products WHERE slug = '{LAST_ONE}'")), "0");
    sqlite.run(&format!("UPDATE products SET stock = 3 WHERE slug = '{LAST_ONE}'"));
    let since = Instant::now();
    while is_sold_out(&there).await {
        assert!(since.elapsed() < DEADLINE, "the new stock is not shown");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    there.add_to_cart(LAST_ONE, 2).await;
    assert_eq!(there.get("/cart").await.cart_lines(), [line(LAST_ONE, 2)]);
}
