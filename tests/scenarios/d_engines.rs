//! D: the engines as the settings choose them, with what is built in. (Those
//! over real servers are in `d_databases`, `d_caches` and `d_cache_away`.)

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
        Combination, Dictionary, TestApp,
        app::{ENGINES, Setting},
        over_every_store,
        sqlite::Sqlite,
        visitor::Visitor,
    },
};

over_every_store! {
    the_chosen_engine_keeps_the_session_in_its_place,
    an_engine_does_not_see_the_sessions_of_another_and_sees_its_own_again,
}

/// Where the sessions are if they are not in the shop's own database.
const DATABASE_URL: &str = "databases.sessions.url";

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
    for engine in ["DB", "database", "redis", "django.contrib.sessions.backends.db", ""] {
        let mut sources = Sources::default();
        sources.set("session.engine", engine);
        let error = Settings::read(&mut sources).unwrap_err().to_string();
        assert!(error.contains("session.engine"), "{engine:?}: {error}");
    }
}

/// D1: the cart is found again, and it is where the settings say and nowhere
/// else. (Where a server keeps it: `d_places`.)
async fn the_chosen_engine_keeps_the_session_in_its_place(combination: Combination) {
    let app = TestApp::over_store(combination).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(cart(&visitor).await, one_tea());
    let is_in_shops_database = combination.is_in_database() && app.sessions().setting(DATABASE_URL).is_none();
    let rows = app.sqlite().texts("session_data", "sessions");
    assert_eq!(rows.len(), usize::from(is_in_shops_database));
    assert!(rows.iter().all(|row| row.contains(TEA)), "{rows:?}");
    let files = app.sessions().session_files();
    assert_eq!(files.len(), usize::from(combination == Combination::File));
    assert!(files.iter().all(|file| fs::read_to_string(file).unwrap().contains(TEA)), "{files:?}");
    let cookie = visitor.cookie("sessionid").unwrap();
    let is_readable = readable(&cookie).is_some_and(|text| text.contains(TEA));
    assert_eq!(is_readable, combination == Combination::SignedCookiesSigned);
    if combination == Combination::SignedCookiesPrivate {
        assert!(encrypted_bytes(&cookie).len() > TEA.len());
    }
    let other = app.beside_over_same_store(&[]).await;
    let is_shared = combination != Combination::CacheMemory;
    assert_eq!(cart(&visitor.copy().at(other.address())).await == one_tea(), is_shared);
}

/// D2: over SQLite; over servers in `d_places`.
#[actix_web::test]
async fn a_session_is_a_row_with_key_data_and_end() {
    let app = TestApp::start().await;
    let columns = app.sqlite().texts("name", "pragma_table_info('sessions')");
    assert_eq!(columns[..3], ["session_key", "session_data", "expire_date"]);
    let (visitor, other) = (app.visitor(), app.visitor());
    visitor.add_to_cart(TEA, 1).await;
    other.add_to_cart("bai-mu-dan", 1).await;
    assert_eq!(app.sqlite().count("sessions"), 2, "a row a session");
    let row = format!("sessions WHERE session_key = '{}'", key_of(&visitor));
    let data = app.sqlite().text("session_data", &row);
    assert!(data.contains(TEA) && !data.contains("bai-mu-dan"), "{data}");
    assert!(app.sqlite().text("expire_date", &row).starts_with(&two_weeks_from(&app)));
}

/// When a session that was changed just now expires, as a database shows it.
pub fn two_weeks_from(app: &TestApp) -> String {
    let end = app.clock.now() + Duration::from_secs(1_209_600);
    let (hour, minute, second) = end.to_hms();
    format!("{} {hour:02}:{minute:02}:{second:02}", end.date())
}

/// D3: over SQLite; over servers in `d_databases`.
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
            tokio::time::sleep(Duration::from_millis(350)).await;
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

/// D10: two real processes.
#[actix_web::test]
async fn two_processes_do_not_see_each_others_sessions_in_their_own_memory() {
    let folder = tempfile::tempdir().unwrap();
    let settings = [("SESSION_ENGINE", "cache")];
    let (shop, other) = (Process::start(folder.path(), &settings), Process::start(folder.path(), &settings));
    let visitor = Visitor::new(shop.address());
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(cart(&visitor.copy().at(other.address())).await, []);
    assert_eq!(cart(&visitor).await, one_tea());
    // Nor does a process see what is in the memory of one that was started later.
    let newcomer = Visitor::new(other.address());
    newcomer.add_to_cart(TEA, 1).await;
    assert_eq!(cart(&newcomer.copy().at(shop.address())).await, []);
    assert_eq!(cart(&newcomer).await, one_tea());
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

/// D22: the shop is stopped, started with each other engine in turn, and at
/// last with the first one again. What is only in the process's memory would be
/// lost with the process, so there the first one goes on beside the others.
async fn an_engine_does_not_see_the_sessions_of_another_and_sees_its_own_again(combination: Combination) {
    let mut app = TestApp::over_store(combination).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    let engine = combination.engine_name();
    // cached_db and db share a table: that is what makes the cache optional.
    let shares = |other: &str| other == engine || (combination.is_in_database() && other.ends_with("db"));
    for other in ENGINES.into_iter().filter(|other| !shares(other)) {
        let files = tempfile::tempdir().unwrap();
        let settings = [("session.engine", other), ("session.file_path", files.path().to_str().unwrap())];
        let switched = app.beside(&settings).await;
        if combination == Combination::CacheMemory {
            works_as_new(&visitor.copy().at(switched.address()), other).await;
        } else {
            // The first one has ended: there is only the other now.
            app = switched;
            works_as_new(&visitor.copy().at(app.address()), other).await;
        }
    }
    if combination != Combination::CacheMemory {
        app = app.beside_over_same_store(&[]).await;
    }
    let visitor = visitor.at(app.address());
    assert_eq!(cart(&visitor).await, one_tea(), "after switching back");
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(cart(&visitor).await, [(TEA.to_owned(), 2)], "it goes on");
}

/// The browser with the old engine's cookie is a stranger, and can begin anew.
async fn works_as_new(browser: &Visitor, engine: &str) {
    assert_eq!(cart(browser).await, [], "{engine}");
    browser.add_to_cart("bai-mu-dan", 3).await;
    assert_eq!(cart(browser).await, [("bai-mu-dan".to_owned(), 3)], "{engine}");
}
