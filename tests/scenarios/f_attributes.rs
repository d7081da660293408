//! F1 to F4: the attributes of the session's cookie, when it is set and when it is
//! removed.

use actix_web::cookie::{Cookie, SameSite};
use session_shop::sessions::CookieOptions;

use crate::support::{Dictionary, EngineAndStore, TestApp, over_every_store};

over_every_store! {
    cookie_secure_sets_the_secure_attribute,
    cookie_httponly_sets_the_httponly_attribute,
    cookie_samesite_sets_the_samesite_attribute,
    the_cookie_has_the_name_path_and_domain_of_the_settings,
}

/// Returns the session's cookie under these settings, as it is set and as it is removed,
/// each with its raw `Set-Cookie` header.
async fn cookies(
    combination: EngineAndStore,
    change: impl FnOnce(&mut CookieOptions),
) -> [(Cookie<'static>, String); 2] {
    let dictionary = Dictionary::over_with(combination, |options| change(&mut options.cookie)).await;
    let name = dictionary.options().cookie.name.clone();
    let visitor = dictionary.visitor();
    let set = visitor.run(&["set a 1"]).await;
    // The browser does not send the cookie to this page if its path is another one.
    let header = format!("{name}={}", visitor.cookie(&name).unwrap());
    let removed = visitor.post_with_cookie("/session", "flush".to_owned(), header.as_bytes()).await;
    assert!(removed.removes_cookie(&name), "{:?}", removed.headers);
    [set, removed].map(|response| {
        let raw = response.set_cookie_headers().find(|line| line.starts_with(&name)).unwrap().to_owned();
        (response.set_cookie(&name).unwrap(), raw)
    })
}

/// F1
async fn cookie_secure_sets_the_secure_attribute(combination: EngineAndStore) {
    for (secure, same_site) in [
        (true, SameSite::Lax),
        (false, SameSite::Lax),
        (true, SameSite::None),
        (false, SameSite::None),
        (false, SameSite::Strict),
    ] {
        let change = |cookie: &mut CookieOptions| (cookie.secure, cookie.same_site) = (secure, same_site);
        for (cookie, raw) in cookies(combination, change).await {
            assert_eq!(cookie.secure().unwrap_or(false), secure, "{raw}");
        }
    }
}

/// F2
async fn cookie_httponly_sets_the_httponly_attribute(combination: EngineAndStore) {
    for http_only in [true, false] {
        for (cookie, raw) in cookies(combination, |cookie| cookie.http_only = http_only).await {
            assert_eq!(cookie.http_only().unwrap_or(false), http_only, "{raw}");
        }
    }
}

/// F3
async fn cookie_samesite_sets_the_samesite_attribute(combination: EngineAndStore) {
    for same_site in [SameSite::Strict, SameSite::Lax, SameSite::None] {
        for (cookie, raw) in cookies(combination, |cookie| cookie.same_site = same_site).await {
            assert_eq!(cookie.same_site(), Some(same_site), "{raw}");
        }
    }
}

/// F4
async fn the_cookie_has_the_name_path_and_domain_of_the_settings(combination: EngineAndStore) {
    for (cookie, raw) in cookies(combination, |_| {}).await {
        assert_eq!((cookie.name(), cookie.path(), cookie.domain()), ("sessionid", Some("/"), None), "{raw}");
    }
    let change = |cookie: &mut CookieOptions| {
        "tea.session".clone_into(&mut cookie.name);
        "/shop".clone_into(&mut cookie.path);
        cookie.domain = Some("tea.example".to_owned());
    };
    for (cookie, raw) in cookies(combination, change).await {
        let attributes = (cookie.name(), cookie.path(), cookie.domain());
        assert_eq!(attributes, ("tea.session", Some("/shop"), Some("tea.example")), "{raw}");
    }
}

/// F1 to F4: from the settings to the cookie of the shop.
#[actix_web::test]
async fn the_shops_cookie_has_the_attributes_of_the_settings() {
    let settings = [
        ("session.cookie_name", "tea.session"),
        ("session.cookie_path", "/cart"),
        ("session.cookie_domain", "tea.example"),
        ("session.cookie_secure", "true"),
        ("session.cookie_httponly", "false"),
        ("session.cookie_samesite", "Strict"),
    ];
    let defaults = ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=1209600"];
    let chosen = ["SameSite=Strict", "Secure", "Path=/cart", "Domain=tea.example", "Max-Age=1209600"];
    for (settings, name, expected) in
        [(&[][..], "sessionid", &defaults[..]), (&settings[..], "tea.session", &chosen[..])]
    {
        let app = TestApp::with(settings).await;
        let form = [("product", "keemun-black"), ("quantity", "1")];
        // The first page sets the cookie of the CSRF token.
        let visitor = app.visitor();
        visitor.get("/").await;
        let page = visitor.post("/cart/add", &form).await;
        let cookies: Vec<&str> = page.set_cookie_headers().filter(|line| line.starts_with(name)).collect();
        let [cookie] = cookies[..] else { panic!("{cookies:?}") };
        let mut attributes: Vec<&str> =
            cookie.split("; ").skip(1).filter(|attribute| !attribute.starts_with("Expires=")).collect();
        let mut expected = expected.to_vec();
        attributes.sort_unstable();
        expected.sort_unstable();
        assert_eq!(attributes, expected);
    }
}
