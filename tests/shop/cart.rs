//! The cart: a valid change is made, and an invalid one shows an error at its field and
//! changes nothing. (Concurrent changes are in `scenarios/at_the_shop.rs`.)

use crate::support::{TestApp, customer::line, page::Page, visitor::Visitor};

/// A tea with five packets in stock.
const SCARCE: &str = "mi-lan-xiang-dancong";
const TEA: &str = "keemun-black";
const SOLD_OUT: &str = "darjeeling-first-flush";

/// Larger than any integer type.
const HUGE_NUMBER: &str = "99999999999999999999999999";

async fn send(visitor: &Visitor, path: &str, product: &str, quantity: &str) -> Page {
    visitor.post(path, &[("product", product), ("quantity", quantity)]).await
}

async fn visitor_with_two(app: &TestApp) -> Visitor {
    let visitor = app.visitor();
    visitor.add_to_cart(SCARCE, 2).await;
    visitor
}

#[actix_web::test]
async fn an_invalid_quantity_shows_an_error_and_keeps_the_cart() {
    let app = TestApp::start().await;
    let visitor = visitor_with_two(&app).await;
    let some_left = "Only 5 packets are left, and 2 of them are in your cart.";
    let too_few = "The quantity must be at least 1. Please enter a whole number from 1 to 3.";
    let no_number = "Please enter a whole number from 1 to 3.";
    for (typed, message) in [
        ("4", some_left),
        (HUGE_NUMBER, some_left),
        ("0", too_few),
        ("-1", too_few),
        ("", no_number),
        ("two", no_number),
        ("1.5", no_number),
        ("\"><script>", no_number),
    ] {
        let page = send(&visitor, "/cart/add", SCARCE, typed).await;
        assert_eq!(page.status, 422, "{typed:?}");
        assert_eq!(page.text_of("#quantity-error").as_deref(), Some(message), "{typed:?}");
        assert_eq!(page.attributes_of("[name=\"quantity\"]", "value"), [typed]);
        assert_eq!(page.attributes_of("[name=\"quantity\"]", "aria-invalid"), ["true"]);
        assert_eq!(visitor.get("/cart").await.cart_lines(), [line(SCARCE, 2)], "{typed:?}");
    }
}

/// A step sets the number that stands in its form, so that a double click changes it once.
#[actix_web::test]
async fn the_steps_of_a_line_set_one_packet_less_or_more() {
    let app = TestApp::start().await;
    let visitor = visitor_with_two(&app).await;
    let step =
        |page: &Page, id: &str| page.attributes_of(&format!("#{id}-{SCARCE} [name=\"quantity\"]"), "value");
    let page = visitor.get("/cart").await;
    assert_eq!([step(&page, "less"), step(&page, "more")], [["1"], ["3"]]);
    for _ in 0..2 {
        send(&visitor, "/cart/update", SCARCE, "3").await;
    }
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(SCARCE, 3)]);
    send(&visitor, "/cart/update", SCARCE, "5").await;
    let page = visitor.get("/cart").await;
    assert_eq!(page.attributes_of("[form^=\"more-\"]", "disabled"), [""], "no packet is left");
}

#[actix_web::test]
async fn an_invalid_update_shows_an_error_at_its_line_and_keeps_the_cart() {
    let app = TestApp::start().await;
    let visitor = visitor_with_two(&app).await;
    visitor.add_to_cart(TEA, 1).await;
    let no_number = "Please enter a whole number from 0 to 5.";
    for (typed, message) in [
        ("6", "Only 5 packets are left."),
        (HUGE_NUMBER, "Only 5 packets are left."),
        ("-1", "The quantity can’t be negative. Please enter a whole number from 0 to 5."),
        ("", no_number),
        ("many", no_number),
    ] {
        let page = send(&visitor, "/cart/update", SCARCE, typed).await;
        assert_eq!(page.status, 422, "{typed:?}");
        let beside = page.text_of(&format!("#quantity-{SCARCE}-error"));
        assert_eq!(beside.as_deref(), Some(message), "{typed:?}");
        assert_eq!(
            page.attributes_of("input.quantity", "value"),
            [typed, "1"],
            "the other line keeps its quantity"
        );
        let lines = visitor.get("/cart").await.cart_lines();
        assert_eq!(lines, [line(SCARCE, 2), line(TEA, 1)], "{typed:?}");
    }
}

#[actix_web::test]
async fn an_unknown_tea_changes_nothing() {
    let app = TestApp::start().await;
    let visitor = visitor_with_two(&app).await;
    for path in ["/cart/add", "/cart/update", "/cart/remove"] {
        for product in ["", "coffee", "../cart", "KEEMUN-BLACK"] {
            let page = send(&visitor, path, product, "1").await;
            assert_eq!(page.status, 422, "{path} {product}");
            assert!(page.contains("We do not have this tea."), "{path} {product}");
            assert_eq!(page.cart_lines(), [line(SCARCE, 2)], "{path} {product}");
        }
    }
}

#[actix_web::test]
async fn a_sold_out_tea_cannot_be_added() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    assert!(!visitor.get(&format!("/products/{SOLD_OUT}")).await.has("form[action=\"/cart/add\"]"));
    let page = send(&visitor, "/cart/add", SOLD_OUT, "1").await;
    assert!(page.status == 422 && page.contains("This tea is sold out."), "{}", page.body);
    assert_eq!(page.cart_count(), 0);
}

#[actix_web::test]
async fn setting_zero_removing_and_emptying_remove_lines_from_the_cart() {
    let app = TestApp::start().await;
    let visitor = visitor_with_two(&app).await;
    for product in [TEA, "bai-mu-dan", "uji-matcha"] {
        visitor.add_to_cart(product, 1).await;
    }
    let page = visitor.follow(send(&visitor, "/cart/update", SCARCE, "5").await).await;
    assert_eq!(page.cart_lines()[0], line(SCARCE, 5));
    let page = visitor.follow(send(&visitor, "/cart/update", SCARCE, "0").await).await;
    assert_eq!(page.cart_lines(), [line(TEA, 1), line("bai-mu-dan", 1), line("uji-matcha", 1)]);
    let page = visitor.follow(visitor.post("/cart/remove", &[("product", TEA)]).await).await;
    assert_eq!(page.cart_lines(), [line("bai-mu-dan", 1), line("uji-matcha", 1)]);
    let page = visitor.follow(visitor.post("/cart/empty", &[]).await).await;
    assert_eq!((page.cart_lines(), page.cart_count()), (vec![], 0));
}

#[actix_web::test]
async fn the_cart_adds_up_in_every_currency() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 2).await;
    visitor.add_to_cart("west-lake-longjing", 3).await;
    for (currency, prices) in [
        ("USD", ["$13.50", "$27.00", "$24.80", "$74.40", "$101.40"]),
        ("EUR", ["€12.42", "€24.84", "€22.82", "€68.46", "€93.30"]),
        ("TWD", ["NT$432", "NT$864", "NT$794", "NT$2,382", "NT$3,246"]),
        ("CNY", ["CN¥97.20", "CN¥194.40", "CN¥178.56", "CN¥535.68", "CN¥730.08"]),
    ] {
        let response = visitor.post("/preferences", &[("currency", currency)]).await;
        assert_eq!(response.status, 303);
        let cart = visitor.get("/cart").await;
        assert_eq!(cart.texts_of(".price"), prices, "{currency}");
    }
}

/// A waiting message is stored without a language. The page that shows it localizes it, and
/// the name of the tea in it.
#[actix_web::test]
async fn a_waiting_message_is_shown_in_the_language_of_the_page() {
    let app = TestApp::start().await;
    for (language, text) in
        [("en", "2 × Keemun Black Tea"), ("zh-TW", "2 包祁門紅茶"), ("zh-CN", "2 包祁门红茶")]
    {
        let visitor = app.visitor();
        visitor.get("/products/keemun-black").await;
        assert_eq!(send(&visitor, "/cart/add", TEA, "2").await.status, 303);
        let cart = visitor.with_header("accept-language", language).get("/cart").await;
        let flash = cart.text_of(".flash");
        assert!(flash.as_ref().is_some_and(|flash| flash.contains(text)), "{language}: {flash:?}");
    }
}
