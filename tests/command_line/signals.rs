//! The shop finishes the requests in progress before it ends.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use super::{
    program::Program,
    support::{customer::PASSWORD, page::Page, slow_form::SlowForm},
};

/// Sends the signal during a registration, whose password hash takes long, and returns
/// the response.
async fn register_during_shutdown(signal: &str) -> Page {
    let program = Program::new().with("PASSWORD_ITERATIONS", "100").with("PASSWORD_MEMORY_KIB", "1024");
    let mut running = program.serve(&[]);
    let password = "oolong and osmanthus";
    let fields = [("username", "Mei"), ("password", password), ("password_again", password)];
    let mut form = SlowForm::begin(running.address(), &running.visitor(), "/account/register", &fields).await;
    running.signal(signal);
    running.wait_for_log("stopping after the requests in progress");
    form.send_rest();
    let response = form.response();
    let outcome = running.wait();
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert_eq!(outcome.warnings_and_errors(), Vec::<&str>::new());
    assert_eq!(program.database().texts("username", "users"), ["Mei"], "the registration was not finished");
    response
}

#[actix_web::test]
async fn sigterm_lets_a_request_in_progress_finish() {
    let response = register_during_shutdown("TERM").await;
    assert_eq!(response.status, 303);
    assert!(response.set_cookie("sessionid").is_some());
}

#[actix_web::test]
async fn ctrl_c_lets_a_request_in_progress_finish() {
    assert_eq!(register_during_shutdown("INT").await.status, 303);
}

#[actix_web::test]
async fn a_shop_without_requests_in_progress_ends_at_once() {
    let program = Program::new().with("SHOP_SHUTDOWN_TIMEOUT", "3600");
    let running = program.serve(&[]);
    // The connection stays open after its response, as those of browsers do.
    let mut connection = TcpStream::connect(running.address()).unwrap();
    connection.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut status = [0; 12];
    connection.read_exact(&mut status).unwrap();
    assert_eq!(&status, b"HTTP/1.1 200");
    assert_eq!(running.stop().status, Some(0));
}

/// A second signal does not cut off a request in progress.
#[actix_web::test]
async fn a_second_signal_changes_nothing() {
    let program = Program::new();
    let mut running = program.serve(&[]);
    let fields = [("product", "keemun-black"), ("quantity", "1")];
    let mut form = SlowForm::begin(running.address(), &running.visitor(), "/cart/add", &fields).await;
    running.signal("TERM");
    running.wait_for_log("stopping after the requests in progress");
    running.signal("TERM");
    running.signal("INT");
    form.send_rest();
    assert_eq!(form.response().status, 303);
    let outcome = running.wait();
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert_eq!(outcome.stderr.matches("stopping after the requests in progress").count(), 1, "{outcome:?}");
}

#[actix_web::test]
async fn sessions_and_accounts_survive_a_restart() {
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

/// A load balancer has time to send its requests elsewhere: the shop reports that it is
/// not ready, and serves on.
#[actix_web::test]
async fn during_the_shutdown_delay_requests_are_served_and_readyz_is_503() {
    let program = Program::new().with("SHOP_SHUTDOWN_DELAY", "3600");
    let mut running = program.serve(&[]);
    let visitor = running.visitor();
    assert_eq!(visitor.get("/readyz").await.status, 200);
    running.signal("TERM");
    running.wait_for_log("not ready: requests are served for 3600 s more");
    let ready = visitor.get("/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (503, "stopping\n"));
    visitor.add_to_cart("keemun-black", 2).await;
    let cart = visitor.get("/cart").await;
    assert_eq!((cart.status, cart.cart_count()), (200, 2));
    assert_eq!(cart.header("connection"), Some("close"), "no proxy keeps the connection");
    assert_eq!(visitor.get("/healthz").await.status, 200, "it is not to be restarted");
    // An operator who can't wait sends a second signal.
    running.signal("TERM");
    assert_eq!(running.wait().status, Some(0));
}

/// Log rotation renames the file and sends SIGHUP.
#[actix_web::test]
async fn a_hang_up_opens_the_audit_file_again() {
    let program = Program::new().with("AUDIT_FILE", "audit.log");
    let mut running = program.serve(&[]);
    let (file, renamed) = (program.folder().join("audit.log"), program.folder().join("audit.log.1"));
    assert_eq!(running.visitor().post_as_is("/cart/empty", &[]).await.status, 403);
    std::fs::rename(&file, &renamed).unwrap();
    running.signal("HUP");
    running.wait_for_log("hang-up: opened audit.log again");
    assert_eq!(running.visitor().post_as_is("/cart/empty", &[]).await.status, 403);
    for path in [file, renamed] {
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 1, "{}", path.display());
    }
    assert_eq!(running.stop().status, Some(0));
}
