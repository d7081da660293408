//! Text with a NUL character, which PostgreSQL can't store. The shop refuses it before it
//! reaches a database, in the same way on every kind of database.

use crate::support::{TestApp, customer::PASSWORD};

/// Returns the URL of an empty database of each kind.
fn databases() -> Vec<String> {
    #[cfg(feature = "server-tests")]
    let on_servers = {
        use crate::support::servers::{mariadb, postgres};
        [postgres().new_database(), mariadb().new_database()]
    };
    #[cfg(not(feature = "server-tests"))]
    let on_servers: [String; 0] = [];
    std::iter::once("sqlite:shop.sqlite3".to_owned()).chain(on_servers).collect()
}

const ADDRESS: [(&str, &str); 5] =
    [("name", "Lin\0Mei"), ("street", "1"), ("postcode", "100"), ("city", "Taipei"), ("country", "TW")];

#[actix_web::test]
async fn a_form_with_a_nul_character_is_refused_with_the_name_of_its_field() {
    for url in databases() {
        let app = TestApp::with(&[("databases.default.url", &url)]).await;
        let member = app.member().await;
        member.add_to_cart("keemun-black", 1).await;
        for (path, fields, field) in [
            ("/account/register", &[("username", "Lin"), ("password", "oolong\0 and tea")][..], "password"),
            ("/account/devices/end", &[("which", "\0")], "which"),
            ("/cart/add", &[("product", "keemun-black\0"), ("quantity", "1")], "product"),
            ("/checkout/place", &[("order_token", "\0")], "order_token"),
            ("/preferences", &[("the\0me", "dark")], "the\u{fffd}me"),
            ("/lab/session", &[("operation", "set"), ("key", "tea"), ("value", "a\0b")], "value"),
        ] {
            let page = member.post(path, fields).await;
            assert_eq!(page.status, 400, "{url} {path}: {}", page.body);
            let words = format!("The field “{field}” contains a NUL character");
            assert!(page.contains(&words), "{url} {path}: {}", page.body);
            assert!(page.set_cookie("sessionid").is_none(), "{url} {path}");
        }
        assert_eq!(member.get("/cart").await.cart_lines(), [("keemun-black".to_owned(), 1)], "{url}");
    }
}

/// Forms that show the error at the field, and the login form, which only shows that name
/// and password do not match.
#[actix_web::test]
async fn a_form_that_checks_its_fields_gives_422_for_a_nul_character() {
    for url in databases() {
        let app = TestApp::with(&[("databases.default.url", &url)]).await;
        let member = app.member().await;
        member.add_to_cart("keemun-black", 1).await;
        for (visitor, path, fields) in [
            (&member, "/checkout/address", &ADDRESS[..]),
            (&app.visitor(), "/account/login", &[("username", "Mei\0"), ("password", PASSWORD)]),
            (&app.visitor(), "/account/register", &[("username", "Mei\0"), ("password", PASSWORD)]),
        ] {
            assert_eq!(visitor.post(path, fields).await.status, 422, "{url} {path}");
        }
    }
}

#[actix_web::test]
async fn a_nul_character_in_a_url_causes_no_server_error() {
    for url in databases() {
        let app = TestApp::with(&[("databases.default.url", &url)]).await;
        let member = app.member().await;
        for (path, status) in [
            ("/orders/20260101-%00", 404),
            ("/products/%00", 404),
            ("/products/keemun-black%00", 404),
            ("/lab/lessons/%00", 404),
            ("/?q=%00&category=%00&page=%00&sort=%00", 200),
            ("/lab/cookies?name=%00", 200),
            ("/account/password?next=%00", 200),
            ("/account/login?next=%00", 303),
        ] {
            assert_eq!(member.get(path).await.status, status, "{url} {path}");
        }
    }
}

#[actix_web::test]
async fn the_error_about_a_nul_character_is_localized() {
    let app = TestApp::start().await;
    for (language, words) in [
        ("en", "The field “password” contains a NUL character"),
        ("zh-TW", "欄位「password」含有 NUL 字元"),
        ("zh-CN", "字段“password”含有 NUL 字符"),
    ] {
        let visitor = app.visitor().with_header("accept-language", language);
        let page = visitor.post("/account/login", &[("username", "Mei"), ("password", "\0")]).await;
        assert!(page.contains(words), "{language}: {}", page.body);
    }
}
