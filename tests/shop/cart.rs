//! The cart: a change happens as it was asked for, or the page says beside the
//! field why it can't be, and nothing is changed.

use futures_util::future::join_all;

use crate::support::{TestApp, customer::line, page::Page, visitor::Visitor};

/// Five packets on the shelf.
const SCARCE: &str = "mi-lan-xiang-dancong";
const TEA: &str = "keemun-black";
const SOLD_OUT: &str = "darjeeling-first-flush";

const FAR_TOO_MANY: &str = "99999999999999999999999999";

async fn send(visitor: &Visitor, path: &str, product: &str, quantity: &str) -> Page {
    visitor.post(path, &[("product", product), ("quantity", quantity)]).await
}

async fn visitor_with_two(app: &TestApp) -> Visitor {
    let visitor = app.visitor();
    visitor.add_to_cart(SCARCE, 2).await;
    visitor
}

#[actix_web::test]
async fn what_can_not_be_added_is_said_beside_the_field_and_the_cart_stays() {
    let app = TestApp::start().await;
    let visitor = visitor_with_two(&app).await;
    let some_left = "Only 5 packets are left, and 2 of them are in your cart.";
    let too_few = "The quantity must be at least 1. Please enter a whole number from 1 to 3.";
    let no_number = "Please enter a whole number from 1 to 3.";
    for (typed, message) in [
        ("4", some_left),
        (FAR_TOO_MANY, some_left),
        ("0", too_few),
        ("-1", too_few),
        ("", no_number),
        ("two", no_number),
        ("1.5", no_number),
        ("\"><script>", no_number),
    ] {
        let page = send(&visitor, "/cart/add", SCARCE, typed).await;
        assert_eq!(page.status, 422, "{typed:?}");
        assert_eq!(page.text_after("id=\"quantity-error\"").as_deref(), Some(message), "{typed:?}");
        assert_eq!(page.attributes("value", "name=\"quantity\""), [typed]);
        assert_eq!(page.attributes("aria-invalid", "name=\"quantity\""), ["true"]);
        assert_eq!(visitor.get("/cart").await.cart_lines(), [line(SCARCE, 2)], "{typed:?}");
    }
}

#[actix_web::test]
async fn what_a_line_can_not_be_set_to_is_said_at_that_line_and_the_cart_stays() {
    let app = TestApp::start().await;
    let visitor = visitor_with_two(&app).await;
    visitor.add_to_cart(TEA, 1).await;
    let no_number = "Please enter a whole number from 0 to 5.";
    for (typed, message) in [
        ("6", "Only 5 packets are left."),
        (FAR_TOO_MANY, "Only 5 packets are left."),
        ("-1", "The quantity can’t be negative. Please enter a whole number from 0 to 5."),
        ("", no_number),
        ("many", no_number),
    ] {
        let page = send(&visitor, "/cart/update", SCARCE, typed).await;
        assert_eq!(page.status, 422, "{typed:?}");
        let beside = page.text_after(&format!("id=\"quantity-{SCARCE}-error\""));
        assert_eq!(beside.as_deref(), Some(message), "{typed:?}");
        assert_eq!(page.attributes("value", "name=\"quantity\""), [typed, "1"], "the other line's own");
        let lines = visitor.get("/cart").await.cart_lines();
        assert_eq!(lines, [line(SCARCE, 2), line(TEA, 1)], "{typed:?}");
    }
}

#[actix_web::test]
async fn a_tea_that_is_not_sold_here_changes_nothing() {
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
async fn a_tea_that_is_sold_out_can_not_be_had() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    assert!(!visitor.get(&format!("/products/{SOLD_OUT}")).await.contains("action=\"/cart/add\""));
    let page = send(&visitor, "/cart/add", SOLD_OUT, "1").await;
    assert!(page.status == 422 && page.contains("This tea is sold out."), "{}", page.body);
    assert_eq!(page.cart_count(), 0);
}

#[actix_web::test]
async fn a_line_goes_when_it_is_set_to_none_or_removed_and_all_when_the_cart_is_emptied() {
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
        let answer = visitor.post("/preferences", &[("currency", currency)]).await;
        assert_eq!(answer.status, 303);
        let cart = visitor.get("/cart").await;
        assert_eq!(cart.texts_after("class=\"price"), prices, "{currency}");
    }
}

/// H1
#[actix_web::test]
async fn of_64_that_add_to_one_cart_at_once_all_count() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.get("/products/keemun-black").await;
    let answers = join_all((0..64).map(|_| send(&visitor, "/cart/add", TEA, "1"))).await;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [303; 64]);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 64)]);
}

/// H1: and the shelf is not oversold to one cart.
#[actix_web::test]
async fn tabs_that_add_at_once_get_no_more_than_there_is() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.get("/products/keemun-black").await;
    let answers = join_all((0..16).map(|_| send(&visitor, "/cart/add", SCARCE, "1"))).await;
    assert!(answers.iter().all(|answer| [303, 422].contains(&answer.status)), "{answers:?}");
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(SCARCE, 5)]);
}

/// A message waits without words: it is said in the language of the page that
/// shows it, and so is the name of the tea.
#[actix_web::test]
async fn a_message_and_the_name_in_it_are_in_the_language_of_the_page_that_shows_them() {
    let app = TestApp::start().await;
    for (wish, said) in [("en", "2 × Keemun Black Tea"), ("zh-TW", "2 包祁門紅茶"), ("zh-CN", "2 包祁门红茶")]
    {
        let visitor = app.visitor();
        visitor.get("/products/keemun-black").await;
        assert_eq!(send(&visitor, "/cart/add", TEA, "2").await.status, 303);
        let cart = visitor.sending("accept-language", wish).get("/cart").await;
        let flash = cart.text_after("class=\"flash flash--");
        assert!(flash.as_ref().is_some_and(|flash| flash.contains(said)), "{wish}: {flash:?}");
    }
}
