//! Commands that are typed while the shop is open: they work on the same data
//! and disturb nobody.

use super::{
    program::Program,
    support::customer::{PASSWORD, line},
};

const TEA: &str = "keemun-black";

#[actix_web::test]
async fn a_user_can_be_created_while_the_shop_is_open() {
    let program = Program::new();
    let running = program.serve(&[]);
    assert_eq!(program.run_with_input(&["createuser", "Mei"], PASSWORD).status, Some(0));
    running.visitor().log_in("Mei", PASSWORD).await;
}

/// E11
#[actix_web::test]
async fn clearing_expired_sessions_ends_nobodys_visit() {
    let program = Program::new();
    let running = program.serve(&[]);
    let visitor = running.visitor();
    visitor.add_to_cart(TEA, 2).await;
    let row = "INSERT INTO sessions (session_key, session_data, expire_date, version)
        SELECT 'of-long-ago', session_data, '2001-02-03 04:05:06', version FROM sessions";
    program.database().run(row);
    assert_eq!(program.run(&["clearsessions"]).stdout, "1 expired session was removed\n");
    assert_eq!(program.database().texts("session_key", "sessions"), [visitor.session_key()]);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 2)]);
}

#[actix_web::test]
async fn migrating_puts_nothing_back_that_was_sold() {
    let program = Program::new();
    let running = program.serve(&[]);
    program.database().run("UPDATE products SET stock = 3 WHERE slug = 'keemun-black'");
    assert_eq!(program.run(&["migrate"]).status, Some(0));
    assert_eq!(program.database().text("stock", "products WHERE slug = 'keemun-black'"), "3");
    assert_eq!(running.visitor().get("/").await.status, 200);
}
