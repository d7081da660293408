//! How the shop closes: what is under way is finished first.

use super::{
    program::Program,
    support::{customer::PASSWORD, page::Page, slow_form::SlowForm},
};

/// Sends the signal while somebody registers, whose password takes long, and
/// returns the answer that comes all the same.
async fn register_while_it_closes(signal: &str) -> Page {
    let program = Program::new().with("PASSWORD_ITERATIONS", "100").with("PASSWORD_MEMORY_KIB", "1024");
    let mut running = program.serve(&[]);
    let password = "oolong and osmanthus";
    let fields = [("username", "Mei"), ("password", password), ("password_again", password)];
    let mut form = SlowForm::begin(running.address(), &running.visitor(), "/account/register", &fields).await;
    running.signal(signal);
    running.logs("closing");
    form.send_rest();
    let answer = form.response();
    let outcome = running.end();
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert_eq!(outcome.complaints(), Vec::<&str>::new());
    assert_eq!(program.database().texts("username", "users"), ["Mei"], "it was finished");
    answer
}

#[actix_web::test]
async fn sigterm_lets_a_request_under_way_finish() {
    let answer = register_while_it_closes("TERM").await;
    assert_eq!(answer.status, 303);
    assert!(answer.set_cookie("sessionid").is_some());
}

#[actix_web::test]
async fn ctrl_c_lets_a_request_under_way_finish() {
    assert_eq!(register_while_it_closes("INT").await.status, 303);
}

#[actix_web::test]
async fn a_shop_with_nothing_to_do_closes_at_once() {
    let program = Program::new().with("SHOP_SHUTDOWN_TIMEOUT", "3600");
    let running = program.serve(&[]);
    // Leaves its connection open, as browsers do.
    let visitor = running.visitor();
    assert_eq!(visitor.get("/").await.status, 200);
    assert_eq!(running.stop().status, Some(0));
}

/// And no more than the first: whoever is impatient does not cut anybody off.
#[actix_web::test]
async fn a_second_signal_does_not_matter() {
    let program = Program::new();
    let mut running = program.serve(&[]);
    let fields = [("product", "keemun-black"), ("quantity", "1")];
    let mut form = SlowForm::begin(running.address(), &running.visitor(), "/cart/add", &fields).await;
    running.signal("TERM");
    running.logs("closing");
    running.signal("TERM");
    running.signal("INT");
    form.send_rest();
    assert_eq!(form.response().status, 303);
    let outcome = running.end();
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert_eq!(outcome.stderr.matches("closing").count(), 1, "{outcome:?}");
}

#[actix_web::test]
async fn what_was_done_before_the_end_is_there_after_it() {
    let program = Program::new();
    let running = program.serve(&[]);
    let visitor = running.visitor();
    visitor.register("Mei").await;
    visitor.add_to_cart("keemun-black", 2).await;
    assert_eq!(running.stop().status, Some(0));
    let running = program.serve(&[]);
    let visitor = visitor.at(running.address());
    assert!(visitor.is_logged_in().await);
    assert_eq!(visitor.get("/").await.cart_count(), 2);
    visitor.log_out().await;
    visitor.log_in("Mei", PASSWORD).await;
}
