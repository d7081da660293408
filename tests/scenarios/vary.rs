//! A response that depends on the session's cookie has `Vary: Cookie` for the caches between
//! server and browser (RFC 9110, section 12.5.5), also if the handler does not use the
//! session.

use crate::support::{
    Dictionary, EngineAndStore,
    faulty::{Call, Fault},
    over_every_store,
    page::Page,
};

over_every_store! {
    a_response_that_depends_on_the_session_varies_with_the_cookie,
    a_response_that_removes_a_cookie_varies_with_it,
    a_response_that_sets_a_cookie_varies_with_it,
    an_error_of_the_session_varies_with_the_cookie,
}

fn varies(response: &Page) -> bool {
    response.header("vary") == Some("Cookie")
}

/// The handler reads or changes the session.
async fn a_response_that_depends_on_the_session_varies_with_the_cookie(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    assert_eq!(visitor.run(&["get a"]).await.header("vary"), Some("Cookie"));
    assert_eq!(visitor.run(&["set a 1"]).await.header("vary"), Some("Cookie"));
    assert_eq!(visitor.get("/plain").await.header("vary"), None);
    let slow = dictionary.begin(&visitor, &["wait", "set a 2"]).await;
    visitor.run_line("flush").await;
    assert_eq!(slow.finish().await.header("vary"), Some("Cookie"), "the 409 too");
}

/// The handler does not use the session.
async fn a_response_that_removes_a_cookie_varies_with_it(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    let without = visitor.get("/plain").await;
    assert_eq!((without.set_cookie("sessionid"), without.header("vary")), (None, None));
    visitor.insert_cookie("sessionid", "forged");
    let response = visitor.get("/plain").await;
    assert!(response.removes_cookie("sessionid") && varies(&response), "{response:?}");
}

/// The handler does not use the session, and `session.save_every_request` extends it.
async fn a_response_that_sets_a_cookie_varies_with_it(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, |options| options.save_every_request = true).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let response = visitor.get("/plain").await;
    assert!(response.set_cookie("sessionid").is_some() && varies(&response), "{response:?}");
}

/// The handler uses actix-session's own `Session`, whose changes the layer sees only after
/// the handler.
async fn an_error_of_the_session_varies_with_the_cookie(combination: EngineAndStore) {
    let limited = |options: &mut session_shop::sessions::Options| options.max_bytes = 300;
    let dictionary = Dictionary::over_with(combination, limited).await;
    let large = format!("raw_insert a \"{}\"", "x".repeat(300));
    let visitor = dictionary.visitor_with(&["raw_insert a 1"]).await;
    let too_large = visitor.run(&[&large]).await;
    assert!(too_large.status == 413 && varies(&too_large), "{too_large:?}");
    dictionary.faults.set(&[Call::Replace], Fault::Error);
    let not_saved = visitor.run(&["raw_insert a 2"]).await;
    assert!(not_saved.status == 503 && varies(&not_saved), "{not_saved:?}");
    dictionary.faults.clear();
    dictionary.faults.set(&[Call::Create], Fault::Error);
    let not_created = dictionary.visitor().run(&["raw_insert a 2"]).await;
    assert!(not_created.status == 503 && varies(&not_created), "{not_created:?}");
}
