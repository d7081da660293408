//! H6: what a process keeps of the logins of a database server. It saves queries, and a
//! login that another process has ended is not used for longer than a second.

use std::time::{Duration, Instant};

use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt};

use crate::support::{
    TestApp,
    app::Setting,
    customer::PASSWORD,
    servers::{postgres, redis},
    visitor::Visitor,
};

/// The setting of the apps, in milliseconds: the largest value.
const CACHE_MS: u64 = 1_000;

/// Starts the shop with its logins on PostgreSQL, and the sessions in Redis. Returns the
/// settings for another process.
async fn start<'a>(database: &'a str, cache: &'a str) -> (TestApp, [Setting<'a>; 5]) {
    let settings = [
        ("databases.default.url", database),
        ("session.engine", "cache"),
        ("session.cache_alias", "redis"),
        ("caches.redis.url", cache),
        ("login.cache_ms", "1000"),
    ];
    (TestApp::with(&settings).await, settings)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Returns how often a row of the table of logins was looked up so far. A connection
/// reports at the latest when it ends, so all others are ended first.
async fn look_ups(connection: &mut PgConnection) -> i64 {
    let others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let end = format!("SELECT COUNT(pg_terminate_backend(pid)) AS count {others}");
    while sql_query(&end).get_result::<Count>(connection).unwrap().count > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let query = "SELECT seq_scan + idx_scan AS count FROM pg_stat_user_tables WHERE relname = 'logins'";
    sql_query(query).get_result::<Count>(connection).unwrap().count
}

/// H6
#[actix_web::test]
async fn the_pages_of_a_member_ask_the_database_twice_a_second_at_most() {
    const PAGES: u32 = 100;
    /// More than the registration needs.
    const REGISTRATION: u128 = 30;
    let (url, cache) = (postgres().new_database(), redis().url());
    let (app, _) = start(&url, &cache).await;
    let member = app.member().await;
    let begun = Instant::now();
    for _ in 0..PAGES {
        assert!(member.is_logged_in().await);
    }
    let halves = begun.elapsed().as_millis() / u128::from(CACHE_MS / 2);
    drop(app);
    let asked = look_ups(&mut PgConnection::establish(&url).unwrap()).await;
    let limit = halves + 1 + REGISTRATION;
    assert!(u128::try_from(asked).unwrap() <= limit, "{asked} times in {halves} half seconds");
}

async fn end_other_logins(visitor: &Visitor) {
    let form = [("which", "others"), ("password", PASSWORD)];
    assert_eq!(visitor.post("/account/devices/end", &form).await.status, 303);
}

/// H6: the process that ends a login knows it at once. Another process serves it no page
/// that is requested a second later, and accepts no form.
#[actix_web::test]
async fn a_login_is_ended_in_all_processes_within_a_second() {
    let (url, cache) = (postgres().new_database(), redis().url());
    let (app, settings) = start(&url, &cache).await;
    let other = app.beside(&settings).await;
    let here = app.visitor();
    here.register("Mei").await;
    let (phone, tablet) = (app.visitor(), app.visitor());
    phone.log_in("Mei", PASSWORD).await;
    tablet.log_in("Mei", PASSWORD).await;
    let phone_there = phone.at(other.address());
    assert!(tablet.is_logged_in().await && phone_there.is_logged_in().await);
    let copy = phone_there.copy();
    end_other_logins(&here).await;
    let ended = Instant::now();
    assert!(!tablet.is_logged_in().await, "in the same process");
    let order = copy.post("/account/password", &[("old_password", PASSWORD)]).await;
    assert!(order.location().is_some_and(|page| page.starts_with("/account/login")), "{}", order.status);
    loop {
        let sent = Instant::now();
        if !phone_there.is_logged_in().await {
            break;
        }
        assert!(sent - ended < Duration::from_millis(CACHE_MS), "a page {:?} later", sent - ended);
    }
    assert!(here.is_logged_in().await);
}
