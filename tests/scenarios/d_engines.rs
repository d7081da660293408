//! D: the engines as the settings choose them, with what is built in. (Those
//! over real servers are in `d_servers`, the cookies in `d_signed_cookies`.)

use std::{fs, path::Path, sync::Arc};

use session_shop::{
    app::Application,
    caches::{Cache, MemoryCache},
    sessions::{Clock, Record, SessionKey, engines::CacheEngine},
    settings::{Settings, Sources},
};

use crate::{
    process::Process,
    support::{
        Combination, Dictionary, TestApp,
        app::{ENGINES, SERVER_SIDE_ENGINES, Setting},
        combinations::{cached_db, sqlite},
        visitor::Visitor,
    },
};

const TEA: &str = "keemun-black";

async fn cart(visitor: &Visitor) -> Vec<(String, u32)> {
    visitor.get("/cart").await.cart_lines()
}

fn one_tea() -> Vec<(String, u32)> {
    vec![(TEA.to_owned(), 1)]
}

/// The key in the visitor's cookie.
fn key_of(visitor: &Visitor) -> String {
    let cookie = visitor.cookie("sessionid").unwrap();
    cookie[cookie.len() - 32..].to_owned()
}

/// Why the shop does not start with these settings.
pub async fn refusal(settings: &[Setting<'_>]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut sources = Sources::default();
    sources.set("server.data_dir", folder.path().to_str().unwrap());
    sources.set("server.bind", "127.0.0.1:0");
    for (name, value) in settings {
        sources.set(*name, *value);
    }
    let settings = Settings::read(&mut sources).unwrap();
    let error = Application::build(&settings, Clock::system()).await.err();
    let error = error.expect("it does not start").to_string();
    assert!(!error.contains('\n'), "one line: {error}");
    error
}

/// D1
#[actix_web::test]
async fn the_engine_is_db_unless_the_settings_name_another() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(app.sqlite().texts("session_key", "sessions"), [key_of(&visitor)]);
    for engine in ENGINES {
        let app = TestApp::on(engine).await;
        let visitor = app.visitor();
        visitor.add_to_cart(TEA, 1).await;
        assert_eq!(cart(&visitor).await, one_tea(), "{engine}");
        let rows = app.sqlite().count("sessions");
        assert_eq!(rows, usize::from(engine == "db" || engine == "cached_db"), "{engine}");
    }
}

/// D2
#[actix_web::test]
async fn a_session_is_a_row_with_key_data_and_end() {
    let app = TestApp::start().await;
    let columns = app.sqlite().texts("name", "pragma_table_info('sessions')");
    assert_eq!(columns, ["session_key", "session_data", "expire_date", "version"]);
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    let row = format!("sessions WHERE session_key = '{}'", key_of(&visitor));
    assert!(app.sqlite().text("session_data", &row).contains(TEA));
    let end = app.clock.now() + std::time::Duration::from_secs(1_209_600);
    let end = format!("{} {:02}:", end.date(), end.hour());
    assert!(app.sqlite().text("expire_date", &row).starts_with(&end));
}

/// D3: over SQLite; over servers in `d_servers`.
#[actix_web::test]
async fn sessions_may_be_in_another_database_than_the_shops() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sessions.sqlite3");
    let url = format!("sqlite:{}", file.display());
    let settings = [("session.database", "apart"), ("databases.apart.url", url.as_str())];
    let app = TestApp::with(&settings).await;
    let member = app.member().await;
    member.add_to_cart(TEA, 1).await;
    assert_eq!((app.sqlite().count("sessions"), app.sqlite().count("users")), (0, 1));
    let mut apart = crate::support::sqlite::Sqlite::open(&file);
    assert_eq!((apart.count("sessions"), apart.count("users")), (1, 0));
}

/// D4
#[actix_web::test]
async fn a_session_is_a_file_named_by_its_id_that_only_its_owner_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let app = TestApp::with(&[("session.engine", "file"), ("session.file_path", path)]).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    let file = folder.path().join(format!("session_{}", key_of(&visitor)));
    assert!(fs::read_to_string(&file).unwrap().contains(TEA));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(session_files(folder.path()).len(), 1);
    app.visitor().get("/").await;
    assert_eq!(session_files(folder.path()).len(), 1, "a stranger who only looks has none");
}

fn session_files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.map(|name| name.into_string().unwrap()).filter(|name| name.starts_with("session_")).collect()
}

/// D4: where the system says that temporary files belong.
#[actix_web::test]
async fn without_a_folder_of_their_own_session_files_are_in_the_temporary_one() {
    let (data, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let place = temporary.path().to_str().unwrap();
    let shop = Process::start(data.path(), &[("SESSION_ENGINE", "file"), ("TMPDIR", place)]);
    let visitor = Visitor::new(shop.address());
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(session_files(temporary.path()), [format!("session_{}", key_of(&visitor))]);
}

/// D5
#[actix_web::test]
async fn a_folder_that_is_missing_or_cannot_be_written_is_named_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let (missing, file) = (folder.path().join("missing"), folder.path().join("file"));
    fs::write(&file, "").unwrap();
    // Not even root can write there.
    for place in [missing.as_path(), &file, Path::new("/proc")] {
        let place = place.to_str().unwrap();
        let error = refusal(&[("session.engine", "file"), ("session.file_path", place)]).await;
        assert!(error.contains("session.file_path") && error.contains(place), "{error}");
        assert!(!missing.exists(), "it is not made");
    }
}

/// D6
#[actix_web::test]
async fn cache_alias_picks_one_of_several_caches() {
    let small = [
        ("session.engine", "cache"),
        ("session.cache_alias", "small"),
        ("caches.small.backend", "memory"),
        ("caches.small.max_entries", "1"),
    ];
    let (default, small) = (TestApp::with(&[("session.engine", "cache")]).await, TestApp::with(&small).await);
    for (app, all_stay) in [(default, true), (small, false)] {
        let mut visitors = Vec::new();
        for _ in 0..4 {
            visitors.push(app.visitor());
            visitors.last().unwrap().add_to_cart(TEA, 1).await;
            // A full cache is put in order from time to time.
            tokio::time::sleep(std::time::Duration::from_millis(350)).await;
        }
        assert_eq!(cart(&visitors[3]).await, one_tea());
        assert_eq!(cart(&visitors[0]).await == one_tea(), all_stay);
    }
}

/// D8: the oldest go first, and whoever comes now is let in.
#[actix_web::test]
async fn when_the_cache_is_full_old_sessions_are_lost() {
    let dictionary = Dictionary::over_with(Combination::CacheMemory, |options| {
        let cache = Arc::new(MemoryCache::new(10));
        options.engine = Arc::new(CacheEngine::new(cache, "session:", options.clock.clone()));
    })
    .await;
    let mut visitors = Vec::new();
    for _ in 0..300 {
        visitors.push(dictionary.visitor_with(&["set a 1"]).await);
        assert_eq!(visitors.last().unwrap().ask("get a").await, "1", "visitor {}", visitors.len());
    }
    let answer = visitors[0].run(&["get a"]).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "-"));
    assert!(answer.removes_cookie("sessionid"));
}

/// D10
#[actix_web::test]
async fn two_processes_do_not_see_each_others_sessions_in_their_own_memory() {
    let app = TestApp::on("cache").await;
    let other = app.beside(&[("session.engine", "cache")]).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(cart(&visitor.copy().at(other.address())).await, []);
    assert_eq!(cart(&visitor).await, one_tea());
}

/// D11, D12
#[actix_web::test]
async fn a_write_goes_to_cache_and_database_and_a_read_fills_the_cache_again() {
    let folder = tempfile::tempdir().unwrap();
    let cache: Arc<dyn Cache> = Arc::new(MemoryCache::new(100));
    fills_cache_and_database(sqlite(&folder).await, sqlite(&folder).await, cache).await;
}

/// The engine gets one of two handles on the same database.
pub async fn fills_cache_and_database(
    database: session_shop::sessions::engines::DbEngine,
    same: session_shop::sessions::engines::DbEngine,
    cache: Arc<dyn Cache>,
) {
    use session_shop::sessions::engines::{CachedDbEngine, Engine};
    let prefix = format!("{:x}:", rand::random::<u64>());
    let clock = Clock::system();
    let engine = CachedDbEngine::new(database, Arc::clone(&cache), prefix.clone(), clock.clone());
    let key = engine.create(&record_of(&clock, "1")).await.unwrap();
    let name = format!("{prefix}{}", key.as_str());
    let changed = Record { version: 1, ..record_of(&clock, "2") };
    engine.replace(&key, &changed).await.unwrap();
    let stored = same.load(&key).await.unwrap().unwrap();
    let cached = cache.get(&name).await.unwrap().unwrap();
    assert!(stored.data == changed.data && cached.ends_with(r#"{"a":2}"#), "{cached}");
    // The cache is asked first: what the database has is not looked at.
    same.delete(&key).await.unwrap();
    assert_eq!(engine.load(&key).await.unwrap().unwrap(), stored);
    // Then the database, and the cache is filled again.
    let key = engine.create(&changed).await.unwrap();
    let name = format!("{prefix}{}", key.as_str());
    cache.delete(&name).await.unwrap();
    assert_eq!(engine.load(&key).await.unwrap().unwrap().data, changed.data);
    assert!(cache.get(&name).await.unwrap().is_some());
    engine.delete(&key).await.unwrap();
    assert_eq!((engine.load(&key).await.unwrap(), same.load(&key).await.unwrap()), (None, None));
}

pub fn record_of(clock: &Clock, json: &str) -> Record {
    let mut data = session_shop::sessions::data::Data::default();
    data.set("a", json);
    Record { data, expire_date: clock.now() + std::time::Duration::from_secs(600), version: 0 }
}

/// D12: one who reads slowly does not put an older record back.
#[actix_web::test]
async fn what_was_given_up_in_the_middle_is_read_from_the_database() {
    use session_shop::sessions::engines::Engine;
    let folder = tempfile::tempdir().unwrap();
    let (cache, hanging) = crate::support::hanging::HangingCache::new();
    let clock = Clock::system();
    let engine = cached_db(sqlite(&folder).await, cache, &clock);
    let key: SessionKey = engine.create(&record_of(&clock, "1")).await.unwrap();
    hanging.set(true);
    let newer = Record { version: 1, ..record_of(&clock, "2") };
    let given_up =
        tokio::time::timeout(std::time::Duration::from_millis(300), engine.replace(&key, &newer)).await;
    assert!(given_up.is_err(), "the database has it, and the cache hangs");
    hanging.set(false);
    assert_eq!(engine.load(&key).await.unwrap().unwrap().data, newer.data);
}

/// D20
#[actix_web::test]
async fn what_is_put_in_a_session_is_what_its_store_has_to_keep() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let mut sizes = Vec::new();
    for tea in [TEA, "west-lake-longjing", "assam-second-flush"] {
        visitor.add_to_cart(tea, 1).await;
        cart(&visitor).await;
        sizes.push(app.sqlite().text("LENGTH(session_data)", "sessions").parse::<usize>().unwrap());
    }
    assert!(sizes.is_sorted() && sizes[0] + 20 < sizes[2], "{sizes:?}");
}

/// D22
#[actix_web::test]
async fn an_engine_does_not_see_the_sessions_of_another_and_sees_its_own_again() {
    for engine in SERVER_SIDE_ENGINES {
        let app = TestApp::on(engine).await;
        let visitor = app.visitor();
        visitor.add_to_cart(TEA, 1).await;
        // cached_db and db share a table: that is what makes the cache optional.
        let shared = |other: &str| engine != "cache" && engine != "file" && other.ends_with("db");
        for other in ENGINES.into_iter().filter(|other| *other != engine && !shared(other)) {
            let files = tempfile::tempdir().unwrap();
            let settings = [("session.engine", other), ("session.file_path", files.path().to_str().unwrap())];
            let switched = app.beside(&settings).await;
            let same_cookie = visitor.copy();
            assert_eq!(cart(&same_cookie.at(switched.address())).await, [], "{engine} to {other}");
            assert_eq!(cart(&visitor).await, one_tea(), "{engine} after {other}");
        }
    }
}

/// D22: the data in the cookie means nothing to an engine with a store, and
/// is there again when the browser has kept it.
#[actix_web::test]
async fn a_session_in_the_cookie_is_not_seen_by_engines_with_a_store() {
    let app = TestApp::on("signed_cookies").await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    let switched = app.beside(&[("session.engine", "db")]).await;
    assert_eq!(cart(&visitor.copy().at(switched.address())).await, []);
    assert_eq!(cart(&visitor).await, one_tea());
}
