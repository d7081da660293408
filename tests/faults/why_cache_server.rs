//! H14: the page `/lab/why` names a cache server that was restarted.

use crate::support::{TestApp, servers::Memcached, visitor::Visitor};

/// H14
#[actix_web::test]
async fn a_restarted_cache_server_is_named() {
    let mut server = Memcached::start();
    let url = server.url();
    let settings =
        [("session.engine", "cache"), ("session.cache_alias", "memcached"), ("caches.memcached.url", &url)];
    let app = TestApp::with(&settings).await;
    let (visitor, other) = (app.visitor(), app.visitor());
    visitor.add_to_cart("keemun-black", 1).await;
    server.0.stop();
    server.0.start_again();
    // The shop's connections from before the restart fail once.
    wait_until_served(&other).await;
    visitor.get("/cart").await;
    let page = visitor.get("/lab/why").await;
    assert_eq!(page.attribute("data-cause").as_deref(), Some("cache-server"), "{}", page.body);
}

/// Sends requests until the session store works for a new session.
async fn wait_until_served(visitor: &Visitor) {
    let form = [("product", "keemun-black"), ("quantity", "1")];
    for _ in 0..50 {
        if visitor.post("/cart/add", &form).await.status == 303 && visitor.get("/cart").await.status == 200 {
            return;
        }
    }
    panic!("the store does not work after the restart");
}
