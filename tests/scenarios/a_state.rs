//! A1 to A9: HTTP is stateless, and a session id in a cookie connects the requests of one
//! visitor.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use crate::{
    process::Process,
    support::{
        Dictionary, EngineAndStore, SessionStore, TestApp,
        customer::{PASSWORD, line},
        over_every_store,
        visitor::Visitor,
    },
};

over_every_store! {
    without_a_cookie_every_request_gets_an_empty_session,
    the_first_response_with_session_data_sets_the_cookie_and_none_before_it,
    the_browser_sends_the_id_back_and_the_server_finds_the_data,
    a_session_survives_a_restart_of_the_server_process,
    two_visitors_never_share_a_session,
    sessions_created_at_the_same_time_are_all_different,
    an_anonymous_visitor_has_a_cart_without_a_login,
}

over_every_store! {
    except signed_cookies:
    the_id_is_random_and_the_data_is_not_in_it,
}

const TEA: &str = "alishan-high-mountain-oolong";
const OTHER_TEA: &str = "sun-moon-lake-ruby-18";

/// A1
async fn without_a_cookie_every_request_gets_an_empty_session(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    visitor.switch_cookies_off();
    for _ in 0..2 {
        assert_eq!(visitor.run(&["items", "session_key", "set a 1"]).await.body, "\n-\nok");
    }
}

/// A2
async fn the_first_response_with_session_data_sets_the_cookie_and_none_before_it(
    combination: EngineAndStore,
) {
    let app = TestApp::over_store(combination).await;
    let visitor = app.visitor();
    for path in ["/", "/cart", "/?q=oolong", "/no-such-page"] {
        let page = visitor.get(path).await;
        assert_eq!(page.set_cookie("sessionid"), None, "{path}");
    }
    let response = visitor.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
    assert!(!response.set_cookie("sessionid").unwrap().value().is_empty());
}

/// A3
async fn the_browser_sends_the_id_back_and_the_server_finds_the_data(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 2).await;
    visitor.add_to_cart(OTHER_TEA, 1).await;
    let cart = visitor.get("/cart").await;
    assert_eq!(cart.cart_lines(), [line(TEA, 2), line(OTHER_TEA, 1)]);
    assert_eq!(visitor.get("/").await.cart_count(), 3);
    visitor.remove_cookie("sessionid");
    assert_eq!(visitor.get("/cart").await.cart_lines(), []);
}

/// A3: the program is stopped and started again, then killed and started again. Only
/// sessions in the memory of the process are lost.
async fn a_session_survives_a_restart_of_the_server_process(combination: EngineAndStore) {
    let (folder, store) = (tempfile::tempdir().unwrap(), SessionStore::new(combination));
    store.write_settings_file(folder.path(), &[("server.shutdown_timeout", "1")]);
    let mut shop = Process::start(folder.path(), &[]);
    let visitor = Visitor::new(shop.address());
    visitor.add_to_cart(TEA, 2).await;
    let kept = if combination == EngineAndStore::CacheMemory { vec![] } else { vec![line(TEA, 2)] };
    for stop in [Process::stop, Process::kill] {
        let browser = visitor.copy();
        stop(&mut shop);
        shop = Process::start(folder.path(), &[]);
        assert_eq!(browser.at(shop.address()).get("/cart").await.cart_lines(), kept);
    }
    // The session can also be changed after the restart.
    let visitor = visitor.at(shop.address());
    visitor.add_to_cart(OTHER_TEA, 1).await;
    let cart = visitor.get("/cart").await.cart_lines();
    assert_eq!(cart, [kept, vec![line(OTHER_TEA, 1)]].concat());
}

/// A4: each session has another id, so it can't be guessed.
async fn the_id_is_random_and_the_data_is_not_in_it(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let mut keys = Vec::new();
    for _ in 0..50 {
        let visitor = dictionary.visitor_with(&["set username \"oolong-lover\""]).await;
        let cookie = visitor.cookie("sessionid").unwrap();
        let key = visitor.run_line("session_key").await;
        assert!(!cookie.contains("oolong") && cookie.ends_with(&key));
        assert!(key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{key}");
        keys.push(key);
    }
    for position in 0..32 {
        let letters: BTreeSet<u8> = keys.iter().map(|key| key.as_bytes()[position]).collect();
        assert!(
            letters.len() > 10,
            "position {position} of the ids has few different characters: {letters:?}"
        );
    }
}

/// A5
async fn two_visitors_never_share_a_session(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let (one, other) = (app.visitor(), app.visitor());
    one.add_to_cart(TEA, 2).await;
    other.add_to_cart(OTHER_TEA, 5).await;
    assert_eq!(one.get("/cart").await.cart_lines(), [line(TEA, 2)]);
    assert_eq!(other.get("/cart").await.cart_lines(), [line(OTHER_TEA, 5)]);
    assert_ne!(one.cookie("sessionid"), other.cookie("sessionid"));
    assert_eq!(one.other_browser().get("/cart").await.cart_lines(), []);
}

/// A5: each visitor writes a value that no other visitor writes, and reads it back.
async fn sessions_created_at_the_same_time_are_all_different(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let sets: Vec<_> = (0..50).map(|number| format!("set number {number}")).collect();
    let visitors: Vec<_> = sets.iter().map(|_| dictionary.visitor()).collect();
    let pages = join_all(visitors.iter().zip(&sets).map(async |(visitor, set)| visitor.run(&[set]).await));
    assert!(pages.await.iter().all(|page| page.status == 200));
    for (number, visitor) in visitors.iter().enumerate() {
        assert_eq!(visitor.run_line("get number").await, number.to_string());
    }
    let cookies: BTreeSet<_> = visitors.iter().map(|visitor| visitor.cookie("sessionid")).collect();
    assert_eq!(cookies.len(), visitors.len());
    if !combination.is_in_cookie() {
        let keys = join_all(visitors.iter().map(|visitor| visitor.run_line("session_key"))).await;
        assert_eq!(BTreeSet::from_iter(&keys).len(), visitors.len(), "{keys:?}");
    }
}

/// A6
async fn an_anonymous_visitor_has_a_cart_without_a_login(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let stranger = app.visitor();
    stranger.add_to_cart(TEA, 2).await;
    assert!(!stranger.is_logged_in().await);
    for path in ["/", "/products/alishan-high-mountain-oolong", "/cart", "/account/login"] {
        assert_eq!(stranger.get(path).await.cart_count(), 2, "{path}");
    }
    assert_eq!(stranger.get("/cart").await.cart_lines(), [line(TEA, 2)]);
    assert_eq!(app.sqlite().count("users"), 0, "nobody has an account");
}

/// A7
#[actix_web::test]
async fn a_session_id_in_the_url_is_ignored_and_never_written_there() {
    let app = TestApp::start().await;
    let victim = app.visitor();
    victim.add_to_cart(TEA, 2).await;
    let cookie = victim.cookie("sessionid").unwrap();
    let key = &cookie[cookie.len() - 32..];
    for path in [
        format!("/cart?sessionid={cookie}"),
        format!("/cart?sessionid={key}&session_key={key}"),
        format!("/cart;sessionid={key}"),
    ] {
        let page = app.visitor().get(&path).await;
        assert_eq!(page.cart_lines(), [], "{path}");
        assert_eq!(page.set_cookie("sessionid"), None, "{path}");
    }
    let response = victim.post("/cart/add", &[("product", OTHER_TEA), ("quantity", "1")]).await;
    assert!(!response.location().unwrap().contains(key));
    let member = app.member().await;
    let cookie = member.cookie("sessionid").unwrap();
    for path in ["/", "/cart", "/account", "/preferences", "/orders", "/no-such-page"] {
        let page = member.follow(member.get(path).await).await;
        assert!(!page.contains(&cookie[cookie.len() - 32..]), "{path} shows the id");
    }
}

/// A8: neither the cart nor the login works, and the page explains why. It is not the
/// page for a wrong password.
#[actix_web::test]
async fn with_cookies_disabled_the_shop_explains_that_it_needs_them() {
    let app = TestApp::start().await;
    app.visitor().register("Mei").await;
    let visitor = app.visitor();
    visitor.switch_cookies_off();
    assert_eq!(visitor.get("/").await.status, 200);
    let cart = [("product", TEA), ("quantity", "1")];
    let login = [("username", "Mei"), ("password", PASSWORD)];
    let account = [("username", "Lin"), ("password", PASSWORD), ("password_again", PASSWORD)];
    for (path, form) in
        [("/cart/add", &cart[..]), ("/account/login", &login), ("/account/register", &account)]
    {
        for (language, lang, sentence) in [
            ("en", "lang=\"en\"", "did not send our cookie"),
            ("zh-TW", "lang=\"zh-Hant\"", "沒有把 cookie 送回來"),
        ] {
            let response = visitor.with_header("accept-language", language).post(path, form).await;
            assert_eq!((response.status, response.set_cookie("sessionid")), (403, None), "{path}");
            assert!(response.contains(lang) && response.contains(sentence), "{path}: {}", response.body);
        }
    }
    assert!(!visitor.is_logged_in().await);
    assert_eq!(app.sqlite().texts("username", "users"), ["Mei"], "no account is created");
}

/// A8, F3: a browser that sends its cookies, and a form without a CSRF token, gets another
/// page than a browser with disabled cookies. (`shop/forms.rs` sends such a form to every
/// URL.)
#[actix_web::test]
async fn a_form_without_its_csrf_token_is_refused_and_changes_nothing() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 2).await;
    let response = visitor.post_as_is("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
    assert!(response.status == 403 && !response.contains("did not send our cookie"), "{}", response.body);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 2)]);
}

/// A9
#[actix_web::test]
async fn with_sessions_disabled_only_pages_that_need_none_work_and_the_others_respond_503() {
    let on = TestApp::start().await;
    let off = on.beside(&[("session.enabled", "false")]).await;
    let visitor = on.visitor();
    // The form was opened while sessions were enabled.
    visitor.add_to_cart(TEA, 2).await;
    let visitor = visitor.at(off.address());
    for path in ["/", "/products/keemun-black", "/?q=oolong", "/lab"] {
        let page = visitor.get(path).await;
        assert_eq!((page.status, page.set_cookie("sessionid")), (200, None), "{path}");
    }
    for path in ["/cart", "/account", "/account/login", "/orders", "/checkout/address"] {
        let page = visitor.get(path).await;
        assert_eq!((page.status, page.set_cookie("sessionid")), (503, None), "{path}");
        assert!(page.contains("session.enabled = false"), "{path}: {}", page.body);
    }
    let response = visitor.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
    assert!(response.status == 503 && response.contains("session.enabled = false"), "{}", response.body);
}

/// A9: no session is lost while sessions are disabled.
#[actix_web::test]
async fn a_session_is_still_there_after_sessions_were_disabled_and_enabled_again() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 2).await;
    let off = app.beside(&[("session.enabled", "false")]).await;
    assert_eq!(visitor.at(off.address()).get("/cart").await.status, 503);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 2)]);
}
