//! MySQL 8, which Debian does not package. The test needs a server with an empty database,
//! which `TEST_MYSQL_URL` names. Without that variable nothing is tested here, and
//! `tests/left_out.rs` reports it in each run.

use crate::support::{customer::line, process::Process, visitor::Visitor};

const TEA: &str = "keemun-black";

#[actix_web::test]
async fn visitors_are_served_from_mysql_8() {
    let Ok(url) = std::env::var("TEST_MYSQL_URL") else {
        eprintln!("NOT TESTED: MySQL 8. TEST_MYSQL_URL names no server.");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for restarts in 0..2 {
        let shop = Process::start(folder.path(), &[("DATABASE_URL", &url)]);
        let visitor = Visitor::new(shop.address());
        visitor.register(&format!("Mei{restarts}")).await;
        visitor.add_to_cart(TEA, 2).await;
        assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 2)]);
    }
}
