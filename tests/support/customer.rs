//! What a customer does at the shop. Each function sends the form of a real page.

use super::{page::Page, visitor::Visitor};

/// The password of every account in the tests.
pub const PASSWORD: &str = "oolong and osmanthus";

/// A valid address for the checkout.
pub const ADDRESS: [(&str, &str); 5] = [
    ("name", "The Recipient"),
    ("street", "7 Osmanthus Lane"),
    ("postcode", "100"),
    ("city", "Taipei"),
    ("country", "TW"),
];

impl Visitor {
    /// Adds packets of a tea to the cart.
    pub async fn add_to_cart(&self, product: &str, quantity: u32) {
        let quantity = quantity.to_string();
        let response = self.post("/cart/add", &[("product", product), ("quantity", &quantity)]).await;
        assert_eq!((response.status, response.location()), (303, Some("/cart")), "{}", response.body);
    }

    /// Registers an account and opens the page after it.
    pub async fn register(&self, name: &str) -> Page {
        let form = [("username", name), ("password", PASSWORD), ("password_again", PASSWORD)];
        let response = self.post("/account/register", &form).await;
        assert_eq!(response.status, 303, "{}", response.body);
        self.follow(response).await
    }

    /// Logs in and opens the page after it.
    pub async fn log_in(&self, name: &str, password: &str) -> Page {
        let response = self.post("/account/login", &[("username", name), ("password", password)]).await;
        assert_eq!(response.status, 303, "{}", response.body);
        self.follow(response).await
    }

    /// Logs out and returns the response, which is a redirect.
    pub async fn log_out(&self) -> Page {
        let response = self.post("/account/logout", &[]).await;
        assert_eq!((response.status, response.location()), (303, Some("/account/logged-out")));
        response
    }

    /// Whether the visitor's session holds a login.
    pub async fn is_logged_in(&self) -> bool {
        let page = self.get("/account").await;
        assert!([200, 303].contains(&page.status), "{}", page.status);
        page.status == 200
    }

    /// Sends the first two forms of the checkout and returns its review page.
    pub async fn go_to_review(&self, delivery: &str) -> Page {
        let response = self.post("/checkout/address", &ADDRESS).await;
        assert_eq!(
            (response.status, response.location()),
            (303, Some("/checkout/delivery")),
            "{}",
            response.body
        );
        let response = self.post("/checkout/delivery", &[("delivery", delivery)]).await;
        assert_eq!(
            (response.status, response.location()),
            (303, Some("/checkout/review")),
            "{}",
            response.body
        );
        self.get("/checkout/review").await
    }

    /// Sends the form of the review page and returns the response.
    pub async fn place_order(&self, review: &Page) -> Page {
        let (token, lines) = (review.field("order_token").unwrap(), review.field("order_lines").unwrap());
        self.post("/checkout/place", &[("order_token", &token), ("order_lines", &lines)]).await
    }

    /// Returns the session key in the cookie: the 32 characters after the signature.
    pub fn session_key(&self) -> String {
        let cookie = self.cookie("sessionid").expect("a session");
        cookie[cookie.len() - 32..].to_owned()
    }
}

/// Returns a line of the cart as [`Page::cart_lines`] returns it.
pub fn line(product: &str, quantity: u32) -> (String, u32) {
    (product.to_owned(), quantity)
}
