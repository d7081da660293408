//! D2, D3, E11 and H5 over real database servers: what they store, and what a visitor
//! sees while a server is stopped, frozen or removes expired sessions.

use std::{sync::Arc, time::Duration};

use futures_util::future::{join_all, join3};
use session_shop::sessions::{
    Clock, Options, Record, SessionKey,
    engines::{Cleared, Engine, Replace},
};

use crate::{
    d_cached_db::record_of,
    support::{
        Dictionary, EngineAndStore, TestApp,
        combinations::{over_database, sqlite},
        servers::{MariaDb, Postgres, mariadb, postgres},
        time_limit::Stopwatch,
    },
};

const TEA: &str = "keemun-black";

/// D2, D3: the shop and its sessions on each kind of database server.
#[actix_web::test]
async fn the_shop_and_its_sessions_work_on_every_database() {
    for url in [postgres().new_database(), mariadb().new_database()] {
        let app = TestApp::with(&[("databases.default.url", &url)]).await;
        let member = app.member().await;
        member.add_to_cart(TEA, 2).await;
        let review = member.go_to_review("express").await;
        let response = member.place_order(&review).await;
        assert_eq!(response.status, 303, "{}", response.body);
        assert!(member.follow(response).await.contains("The Recipient"));
        let other = app.visitor();
        other.add_to_cart(TEA, 1).await;
        // Another process of the shop finds the tables as they are.
        let beside = app.beside(&[("databases.default.url", &url)]).await;
        assert!(member.copy().at(beside.address()).is_logged_in().await);
        assert_eq!(other.at(beside.address()).get("/cart").await.cart_lines(), [(TEA.to_owned(), 1)]);
        assert!(member.get("/orders").await.contains("/orders/"));
        member.log_out().await;
        assert!(!member.is_logged_in().await);
    }
}

/// D3
#[actix_web::test]
async fn sessions_can_be_on_a_database_server_and_the_shop_in_a_file() {
    for url in [postgres().new_database(), mariadb().new_database()] {
        for engine in ["db", "cached_db"] {
            let settings =
                [("session.engine", engine), ("session.database", "apart"), ("databases.apart.url", &url)];
            let app = TestApp::with(&settings).await;
            let member = app.member().await;
            member.add_to_cart(TEA, 1).await;
            assert_eq!((app.sqlite().count("sessions"), app.sqlite().count("users")), (0, 1));
            // Read the record from the database server directly.
            let folder = tempfile::tempdir().unwrap();
            let cookie = member.cookie("sessionid").unwrap();
            let key = SessionKey::from_cookie(&cookie[cookie.len() - 32..]);
            let record = over_database(&url, &folder).await.load(&key).await.unwrap().unwrap();
            assert!(record.data.iter().any(|(_, json)| json.contains(TEA)));
        }
    }
}

/// D2: any JSON text, and timestamps with microseconds.
#[actix_web::test]
async fn every_database_returns_a_record_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (postgres().borrow(), mariadb().borrow());
    let engines = [
        sqlite(&folder).await,
        over_database(&one.url, &folder).await,
        over_database(&other.url, &folder).await,
    ];
    let clock = Clock::system();
    for engine in engines {
        for json in [r#""茶 🍵 \u0000 ' \\ %""#, "null", &format!("\"{}\"", "x".repeat(2_000_000))] {
            let mut record = record_of(&clock, json);
            record.expire_date = record.expire_date.replace_microsecond(123_456).unwrap();
            let key = engine.create(&record).await.unwrap();
            assert!(engine.load(&key).await.unwrap() == Some(record.clone()));
            // Touching with the same expiry twice is not a conflict.
            for _ in 0..2 {
                let touched = engine.touch(&key, &record).await.unwrap();
                assert!(touched == Replace::Replaced(key.clone()));
            }
            clears_to_the_microsecond(&engine, &record).await;
        }
    }
}

async fn clears_to_the_microsecond(engine: &dyn Engine, record: &Record) {
    let expires = record.expire_date;
    let just_before = expires - Duration::from_micros(1);
    assert_eq!(engine.clear_expired(just_before).await.unwrap(), Cleared::Removed(0));
    assert_eq!(engine.clear_expired(expires).await.unwrap(), Cleared::Removed(1));
}

/// D2, H5: all sessions are there after a restart, and the first request succeeds.
#[actix_web::test]
async fn sessions_survive_a_restart_of_the_database() {
    let mut postgres = Postgres::start();
    let mut mariadb = MariaDb::start();
    let urls = [postgres.new_database(), mariadb.new_database()];
    for (is_postgres, url) in urls.iter().enumerate().map(|(number, url)| (number == 0, url)) {
        let folder = tempfile::tempdir().unwrap();
        let database = over_database(url, &folder).await;
        let change = |options: &mut Options| options.engine = Arc::new(database);
        let dictionary = Dictionary::over_with(EngineAndStore::File, change).await;
        let visitor = dictionary.visitor_with(&["set n 1"]).await;
        if is_postgres {
            postgres.server.stop();
            assert_eq!(visitor.run(&["add n 1"]).await.status, 503);
            postgres.server.start_again();
            postgres.wait_until_ready();
        } else {
            mariadb.server.stop();
            assert_eq!(visitor.run(&["add n 1"]).await.status, 503);
            mariadb.server.start_again();
        }
        assert_eq!(visitor.run(&["add n 1", "get n"]).await.body, "ok\n2");
        assert_eq!(visitor.run_line("get n").await, "2");
    }
}

/// E11: removing many expired sessions blocks no visitor.
#[actix_web::test]
async fn visitors_are_served_while_expired_sessions_are_cleared() {
    for combination in [EngineAndStore::DbPostgres, EngineAndStore::DbMysql, EngineAndStore::DbSqlite] {
        let dictionary = Dictionary::over(combination).await;
        let engine = &dictionary.options().engine;
        let expired = Record { expire_date: dictionary.clock.now(), ..record_of(&Clock::system(), "1") };
        for _ in 0..30 {
            join_all((0..100).map(|_| engine.create(&expired)))
                .await
                .into_iter()
                .for_each(|created| drop(created.unwrap()));
        }
        let visitors = join_all((0..8).map(|_| dictionary.visitor_with(&["set n 0"]))).await;
        let visits = join_all(visitors.iter().map(async |visitor| {
            for _ in 0..20 {
                assert_eq!(visitor.run(&["add n 1"]).await.status, 200, "{combination:?}");
            }
        }));
        let now = dictionary.clock.now();
        // Two processes may clear concurrently.
        let (one, other, _) = join3(engine.clear_expired(now), engine.clear_expired(now), visits).await;
        let removed = [one.unwrap(), other.unwrap()].map(|cleared| match cleared {
            Cleared::Removed(count) => count,
            Cleared::NotNeeded => 0,
        });
        assert_eq!(removed.iter().sum::<u64>(), 3_000, "{combination:?}");
        for visitor in visitors {
            assert_eq!(visitor.run_line("get n").await, "20");
        }
    }
}

/// H5: a database server that does not respond.
#[actix_web::test]
async fn a_frozen_database_gives_503_within_a_second_and_the_refused_write_never_happens() {
    let (postgres, mariadb) = (Postgres::start(), MariaDb::start());
    let urls = [postgres.new_database(), mariadb.new_database()];
    for (url, server) in urls.iter().zip([&postgres.server, &mariadb.server]) {
        let folder = tempfile::tempdir().unwrap();
        let database = over_database(url, &folder).await;
        let change = |options: &mut Options| options.engine = Arc::new(database);
        let dictionary = Dictionary::over_with(EngineAndStore::File, change).await;
        let visitor = dictionary.visitor_with(&["set n 1"]).await;
        let slow = dictionary.begin(&visitor, &["wait", "add n 1"]).await;
        server.freeze();
        let stopwatch = Stopwatch::start();
        assert_eq!(slow.finish().await.status, 503);
        stopwatch.assert_within(Duration::from_secs(1), "the response");
        assert_eq!(visitor.run(&["get n"]).await.status, 503);
        server.thaw();
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(visitor.run_line("get n").await, "1");
        visitor.run_line("add n 1").await;
        assert_eq!(visitor.run_line("get n").await, "2");
    }
}
