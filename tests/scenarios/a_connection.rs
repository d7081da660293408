//! A1: HTTP is stateless also where many requests travel over one connection.

use crate::support::{TestApp, raw_http};

/// A1
#[actix_web::test]
async fn requests_of_one_connection_share_no_session() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 3).await;
    let cookie = visitor.cookie("sessionid").unwrap();
    let address = app.address();
    let request = |headers: &str| format!("GET /cart HTTP/1.1\r\nHost: {address}\r\n{headers}\r\n");
    let both = request(&format!("Cookie: sessionid={cookie}\r\n")) + &request("Connection: close\r\n");
    let responses = actix_web::web::block(move || raw_http::exchange(address, &both)).await.unwrap();
    let responses: Vec<&str> = responses.text.split("HTTP/1.1 200 OK").skip(1).collect();
    assert_eq!(responses.len(), 2, "two responses over one connection: {responses:?}");
    assert!(responses[0].contains("data-cart-count=\"3\""), "{}", responses[0]);
    assert!(responses[1].contains("data-cart-count=\"0\""), "{}", responses[1]);
}
