//! What people do at the shop: each act by the real form of the real page.

use super::{page::Page, visitor::Visitor};

/// Everybody's password.
pub const PASSWORD: &str = "oolong and osmanthus";

/// A sensible address.
pub const ADDRESS: [(&str, &str); 5] = [
    ("name", "The Recipient"),
    ("street", "7 Osmanthus Lane"),
    ("postcode", "100"),
    ("city", "Taipei"),
    ("country", "TW"),
];

impl Visitor {
    /// Puts packets of a tea in the cart.
    pub async fn add_to_cart(&self, product: &str, quantity: u32) {
        let quantity = quantity.to_string();
        let answer = self.post("/cart/add", &[("product", product), ("quantity", &quantity)]).await;
        assert_eq!((answer.status, answer.location()), (303, Some("/cart")), "{}", answer.body);
    }

    /// Makes an account, and opens the page after it.
    pub async fn register(&self, name: &str) -> Page {
        let form = [("username", name), ("password", PASSWORD), ("password_again", PASSWORD)];
        let answer = self.post("/account/register", &form).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        self.follow(answer).await
    }

    /// Logs in, and opens the page after it.
    pub async fn log_in(&self, name: &str, password: &str) -> Page {
        let answer = self.post("/account/login", &[("username", name), ("password", password)]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        self.follow(answer).await
    }

    /// Logs out; the answer itself.
    pub async fn log_out(&self) -> Page {
        let answer = self.post("/account/logout", &[]).await;
        assert_eq!((answer.status, answer.location()), (303, Some("/account/logged-out")));
        answer
    }

    /// Whether the shop knows who this is.
    pub async fn is_logged_in(&self) -> bool {
        let page = self.get("/account").await;
        assert!([200, 303].contains(&page.status), "{}", page.status);
        page.status == 200
    }

    /// Goes through the checkout to its last page.
    pub async fn go_to_review(&self, delivery: &str) -> Page {
        let answer = self.post("/checkout/address", &ADDRESS).await;
        assert_eq!((answer.status, answer.location()), (303, Some("/checkout/delivery")), "{}", answer.body);
        let answer = self.post("/checkout/delivery", &[("delivery", delivery)]).await;
        assert_eq!((answer.status, answer.location()), (303, Some("/checkout/review")), "{}", answer.body);
        self.get("/checkout/review").await
    }

    /// Sends the form of the review page; the answer itself.
    pub async fn place_order(&self, review: &Page) -> Page {
        let (token, lines) = (review.field("order_token").unwrap(), review.field("order_lines").unwrap());
        self.post("/checkout/place", &[("order_token", &token), ("order_lines", &lines)]).await
    }

    /// The key in the cookie, which follows the signature.
    pub fn session_key(&self) -> String {
        let cookie = self.cookie("sessionid").expect("a session");
        cookie[cookie.len() - 32..].to_owned()
    }
}

/// A line of the cart's page.
pub fn line(product: &str, quantity: u32) -> (String, u32) {
    (product.to_owned(), quantity)
}
