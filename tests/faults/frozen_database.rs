//! The shop's database frozen while its sessions are elsewhere: connections are
//! taken and nothing comes back, for which the C libraries wait without end.
//! Every page responds in time, and all is well soon after the server goes on.

use std::time::{Duration, Instant};

use super::cut_off::IN_TIME;
use crate::support::{
    TestApp,
    page::Page,
    servers::{MariaDb, Postgres, Server},
    visitor::Visitor,
};

/// Until the server goes on, more than one call a connection hangs.
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
        ("session.file_path", sessions.path().to_str().unwrap()),
    ])
    .await;
    let member = app.member().await;
    server.freeze();
    for _ in 0..ROUNDS {
        assert_eq!(in_time(member.copy(), "/account").await.status, 503);
        assert_eq!(in_time(app.visitor(), "/").await.status, 200);
        // More at once than there are connections.
        let pages = (0..4).map(|_| in_time(member.copy(), "/orders"));
        for page in futures_util::future::join_all(pages).await {
            assert_eq!((page.status, page.header("retry-after")), (503, Some("5")));
        }
    }
    server.thaw();
    let thawed = Instant::now();
    while member.get("/account").await.status != 200 {
        assert!(thawed.elapsed() < Duration::from_secs(2), "not back after {:?}", thawed.elapsed());
    }
    assert_eq!(member.get("/orders").await.status, 200);
}

async fn in_time(visitor: Visitor, path: &str) -> Page {
    let sent = Instant::now();
    let page = visitor.get(path).await;
    assert!(sent.elapsed() < IN_TIME, "{path}: {} after {:?}", page.status, sent.elapsed());
    page
}
