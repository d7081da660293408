//! B3, F4: a cookie with a Domain is sent to that host and to all its subdomains
//! only. A cookie without one is sent to its own host only.

use std::net::SocketAddr;

use super::{browser::Browser, profile::Profile, support::TestApp};

/// The host that sets the cookies. The other hosts lead to the same shop.
const SHOP: &str = "shop.tea.test";

/// The hosts, and whether a cookie of `shop.tea.test` for the domain `tea.test` is
/// sent there.
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
async fn a_plain_cookie_with_a_domain_is_sent_to_all_hosts_of_the_domain_only() {
    let shop = TestApp::start().await;
    let browser = Browser::with(Profile::of_host(SHOP), shop.address()).await;
    for (name, domain) in [("wide", "tea.test"), ("narrow", "")] {
        browser.goto("/lab/cookies").await;
        browser.fill("#key", name).await;
        browser.fill("#path", "/").await;
        browser.fill("#domain", domain).await;
        browser.click("form[action='/lab/cookies/set'] button").await;
        browser.wait_for_path("/lab/cookies#sent").await;
    }
    for (host, is_sent) in HOSTS {
        browser.goto_url(&url(host, shop.address(), "/lab/cookies/elsewhere")).await;
        let text = browser.text().await;
        assert_eq!(text.contains("lab_demo_wide"), is_sent, "{host}: {text}");
        assert_eq!(text.contains("lab_demo_narrow"), host == SHOP, "{host}: {text}");
    }
}

/// Returns the number of items in the cart that each host shows, after one was
/// added at the first host.
async fn carts(domain: &str) -> Vec<(&'static str, u64)> {
    let shop = TestApp::with(&[("session.cookie_domain", domain)]).await;
    let browser = Browser::with(Profile::of_host(SHOP), shop.address()).await;
    browser.goto("/").await;
    browser.click(".tea-card__add button").await;
    browser.wait_for("header[data-cart-count='1']").await;
    let mut carts = Vec::new();
    for (host, _) in HOSTS {
        browser.goto_url(&url(host, shop.address(), "/cart")).await;
        carts.push((host, browser.cart_count().await));
    }
    carts
}

// F4
#[actix_web::test]
async fn a_session_with_a_domain_is_shared_by_all_hosts_of_the_domain_only() {
    assert_eq!(carts("tea.test").await, HOSTS.map(|(host, is_sent)| (host, u64::from(is_sent))));
}

// F4
#[actix_web::test]
async fn a_session_without_a_domain_is_on_its_own_host_only() {
    assert_eq!(carts("").await, HOSTS.map(|(host, _)| (host, u64::from(host == SHOP))));
}
