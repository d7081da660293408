//! The helps of the forms with passwords: the button that shows what was typed, the meter,
//! and the clipboard.

use serde_json::{Value, json};

use super::{browser::Browser, support::TestApp};

const FIELD: &str = "#password";
const REVEAL: &str = "[aria-controls=password]";

async fn registration() -> (TestApp, Browser) {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    browser.goto("/account/register").await;
    (shop, browser)
}

async fn evaluate(browser: &Browser, expression: &str, expected: Value) {
    assert_eq!(browser.evaluate(expression).await, expected, "{expression}");
}

#[actix_web::test]
async fn a_button_shows_the_password_until_the_form_is_sent() {
    let (_shop, browser) = registration().await;
    let kind = "document.querySelector('#password').type";
    browser.fill(FIELD, "oolong and osmanthus").await;
    evaluate(&browser, kind, json!("password")).await;
    browser.click(REVEAL).await;
    evaluate(&browser, kind, json!("text")).await;
    let pressed = "document.querySelector('[aria-controls=password]').ariaPressed";
    evaluate(&browser, pressed, json!("true")).await;
    browser.click(REVEAL).await;
    evaluate(&browser, kind, json!("password")).await;
    // The form is not sent, because the field for the name is empty; its event runs.
    browser.click(REVEAL).await;
    browser
        .evaluate("document.querySelector('#password').form.dispatchEvent(new Event('submit')) && null")
        .await;
    evaluate(&browser, kind, json!("password")).await;
}

#[actix_web::test]
async fn the_meter_rises_with_the_password_and_falls_with_the_name_in_it() {
    let (_shop, browser) = registration().await;
    evaluate(&browser, "document.querySelector('[data-password-meter]').hidden", json!(true)).await;
    let value = "document.querySelector('[data-password-meter] meter').value";
    let mut values = Vec::new();
    for password in ["oolong", "aaaaaaaaaaaaaa", "gate 17 closes", "the pale cup of Wednesday"] {
        browser.evaluate("document.querySelector('#password').value = ''").await;
        browser.fill(FIELD, password).await;
        values.push(browser.evaluate(value).await.as_f64().unwrap());
    }
    assert!(values.is_sorted() && values[0] < 1.0 && values[3] > values[1], "{values:?}");
    browser.fill("#username", "the pale cup").await;
    let with_name = browser.evaluate(value).await.as_f64().unwrap();
    assert!(with_name < values[3], "{with_name} of {values:?}");
}

#[actix_web::test]
async fn a_password_can_be_pasted() {
    let (_shop, browser) = registration().await;
    browser.click(FIELD).await;
    // A page that forbids pasting cancels this event.
    let paste = "document.querySelector('#password').dispatchEvent(new ClipboardEvent('paste', \
                 { bubbles: true, cancelable: true }))";
    evaluate(&browser, paste, json!(true)).await;
    let autocomplete = "document.querySelector('#password').autocomplete";
    evaluate(&browser, autocomplete, json!("new-password")).await;
}
