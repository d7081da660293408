//! Lessons G: what sessions are for. They lead to the shop's own pages, and
//! show the part of this browser's session that those pages live on.

use actix_web::{FromRequest, HttpRequest, web::ServiceConfig};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use super::{Lesson, excerpt, text};
use crate::{
    sessions::Session,
    web::{Error, Page},
};

/// In the order in which they are read.
pub static LESSONS: &[Lesson] = &[
    Lesson {
        slug: "g1-login",
        behaviours: &["G1", "G2", "G3"],
        text: text!("g1-login"),
        code: &[
            excerpt!("src/accounts/visitor.rs", "pub async fn of("),
            excerpt!("src/accounts/visitor.rs", "impl FromRequest for Member"),
            excerpt!("src/accounts/logout.rs", "async fn log_out("),
        ],
        controls: Some(login),
    },
    Lesson {
        slug: "g4-cart",
        behaviours: &["G4", "G5"],
        text: text!("g4-cart"),
        code: &[
            excerpt!("src/shop/cart/contents.rs", "fn change("),
            excerpt!("src/shop/cart/contents.rs", "fn with_quantity("),
            excerpt!("src/accounts/authenticate.rs", "pub(super) async fn log_in("),
        ],
        controls: Some(cart),
    },
    Lesson {
        slug: "g6-checkout",
        behaviours: &["G6", "G9"],
        text: text!("g6-checkout"),
        code: &[
            excerpt!("src/shop/checkout/draft.rs", "pub struct CheckoutFields"),
            excerpt!("src/shop/checkout/draft.rs", "pub fn set_address("),
            excerpt!("src/shop/checkout/draft.rs", "pub fn remove("),
        ],
        controls: Some(checkout),
    },
    Lesson {
        slug: "g7-preferences",
        behaviours: &["G7"],
        text: text!("g7-preferences"),
        code: &[
            excerpt!("src/preferences/choices.rs", "pub struct Preferences"),
            excerpt!("src/preferences/choices.rs", "pub fn save("),
        ],
        controls: Some(preferences),
    },
    Lesson {
        slug: "g8-recently-viewed",
        behaviours: &["G8"],
        text: text!("g8-recently-viewed"),
        code: &[
            excerpt!("src/shop/catalogue/recently_viewed.rs", "pub fn add("),
            excerpt!("src/shop/catalogue/recently_viewed.rs", "fn with_latest("),
        ],
        controls: Some(recently_viewed),
    },
];

/// They have no controls but the shop's own.
pub fn routes(_: &mut ServiceConfig) {}

type Drawn = LocalBoxFuture<'static, Result<String, Error>>;

/// A part of the session, and the pages that live on it.
#[derive(Template)]
#[template(path = "lab/controls/part.html")]
struct Part {
    page: Page,
    /// Keys and their values as JSON, if they are there.
    items: Vec<(&'static str, Option<String>)>,
    links: &'static [(&'static str, &'static str)],
}

fn login(request: HttpRequest, page: Page) -> Drawn {
    let links = &[
        ("/account/register", "lab-g-register"),
        ("/account/login", "lab-g-log-in"),
        ("/account", "lab-g-account"),
    ];
    draw(request, page, &["login"], links)
}

fn cart(request: HttpRequest, page: Page) -> Drawn {
    draw(
        request,
        page,
        &["cart", "login"],
        &[("/", "lab-g-teas"), ("/cart", "lab-g-cart"), ("/account/login", "lab-g-log-in")],
    )
}

fn checkout(request: HttpRequest, page: Page) -> Drawn {
    draw(
        request,
        page,
        &["checkout", "cart"],
        &[("/", "lab-g-teas"), ("/checkout/address", "lab-g-checkout")],
    )
}

fn preferences(request: HttpRequest, page: Page) -> Drawn {
    draw(request, page, &["preferences"], &[("/preferences", "lab-g-preferences")])
}

fn recently_viewed(request: HttpRequest, page: Page) -> Drawn {
    let links = &[("/products/keemun-black", "lab-g-one-tea"), ("/products/uji-matcha", "lab-g-another-tea")];
    draw(request, page, &["recently_viewed"], links)
}

fn draw(
    request: HttpRequest,
    page: Page,
    keys: &'static [&'static str],
    links: &'static [(&'static str, &'static str)],
) -> Drawn {
    Box::pin(async move {
        // Sessions may be switched off, or their store be down.
        let session = Session::extract(&request).await.ok();
        let json = |key: &str| {
            let value: serde_json::Value = session.as_ref()?.get(key).ok()??;
            serde_json::to_string_pretty(&value).ok()
        };
        let items = keys.iter().map(|key| (*key, json(key))).collect();
        Ok(Part { page, items, links }.render()?)
    })
}
