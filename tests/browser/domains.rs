//! B3, F4: a cookie with a Domain goes to that host and to all below it, and to
//! no other; without one it goes to its own host alone.

use std::net::SocketAddr;

use super::{browser::Browser, profile::Profile, support::TestApp};

/// Where the browser gets its cookies. The other hosts lead to the same shop.
const SHOP: &str = "shop.tea.test";

/// Whether a cookie of `shop.tea.test` for the domain `tea.test` goes there.
const HOSTS: [(&str, bool); 5] = [
    ("shop.tea.test", true),
    ("tea.test", true),
    ("other.tea.test", true),
    ("coffee.test", false),
    ("nottea.test", false),
];

fn url(host: &str, shop: SocketAddr, path: &str) -> String {
    format!("http://{host}:{}{path}", shop.port())
}

// B3
#[actix_web::test]
async fn a_plain_cookie_for_a_domain_goes_to_all_its_hosts_and_to_no_other() {
    let shop = TestApp::start().await;
    let browser = Browser::with(Profile::of_host(SHOP), shop.address()).await;
    for (name, domain) in [("wide", "tea.test"), ("narrow", "")] {
        browser.goto("/lab/cookies").await;
        browser.fill("#key", name).await;
        browser.fill("#path", "/").await;
        browser.fill("#domain", domain).await;
        browser.click("form[action='/lab/cookies/set'] button").await;
        browser.arrives_at("/lab/cookies#sent").await;
    }
    for (host, is_sent) in HOSTS {
        browser.goto_url(&url(host, shop.address(), "/lab/cookies/elsewhere")).await;
        let arrived = browser.text().await;
        assert_eq!(arrived.contains("lab_demo_wide"), is_sent, "{host}: {arrived}");
        assert_eq!(arrived.contains("lab_demo_narrow"), host == SHOP, "{host}: {arrived}");
    }
}

/// The teas in the cart as each host shows it, after one was added at the first.
async fn carts(domain: &str) -> Vec<(&'static str, u64)> {
    let shop = TestApp::with(&[("session.cookie_domain", domain)]).await;
    let browser = Browser::with(Profile::of_host(SHOP), shop.address()).await;
    browser.goto("/").await;
    browser.click(".tea-card__add button").await;
    browser.sees("header[data-cart-count='1']").await;
    let mut carts = Vec::new();
    for (host, _) in HOSTS {
        browser.goto_url(&url(host, shop.address(), "/cart")).await;
        carts.push((host, browser.cart_count().await));
    }
    carts
}

// F4
#[actix_web::test]
async fn a_session_for_a_domain_is_the_same_on_all_its_hosts_and_on_no_other() {
    assert_eq!(carts("tea.test").await, HOSTS.map(|(host, is_sent)| (host, u64::from(is_sent))));
}

// F4
#[actix_web::test]
async fn a_session_without_a_domain_is_on_its_own_host_alone() {
    assert_eq!(carts("").await, HOSTS.map(|(host, _)| (host, u64::from(host == SHOP))));
}
