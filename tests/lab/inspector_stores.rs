//! H3: the inspector shows the stored record of each engine, and the error of a
//! store that fails.

use std::time::Duration;

use serde_json::{Value, json};
use session_shop::sessions::{Record, SessionKey, data::Data, engines::RawRecord};

use super::inspector::{exchanges, latest, panel};
use crate::support::{
    EngineAndStore, TestApp, app::ENGINES, clock::ManualClock, over_every_store, visitor::Visitor,
};

over_every_store! {
    the_stored_record_of_a_key_is_shown,
}

const TEA: &str = "keemun-black";

async fn the_stored_record_of_a_key_is_shown(combination: EngineAndStore) {
    let clock = ManualClock::new();
    let store = combination.open(&clock.clock()).await;
    let mut data = Data::default();
    data.set("tea", "\"oolong\"");
    let record = Record::new(data, clock.now() + Duration::from_secs(3_600));
    let key = store.engine.create(&record).await.unwrap();
    assert_has_tea(&store.engine.inspect(&key).await.unwrap().unwrap());
    for key in [SessionKey::random(), SessionKey::from_cookie("../no key")] {
        let found = store.engine.inspect(&key).await.unwrap();
        let is_nothing = match &found {
            None => true,
            Some(RawRecord::Both { cache, database }) => {
                matches!((&**cache, &**database), (Ok(None), Ok(None)))
            }
            Some(_) => false,
        };
        assert!(is_nothing, "{found:?}");
    }
}

fn assert_has_tea(record: &RawRecord) {
    match record {
        RawRecord::Row { columns, .. } => {
            assert!(columns.contains(&("session_data", r#"{"tea":"oolong"}"#.to_owned())), "{columns:?}");
        }
        RawRecord::File { text, .. } | RawRecord::Cookie { text } => {
            assert!(text.ends_with(r#"{"tea":"oolong"}"#));
        }
        RawRecord::Entry { text, time_to_live, .. } => {
            assert!(text.ends_with(r#"{"tea":"oolong"}"#), "{text}");
            let left = time_to_live.unwrap().as_secs();
            assert!((3_500..=3_602).contains(&left), "{left}");
        }
        RawRecord::Both { cache, database } => {
            for found in [cache, database] {
                assert_has_tea(found.as_ref().as_ref().unwrap().as_ref().unwrap());
            }
        }
    }
}

/// Returns the latest exchange with its stored record.
async fn latest_with_record(visitor: &Visitor) -> Value {
    let id = latest(visitor).await["id"].as_str().unwrap().to_owned();
    let page = visitor.get(&format!("/lab/inspector.json?exchange={id}")).await;
    assert_eq!(page.status, 200);
    serde_json::from_str(&page.body).unwrap()
}

/// Starts a shop over the engine, and returns a visitor whose latest exchange added
/// a tea to the cart.
async fn visitor_on(engine: &str) -> (TestApp, Visitor) {
    let app = TestApp::on(engine).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 2).await;
    (app, visitor)
}

#[actix_web::test]
async fn db_shows_its_row() {
    let (app, visitor) = visitor_on("db").await;
    let record = &latest_with_record(&visitor).await["record"];
    assert_eq!((&record["kind"], &record["table"]), (&json!("row"), &json!("sessions")));
    let columns = &record["columns"];
    assert_eq!((&columns["session_key"], &columns["version"]), (&json!(visitor.session_key()), &json!("1")));
    assert_eq!(columns["session_data"], app.sqlite().text("session_data", "sessions"));
}

#[actix_web::test]
async fn file_shows_its_path_and_text() {
    let (_app, visitor) = visitor_on("file").await;
    let exchange = latest_with_record(&visitor).await;
    let (path, text) =
        (exchange["record"]["path"].as_str().unwrap(), exchange["record"]["text"].as_str().unwrap());
    assert!(path.ends_with(&format!("session_{}", visitor.session_key())), "{path}");
    assert_eq!(std::fs::read_to_string(path).unwrap(), text);
    assert!(panel(&visitor, &exchange).await.contains(path));
}

#[actix_web::test]
async fn cache_shows_its_entry_and_its_ttl() {
    let (_app, visitor) = visitor_on("cache").await;
    let exchange = latest_with_record(&visitor).await;
    let record = &exchange["record"];
    assert_eq!((&record["kind"], &record["backend"]), (&json!("entry"), &json!("memory")));
    assert!(record["key"].as_str().unwrap().ends_with(&visitor.session_key()));
    assert!(record["text"].as_str().unwrap().contains(TEA));
    let left = record["time_to_live_us"].as_u64().unwrap();
    assert!((1_209_000_000_000..=1_209_600_000_000).contains(&left), "{left}");
    let depths: Vec<_> =
        exchange["calls"].as_array().unwrap().iter().map(|call| (&call["store"], &call["depth"])).collect();
    assert_eq!(depths, [(&json!("cache"), &json!(0)), (&json!("memory"), &json!(1))]);
    assert!(panel(&visitor, &exchange).await.contains("The cache keeps it for"));
}

#[actix_web::test]
async fn cached_db_shows_its_copy_and_its_row() {
    let (app, visitor) = visitor_on("cached_db").await;
    let exchange = latest_with_record(&visitor).await;
    let record = &exchange["record"];
    assert_eq!((&record["kind"], &record["cache"]["kind"]), (&json!("both"), &json!("entry")));
    assert_eq!(record["database"]["columns"]["session_data"], app.sqlite().text("session_data", "sessions"));
    let stores: Vec<_> = exchange["calls"].as_array().unwrap().iter().map(|call| &call["store"]).collect();
    assert!(stores.contains(&&json!("memory")) && stores.contains(&&json!("db")), "{stores:?}");
    let shown = panel(&visitor, &exchange).await;
    assert!(
        shown.contains("An entry of the cache (memory)") && shown.contains("A row of the table sessions")
    );
}

#[actix_web::test]
async fn signed_cookies_shows_the_content_of_the_cookie() {
    let (_app, visitor) = visitor_on("signed_cookies").await;
    let exchange = latest_with_record(&visitor).await;
    assert_eq!(exchange["record"]["kind"], "cookie");
    assert!(exchange["record"]["text"].as_str().unwrap().contains(TEA), "{exchange}");
    visitor.add_to_cart(TEA, 1).await;
    let exchange = latest(&visitor).await;
    assert_ne!(exchange["before"]["key"], exchange["after"]["key"]);
    let shown = panel(&visitor, &exchange).await;
    assert!(
        shown.contains("nothing is stored on the server") && shown.contains("the key is the session itself")
    );
}

#[actix_web::test]
async fn the_calls_of_every_engine_are_shown() {
    for engine in ENGINES {
        let (_app, visitor) = visitor_on(engine).await;
        visitor.get("/cart").await;
        for exchange in &exchanges(&visitor).await[..2] {
            assert_eq!(
                (&exchange["engine"], &exchange["calls"][0]["store"]),
                (&json!(engine), &json!(engine))
            );
            assert!(!exchange["after"]["data"]["cart"].is_null(), "{engine}: {exchange}");
        }
    }
}

#[actix_web::test]
async fn a_store_that_fails_is_shown_with_its_error() {
    let (app, visitor) = visitor_on("db").await;
    app.sqlite().run("ALTER TABLE sessions RENAME TO renamed");
    assert_eq!(visitor.get("/cart").await.status, 503);
    let exchange = latest(&visitor).await;
    assert_eq!((&exchange["status"], &exchange["unserved"]), (&json!(503), &json!("failed")));
    let call = &exchange["calls"][0];
    assert_eq!((&call["operation"], &call["outcome"]), (&json!("load"), &json!("failed")));
    assert!(call["error"].as_str().unwrap().contains("sessions"), "{call}");
    let shown = panel(&visitor, &exchange).await;
    assert!(shown.contains("store failed") && shown.contains("no such table"), "{}", shown.body);
}
