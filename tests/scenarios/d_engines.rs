//! D1 to D10, D20, D22: the settings choose the engine and its store. The stores here need
//! no server. (`d_databases`, `d_caches`, `d_cache_unavailable` and `d_stored_on_servers`
//! use real servers.)

use std::{fs, os::unix::fs::PermissionsExt, path::Path, sync::Arc, time::Duration};

use session_shop::{
    app::Application,
    caches::MemoryCache,
    sessions::{Clock, engines::CacheEngine},
    settings::{Settings, Sources},
};

use crate::{
    d_signed_cookies::{encrypted_bytes, readable},
    process::Process,
    support::{
        Dictionary, EngineAndStore, TestApp,
        app::{ENGINES, Setting},
        over_every_store,
        sqlite::Sqlite,
        visitor::Visitor,
    },
};

over_every_store! {
    the_chosen_engine_stores_the_session_where_the_settings_say,
    an_engine_does_not_see_the_sessions_of_another_and_sees_its_own_again,
}

/// The setting that names a database for the sessions beside the shop's own.
const DATABASE_URL: &str = "databases.sessions.url";

const TEA: &str = "keemun-black";

async fn cart(visitor: &Visitor) -> Vec<(String, u32)> {
    visitor.get("/cart").await.cart_lines()
}

fn one_tea() -> Vec<(String, u32)> {
    vec![(TEA.to_owned(), 1)]
}

/// Returns the error with which the shop refuses to start with these settings.
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
    let error = error.expect("the shop refuses to start").to_string();
    assert!(!error.contains('\n'), "one line: {error}");
    error
}

/// D1
#[actix_web::test]
async fn the_engine_is_db_unless_the_settings_name_another() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(app.sqlite().texts("session_key", "sessions"), [visitor.session_key()]);
    for engine in ["DB", "database", "redis", "django.contrib.sessions.backends.db", ""] {
        let mut sources = Sources::default();
        sources.set("session.engine", engine);
        let error = Settings::read(&mut sources).unwrap_err().to_string();
        assert!(error.contains("session.engine"), "{engine:?}: {error}");
    }
}

/// D1: the cart is stored where the settings say and nowhere else. (`d_stored_on_servers`
/// looks into the servers.)
async fn the_chosen_engine_stores_the_session_where_the_settings_say(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(cart(&visitor).await, one_tea());
    let is_in_shops_database = combination.is_in_database() && app.sessions().setting(DATABASE_URL).is_none();
    let rows = app.sqlite().texts("session_data", "sessions");
    assert_eq!(rows.len(), usize::from(is_in_shops_database));
    assert!(rows.iter().all(|row| row.contains(TEA)), "{rows:?}");
    let files = app.sessions().session_files();
    assert_eq!(files.len(), usize::from(combination == EngineAndStore::File));
    assert!(files.iter().all(|file| fs::read_to_string(file).unwrap().contains(TEA)), "{files:?}");
    let cookie = visitor.cookie("sessionid").unwrap();
    let is_readable = readable(&cookie).is_some_and(|text| text.contains(TEA));
    assert_eq!(is_readable, combination == EngineAndStore::SignedCookiesSigned);
    if combination == EngineAndStore::SignedCookiesPrivate {
        assert!(encrypted_bytes(&cookie).len() > TEA.len());
    }
    let other = app.beside_over_same_store(&[]).await;
    let is_shared = combination != EngineAndStore::CacheMemory;
    assert_eq!(cart(&visitor.copy().at(other.address())).await == one_tea(), is_shared);
}

/// D2: over SQLite. (`d_stored_on_servers` has the other databases.)
#[actix_web::test]
async fn a_session_is_a_row_with_key_data_and_expire_date() {
    let app = TestApp::start().await;
    let columns = app.sqlite().texts("name", "pragma_table_info('sessions')");
    assert_eq!(columns[..3], ["session_key", "session_data", "expire_date"]);
    let (visitor, other) = (app.visitor(), app.visitor());
    visitor.add_to_cart(TEA, 1).await;
    other.add_to_cart("bai-mu-dan", 1).await;
    assert_eq!(app.sqlite().count("sessions"), 2, "one row for each session");
    let row = format!("sessions WHERE session_key = '{}'", visitor.session_key());
    let data = app.sqlite().text("session_data", &row);
    assert!(data.contains(TEA) && !data.contains("bai-mu-dan"), "{data}");
    assert!(app.sqlite().text("expire_date", &row).starts_with(&two_weeks_from(&app)));
}

/// Returns the expiry of a session that was changed just now, as a database prints it.
pub fn two_weeks_from(app: &TestApp) -> String {
    let expires = app.clock.now() + Duration::from_secs(1_209_600);
    let (hour, minute, second) = expires.to_hms();
    format!("{} {hour:02}:{minute:02}:{second:02}", expires.date())
}

/// D3: over SQLite. (`d_databases` has the servers.)
#[actix_web::test]
async fn sessions_can_be_in_another_database_than_the_shop() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sessions.sqlite3");
    let url = format!("sqlite:{}", file.display());
    let settings = [("session.database", "apart"), ("databases.apart.url", url.as_str())];
    let app = TestApp::with(&settings).await;
    let member = app.member().await;
    member.add_to_cart(TEA, 1).await;
    assert_eq!((app.sqlite().count("sessions"), app.sqlite().count("users")), (0, 1));
    let mut apart = Sqlite::open(&file);
    assert_eq!((apart.count("sessions"), apart.count("users")), (1, 0));
}

/// D4
#[actix_web::test]
async fn a_session_is_a_file_named_by_its_id_that_only_its_owner_can_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let app = TestApp::with(&[("session.engine", "file"), ("session.file_path", path)]).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    let file = folder.path().join(format!("session_{}", visitor.session_key()));
    assert!(fs::read_to_string(&file).unwrap().contains(TEA));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(session_files(folder.path()).len(), 1);
    app.visitor().get("/").await;
    assert_eq!(session_files(folder.path()).len(), 1, "a visitor who only browses has no file");
}

fn session_files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.map(|name| name.into_string().unwrap()).filter(|name| name.starts_with("session_")).collect()
}

/// D4: the temporary folder is that of the system (`TMPDIR`).
#[actix_web::test]
async fn without_a_configured_folder_session_files_are_in_the_temporary_folder() {
    let (data, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let temporary_path = temporary.path().to_str().unwrap();
    let shop = Process::start(data.path(), &[("SESSION_ENGINE", "file"), ("TMPDIR", temporary_path)]);
    let visitor = Visitor::new(shop.address());
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(session_files(temporary.path()), [format!("session_{}", visitor.session_key())]);
}

/// D5
#[actix_web::test]
async fn a_missing_or_read_only_folder_is_named_at_startup() {
    let folder = tempfile::tempdir().unwrap();
    let (missing, file) = (folder.path().join("missing"), folder.path().join("file"));
    fs::write(&file, "").unwrap();
    // Not even root can write to /proc.
    for path in [missing.as_path(), &file, Path::new("/proc")] {
        let path = path.to_str().unwrap();
        let error = refusal(&[("session.engine", "file"), ("session.file_path", path)]).await;
        assert!(error.contains("session.file_path") && error.contains(path), "{error}");
        assert!(!missing.exists(), "the shop does not create it");
    }
}

/// D6
#[actix_web::test]
async fn cache_alias_selects_one_of_several_caches() {
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
            // The cache removes entries above its limit with a delay.
            tokio::time::sleep(Duration::from_millis(350)).await;
        }
        assert_eq!(cart(&visitors[3]).await, one_tea());
        assert_eq!(cart(&visitors[0]).await == one_tea(), all_stay);
    }
}

/// D8: the oldest sessions are evicted first, and new ones are stored.
#[actix_web::test]
async fn when_the_memory_cache_is_full_old_sessions_are_evicted() {
    let dictionary = Dictionary::over_with(EngineAndStore::CacheMemory, |options| {
        let cache = Arc::new(MemoryCache::new(10));
        options.engine = Arc::new(CacheEngine::new(cache, "session:", options.clock.clone()));
    })
    .await;
    let mut visitors = Vec::new();
    for _ in 0..300 {
        visitors.push(dictionary.visitor_with(&["set a 1"]).await);
        assert_eq!(visitors.last().unwrap().run_line("get a").await, "1", "visitor {}", visitors.len());
    }
    let response = visitors[0].run(&["get a"]).await;
    assert_eq!((response.status, response.body.as_str()), (200, "-"));
    assert!(response.removes_cookie("sessionid"));
}

/// D10: with two real processes.
#[actix_web::test]
async fn two_processes_do_not_see_each_others_sessions_in_their_own_memory() {
    let folder = tempfile::tempdir().unwrap();
    let settings = [("SESSION_ENGINE", "cache")];
    let (shop, other) = (Process::start(folder.path(), &settings), Process::start(folder.path(), &settings));
    let visitor = Visitor::new(shop.address());
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(cart(&visitor.copy().at(other.address())).await, []);
    assert_eq!(cart(&visitor).await, one_tea());
    // The first process does not see the sessions of the second one either.
    let newcomer = Visitor::new(other.address());
    newcomer.add_to_cart(TEA, 1).await;
    assert_eq!(cart(&newcomer.copy().at(shop.address())).await, []);
    assert_eq!(cart(&newcomer).await, one_tea());
}

/// D20
#[actix_web::test]
async fn the_stored_size_grows_with_the_session_data() {
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

/// D22: the shop is stopped, started with each other engine in turn, and at last with the
/// first one again. Sessions in the memory of a process would be lost with it, so in that
/// case the first process keeps running.
async fn an_engine_does_not_see_the_sessions_of_another_and_sees_its_own_again(combination: EngineAndStore) {
    let mut app = TestApp::over_store(combination).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    let engine = combination.engine_name();
    // `cached_db` and `db` share a table, so that the cache is optional.
    let shares = |other: &str| other == engine || (combination.is_in_database() && other.ends_with("db"));
    for other in ENGINES.into_iter().filter(|other| !shares(other)) {
        let files = tempfile::tempdir().unwrap();
        let settings = [("session.engine", other), ("session.file_path", files.path().to_str().unwrap())];
        let switched = app.beside(&settings).await;
        if combination == EngineAndStore::CacheMemory {
            starts_with_an_empty_cart(&visitor.copy().at(switched.address()), other).await;
        } else {
            // This assignment stops the process before.
            app = switched;
            starts_with_an_empty_cart(&visitor.copy().at(app.address()), other).await;
        }
    }
    if combination != EngineAndStore::CacheMemory {
        app = app.beside_over_same_store(&[]).await;
    }
    let visitor = visitor.at(app.address());
    assert_eq!(cart(&visitor).await, one_tea(), "after switching back");
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(cart(&visitor).await, [(TEA.to_owned(), 2)], "the session can be changed again");
}

/// Checks that a browser with the cookie of another engine has an empty cart and can fill
/// it.
async fn starts_with_an_empty_cart(browser: &Visitor, engine: &str) {
    assert_eq!(cart(browser).await, [], "{engine}");
    browser.add_to_cart("bai-mu-dan", 3).await;
    assert_eq!(cart(browser).await, [("bai-mu-dan".to_owned(), 3)], "{engine}");
}
