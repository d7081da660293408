//! The shop's database is frozen while its sessions are in another store. The server
//! accepts connections and sends nothing, and the C libraries wait for it without
//! a timeout. Every page responds in time, and the shop recovers soon after the
//! server continues.

use std::time::Duration;

use crate::support::time_limit::{Stopwatch, in_time};
use crate::support::{
    TestApp,
    servers::{MariaDb, Postgres, Server},
};

/// The number of rounds while the server is frozen: more than one call hangs on
/// each connection.
const ROUNDS: usize = 3;

#[actix_web::test]
async fn pages_respond_while_postgresql_is_frozen() {
    let server = Postgres::start();
    let url = server.new_database();
    pages_respond_while_frozen(&server.server, &url).await;
}

#[actix_web::test]
async fn pages_respond_while_mariadb_is_frozen() {
    let server = MariaDb::start();
    let url = server.new_database();
    pages_respond_while_frozen(&server.server, &url).await;
}

async fn pages_respond_while_frozen(server: &Server, url: &str) {
    let sessions = tempfile::tempdir().unwrap();
    let app = TestApp::with(&[
        ("databases.default.url", url),
        ("databases.default.connections", "2"),
        ("session.engine", "file"),
        // Each page asks the database for the login.
        ("login.cache_ms", "0"),
        ("session.file_path", sessions.path().to_str().unwrap()),
    ])
    .await;
    let member = app.member().await;
    server.freeze();
    for _ in 0..ROUNDS {
        assert_eq!(in_time("/account", member.copy().get("/account")).await.status, 503);
        assert_eq!(in_time("/", app.visitor().get("/")).await.status, 200);
        // More requests at the same time than there are connections.
        let members: Vec<_> = (0..4).map(|_| member.copy()).collect();
        let pages = members.iter().map(|member| in_time("/orders", member.get("/orders")));
        for page in futures_util::future::join_all(pages).await {
            assert_eq!((page.status, page.header("retry-after")), (503, Some("5")));
        }
    }
    server.thaw();
    let stopwatch = Stopwatch::start();
    while member.get("/account").await.status != 200 {
        stopwatch.assert_within(Duration::from_secs(2), "the recovery");
    }
    assert_eq!(member.get("/orders").await.status, 200);
}
