//! MySQL 8, which Debian does not package. The test runs only by hand, over a server that
//! `TEST_MYSQL_URL` names.

use crate::support::{customer::line, process::Process, visitor::Visitor};

const TEA: &str = "keemun-black";

#[actix_web::test]
#[ignore = "NOT TESTED: MySQL 8 has no Debian package; TEST_MYSQL_URL names a server with an empty database"]
async fn visitors_are_served_from_mysql_8() {
    let url = std::env::var("TEST_MYSQL_URL").expect("TEST_MYSQL_URL names an empty database");
    let folder = tempfile::tempdir().unwrap();
    for restarts in 0..2 {
        let shop = Process::start(folder.path(), &[("DATABASE_URL", &url)]);
        let visitor = Visitor::new(shop.address());
        visitor.register(&format!("Mei{restarts}")).await;
        visitor.add_to_cart(TEA, 2).await;
        assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 2)]);
    }
}
