//! G6 to G9: data that is stored for the length of a visit: a form that is half filled in,
//! preferences, recently viewed teas.

use std::time::Duration;

use crate::support::{
    EngineAndStore, TestApp,
    customer::{ADDRESS, PASSWORD},
    over_every_store,
    page::Page,
    visitor::Visitor,
};

over_every_store! {
    the_checkout_form_is_kept_and_shown_again_until_the_order_is_placed,
    preferences_are_kept_in_the_session_and_nowhere_else,
    recently_viewed_teas_are_listed_latest_first_without_duplicates,
}

const TEA: &str = "keemun-black";
const STREET: &str = "7 Osmanthus Lane";

/// Returns the text fields of the address form.
fn address_on_page(page: &Page) -> Vec<(&'static str, String)> {
    let text = ADDRESS[..4].iter().map(|(name, _)| (*name, page.field(name).unwrap()));
    text.collect()
}

fn address_entered() -> Vec<(&'static str, String)> {
    ADDRESS[..4].iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

/// G6
async fn the_checkout_form_is_kept_and_shown_again_until_the_order_is_placed(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let member = app.member().await;
    member.add_to_cart(TEA, 1).await;
    member.go_to_review("express").await;
    for elsewhere in ["/", "/cart", "/account"] {
        assert_eq!(member.get(elsewhere).await.status, 200);
    }
    let page = member.get("/checkout/address").await;
    assert_eq!(address_on_page(&page), address_entered());
    assert!(page.has("option[value=\"TW\"][selected]"), "{}", page.body);
    assert!(member.get("/checkout/delivery").await.has("[value=\"express\"][checked]"));
    assert!(member.get("/checkout/review").await.contains(STREET));
    let review = member.get("/checkout/review").await;
    assert_eq!(member.place_order(&review).await.status, 303);
    member.add_to_cart(TEA, 1).await;
    let page = member.get("/checkout/address").await;
    assert!(address_on_page(&page).iter().all(|(_, value)| value.is_empty()));
    assert!(!page.has("option[value=\"TW\"][selected]"), "{}", page.body);
}

/// G6: also fields that are not valid yet.
#[actix_web::test]
async fn a_form_that_is_half_filled_in_is_kept() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart(TEA, 1).await;
    let form =
        [("name", "The Recipient"), ("street", STREET), ("postcode", ""), ("city", ""), ("country", "")];
    let response = member.post("/checkout/address", &form).await;
    assert_eq!(response.status, 422);
    for missing in ["postcode-error", "city-error", "country-error"] {
        assert!(response.has(&format!("#{missing}")), "{missing}: {}", response.body);
    }
    assert!(!response.has("#street-error"), "{}", response.body);
    let page = member.get("/checkout/address").await;
    assert_eq!((page.field("street").as_deref(), page.field("city").as_deref()), (Some(STREET), Some("")));
    assert_eq!(member.get("/checkout/review").await.location(), Some("/checkout/address"));
}

/// G6, G9
#[actix_web::test]
async fn checkout_data_is_in_the_session_until_the_order_and_not_after_it() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart(TEA, 1).await;
    let review = member.go_to_review("standard").await;
    let mut sqlite = app.sqlite();
    let row = format!("sessions WHERE session_key = '{}'", member.session_key());
    let data = sqlite.text("session_data", &row);
    assert!(data.contains(STREET) && data.contains("\"checkout\":"), "{data}");
    assert_eq!(sqlite.tables_with(STREET), ["sessions"], "and in no other table");
    member.place_order(&review).await;
    let data = sqlite.text("session_data", &row);
    for (name, value) in ADDRESS {
        assert!(value == "100" || value == "TW" || !data.contains(value), "{name}: {data}");
    }
    assert!(!data.contains("\"checkout\":"), "{data}");
    assert_eq!(sqlite.tables_with(STREET), ["orders"], "the order itself is permanent");
}

async fn choose(visitor: &Visitor, form: &[(&str, &str)]) {
    let response = visitor.post("/preferences", form).await;
    assert_eq!((response.status, response.location()), (303, Some("/preferences")), "{}", response.body);
}

/// G7: preferences depend on the session's cookie alone. No other cookie and no other table
/// than that of the sessions contains them.
async fn preferences_are_kept_in_the_session_and_nowhere_else(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let visitor = app.visitor();
    visitor.register("Mei").await;
    let form = [("language", "zh-Hant"), ("theme", "dark"), ("currency", "TWD"), ("per_page", "6")];
    let response = visitor.post("/preferences", &form).await;
    assert_eq!((response.status, response.location()), (303, Some("/preferences")), "{}", response.body);
    let cookies: Vec<&str> = response.set_cookie_headers().collect();
    assert!(cookies.iter().all(|cookie| cookie.starts_with("sessionid=")), "{cookies:?}");
    has_preferences(&visitor).await;
    if app.sqlite().count("sessions") > 0 {
        for text in
            ["\"language\":\"zh-Hant\"", "\"theme\":\"dark\"", "\"currency\":\"TWD\"", "\"per_page\":6"]
        {
            assert_eq!(app.sqlite().tables_with(text), ["sessions"], "{text}");
        }
    }
    has_default_preferences(&visitor.other_browser()).await;
    let same_account = app.visitor();
    same_account.log_in("Mei", PASSWORD).await;
    has_default_preferences(&same_account).await;
    let session = visitor.cookie("sessionid").unwrap();
    visitor.remove_cookie("sessionid");
    has_default_preferences(&visitor).await;
    visitor.insert_cookie("sessionid", &session);
    has_preferences(&visitor).await;
    visitor.log_out().await;
    has_default_preferences(&visitor).await;
}

async fn has_preferences(visitor: &Visitor) {
    let page = visitor.get("/").await;
    assert!(page.has("html[lang=\"zh-Hant\"][data-theme=\"dark\"]"), "{}", page.body);
    assert!(page.contains("NT$794"), "24.80 US dollars: {}", page.body);
    assert_eq!(page.count(".tea-card"), 6);
}

async fn has_default_preferences(visitor: &Visitor) {
    let page = visitor.get("/").await;
    assert!(page.has("html[lang=\"en\"]") && page.contains("$24.80"), "{}", page.body);
    assert_eq!(page.count(".tea-card"), 12);
}

/// G7
#[actix_web::test]
async fn until_a_language_is_chosen_the_browsers_language_is_used() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for (header, lang) in [("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"), ("zh-CN", "zh-Hans"), ("fr", "en")] {
        let page = visitor.with_header("accept-language", header).get("/preferences").await;
        assert!(page.has(&format!("html[lang=\"{lang}\"]")), "{header}");
    }
    let browser = visitor.with_header("accept-language", "zh-TW");
    choose(&browser, &[("language", "en")]).await;
    assert!(browser.get("/").await.has("html[lang=\"en\"]"));
    choose(&browser, &[("language", "")]).await;
    assert!(browser.get("/").await.has("html[lang=\"zh-Hant\"]"));
}

/// G7, G3
#[actix_web::test]
async fn preferences_survive_a_login_and_are_removed_at_logout() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    choose(&visitor, &[("theme", "dark"), ("currency", "EUR")]).await;
    let page = visitor.register("Mei").await;
    assert!(page.has("html[data-theme=\"dark\"]"), "{}", page.body);
    assert!(visitor.get("/").await.contains("€22.82"));
    visitor.log_out().await;
    let page = visitor.get("/").await;
    assert!(!page.contains("data-theme") && page.contains("$24.80"), "{}", page.body);
}

/// G7
#[actix_web::test]
async fn an_unknown_preference_is_refused_and_no_preference_is_saved() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    choose(&visitor, &[("theme", "dark")]).await;
    let response = visitor.post("/preferences", &[("theme", "light"), ("per_page", "1000")]).await;
    assert!(response.status == 422 && response.has("#per-page-error"), "{}", response.body);
    assert!(response.has("[value=\"light\"][checked]"), "the form shows the choice again");
    assert!(visitor.get("/").await.has("html[data-theme=\"dark\"]"), "nothing was saved");
}

/// Returns the slugs of the teas that the page lists as recently viewed.
fn recently_viewed(page: &Page) -> Vec<String> {
    let links = page.attributes_of(".recent a.tea-mini", "href");
    links.iter().map(|link| link.strip_prefix("/products/").unwrap().to_owned()).collect()
}

/// G8
async fn recently_viewed_teas_are_listed_latest_first_without_duplicates(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let visitor = app.visitor();
    let mut page = visitor.get("/products/bai-mu-dan").await;
    assert_eq!(recently_viewed(&page), [] as [&str; 0]);
    for tea in ["keemun-black", "uji-matcha", "bai-mu-dan", "uji-matcha", "aged-shou-mei"] {
        page = visitor.get(&format!("/products/{tea}")).await;
    }
    assert_eq!(recently_viewed(&page), ["uji-matcha", "bai-mu-dan", "keemun-black"]);
    let other = visitor.other_browser().get("/products/keemun-black").await;
    assert_eq!(recently_viewed(&other), [] as [&str; 0]);
}

/// G8
#[actix_web::test]
async fn viewing_the_same_tea_again_writes_nothing() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.get("/products/bai-mu-dan").await;
    visitor.get("/products/keemun-black").await;
    let mut sqlite = app.sqlite();
    let row = format!("sessions WHERE session_key = '{}'", visitor.session_key());
    let before = (sqlite.text("version", &row), sqlite.text("expire_date", &row));
    app.clock.advance(Duration::from_secs(60));
    for _ in 0..3 {
        let page = visitor.get("/products/keemun-black").await;
        assert_eq!((page.status, page.set_cookie("sessionid")), (200, None));
    }
    assert_eq!((sqlite.text("version", &row), sqlite.text("expire_date", &row)), before);
    visitor.get("/products/uji-matcha").await;
    assert_ne!(sqlite.text("version", &row), before.0);
}

/// G9
#[actix_web::test]
async fn temporary_data_is_removed_with_the_session() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.get("/products/bai-mu-dan").await;
    member.add_to_cart(TEA, 1).await;
    choose(&member, &[("per_page", "37")]).await;
    member.go_to_review("standard").await;
    let mut sqlite = app.sqlite();
    let traces = [STREET, "\"per_page\":37", "recently_viewed", "\"product\":\"keemun-black\""];
    for trace in traces {
        assert_eq!(sqlite.tables_with(trace), ["sessions"], "{trace}");
    }
    member.log_out().await;
    for trace in traces {
        assert_eq!(sqlite.tables_with(trace), [] as [&str; 0], "{trace}");
    }
}
