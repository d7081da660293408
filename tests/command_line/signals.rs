//! How the shop closes: what is under way is finished first.

use super::{
    program::Program,
    support::{page::Page, slow_form::SlowForm},
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
    let answer = form.answer();
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
