//! F6: no line of the log at any level, of the shop or of a crate that it uses,
//! holds a session's key, a cookie, a password, a login's id or the secret key,
//! whatever goes wrong with the store. The real program logs everything
//! (`RUST_LOG=trace`) and is led through the faults of each engine.

use std::{fs, path::Path};

use session_shop::sessions::{Keys, Options, SessionKey, cookie::seal, engines::SignedCookiesEngine};
use tempfile::TempDir;

use super::{
    refusing_redis::RefusingRedis,
    scripted::{Scripted, script},
};
use crate::support::{customer::PASSWORD, process::Process, sqlite::Sqlite, visitor::Visitor};

/// What [`Process`] gives the shop.
const SECRET_KEY: &str = "a secret that only this test knows";

const WRONG_PASSWORD: &str = "jasmine and rain";

const TEA: &str = "keemun-black";

/// A shop that logs everything, a visitor, and what must not be in its log.
pub struct Watched {
    pub shop: Process,
    pub visitor: Visitor,
    pub folder: TempDir,
    secrets: Vec<String>,
}

impl Watched {
    /// In an empty folder, with a `settings.toml`.
    pub fn start(file: &str, settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::in_folder(folder, file, settings)
    }

    pub fn in_folder(folder: TempDir, file: &str, settings: &[(&str, &str)]) -> Self {
        fs::write(folder.path().join("settings.toml"), file).unwrap();
        let shop = Process::start(folder.path(), &[settings, &[("RUST_LOG", "trace")]].concat());
        let visitor = Visitor::new(shop.address());
        let secrets = [SECRET_KEY, PASSWORD, WRONG_PASSWORD].map(ToOwned::to_owned).into();
        Self { shop, visitor, folder, secrets }
    }

    pub fn sqlite(&self) -> Sqlite {
        sqlite(self.folder.path())
    }

    /// Remembers what the visitor and the database know by now.
    pub fn remember(&mut self) {
        let cookies = ["sessionid", "csrftoken"].into_iter().filter_map(|name| self.visitor.cookie(name));
        let cookies: Vec<String> = cookies.collect();
        let keys = cookies.iter().filter(|cookie| cookie.is_ascii() && cookie.len() >= 64);
        self.secrets.extend(keys.map(|cookie| cookie[cookie.len() - 32..].to_owned()));
        self.secrets.extend(cookies);
        self.secrets.extend(self.sqlite().texts("id", "logins"));
        self.secrets.extend(self.sqlite().texts("session_key", "sessions"));
        self.secrets.extend(self.sqlite().texts("password_hash", "users"));
    }

    pub fn remember_all(&mut self, secrets: impl IntoIterator<Item = String>) {
        self.secrets.extend(secrets);
    }

    /// Makes an account and fills a cart, while all is well.
    pub async fn begin(&mut self) {
        self.visitor.register("Mei").await;
        self.remember();
        self.visitor.add_to_cart(TEA, 1).await;
        self.visitor.log_out().await;
        self.remember();
        self.visitor.log_in("Mei", PASSWORD).await;
        self.visitor.add_to_cart(TEA, 2).await;
        self.remember();
    }

    /// What visitors do, however it is answered.
    pub async fn try_everything(&mut self) {
        let saved = self.visitor.copy();
        let add = [("product", TEA), ("quantity", "1")];
        let login = [("username", "Mei"), ("password", PASSWORD)];
        let wrong = [("username", "Mei"), ("password", WRONG_PASSWORD)];
        let (visitor, cart) = (self.visitor.copy(), "/cart/add");
        for path in ["/cart", "/account", "/checkout"] {
            visitor.get(path).await;
        }
        for (path, fields) in [
            (cart, &add[..]),
            ("/preferences", &[("theme", "dark")]),
            ("/account/login", &wrong),
            ("/account/login", &login),
            ("/account/logout", &[]),
            (cart, &add),
        ] {
            visitor.post(path, fields).await;
        }
        self.visitor = visitor;
        self.remember();
        self.visitor = saved;
    }

    /// Searches the log, which must show that something went wrong.
    pub fn assert_nothing_is_logged(&mut self, fault: &str) {
        self.remember();
        let log = self.shop.log();
        for secret in self.secrets.iter().filter(|secret| secret.len() >= 8) {
            let encoded = serde_urlencoded::to_string([("", secret)]).unwrap();
            for text in [secret.as_str(), &encoded[1..]] {
                let shown: Vec<&str> = log.lines().filter(|line| line.contains(text)).take(3).collect();
                assert!(shown.is_empty(), "{text} is logged: {shown:#?}");
            }
        }
        assert!(log.contains(" TRACE ") && log.contains(fault), "the log does not say {fault:?}");
    }
}

fn sqlite(folder: &Path) -> Sqlite {
    Sqlite::open(&folder.join("shop.sqlite3"))
}

/// A session cookie that is rightly signed, and its key.
pub fn signed_cookie() -> (String, String) {
    let key = SessionKey::random().as_str().to_owned();
    (sealed(&key), key)
}

/// As it stands in a `Set-Cookie` header.
fn sealed(key: &str) -> String {
    let options = Options::new(std::sync::Arc::new(SignedCookiesEngine), Keys::derive(SECRET_KEY, &[]));
    seal("sessionid", key, &options)
}

/// In SQLite: statements fail with a text that holds their values, and a stored
/// session is no session.
#[actix_web::test]
async fn nothing_secret_is_logged_when_sqlite_fails() {
    let mut watched = Watched::start("", &[]);
    watched.begin().await;
    for (table, action, value) in [
        ("sessions", "UPDATE", "NEW.session_key"),
        ("sessions", "INSERT", "NEW.session_key"),
        ("sessions", "DELETE", "OLD.session_key"),
        ("logins", "INSERT", "NEW.id"),
        ("logins", "DELETE", "OLD.id"),
    ] {
        watched.begin_again().await;
        let (begin, name) = ("BEGIN SELECT RAISE(ABORT, 'refused: ' ||", "refusing");
        watched
            .sqlite()
            .run(&format!("CREATE TRIGGER {name} BEFORE {action} ON {table} {begin} {value}); END"));
        watched.try_everything().await;
        watched.sqlite().run(&format!("DROP TRIGGER {name}"));
    }
    watched.begin_again().await;
    watched.sqlite().run("UPDATE sessions SET session_data = '\"' || session_key || '\"'");
    watched.try_everything().await;
    watched.sqlite().run("ALTER TABLE sessions RENAME TO elsewhere");
    let known = watched.sqlite().texts("session_key", "elsewhere");
    watched.remember_all(known);
    watched.visitor.get("/cart").await;
    watched.sqlite().run("ALTER TABLE elsewhere RENAME TO sessions");
    watched.assert_nothing_is_logged("can't be read");
    watched.assert_nothing_is_logged("refused:");
}

/// In files: they hold no session, and then the folder is gone.
#[actix_web::test]
async fn nothing_secret_is_logged_when_files_fail() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    fs::create_dir(&files).unwrap();
    let settings = [("SESSION_ENGINE", "file"), ("SESSION_FILE_PATH", files.to_str().unwrap())];
    let mut watched = Watched::in_folder(folder, "", &settings);
    watched.begin().await;
    let key = watched.visitor.session_key();
    fs::write(files.join(format!("session_{key}")), format!("1 4102444800000000 \"{key}\"")).unwrap();
    watched.try_everything().await;
    watched.begin_again().await;
    fs::remove_dir_all(&files).unwrap();
    watched.try_everything().await;
    watched.assert_nothing_is_logged("can't be read");
    watched.assert_nothing_is_logged("the session store can't be used");
}

/// In the cookie: it is rightly signed and holds no session.
#[actix_web::test]
async fn nothing_secret_is_logged_when_a_cookie_holds_no_session() {
    let mut watched = Watched::start("", &[("SESSION_ENGINE", "signed_cookies")]);
    watched.begin().await;
    for content in ["", "AAAA", &"x".repeat(40)] {
        watched.visitor.receive_cookie(&sealed(content));
        watched.remember();
        watched.try_everything().await;
    }
    let large = [("product", TEA), ("quantity", "1"), ("name", &"x".repeat(5_000))];
    watched.visitor.post("/cart/add", &large).await;
    watched.assert_nothing_is_logged("POST /cart/add");
}

/// A Redis that refuses each command and repeats it in its error.
#[actix_web::test]
async fn nothing_secret_is_logged_when_redis_repeats_the_command_it_refuses() {
    for engine in ["cache", "cached_db"] {
        let redis = RefusingRedis::start();
        let url = redis.url();
        let settings =
            [("SESSION_ENGINE", engine), ("SESSION_CACHE_ALIAS", "redis"), ("REDIS_URL", url.as_str())];
        let mut watched = Watched::start("", &settings);
        with_a_cache_that_refuses(&mut watched, engine).await;
        let sent: Vec<String> = redis.refused().into_iter().filter(|word| word.len() >= 20).collect();
        assert!(!sent.is_empty(), "it was asked");
        let keys = sent.iter().filter_map(|word| Some(word.rsplit_once(':')?.1.to_owned()));
        watched.remember_all(keys.collect::<Vec<_>>());
        watched.remember_all(sent);
        watched.assert_nothing_is_logged(said_by(engine));
    }
}

/// A Memcached that does.
#[actix_web::test]
async fn nothing_secret_is_logged_when_memcached_repeats_the_command_it_refuses() {
    for (engine, answer) in [
        ("cache", "SERVER_ERROR failed:"),
        ("cache", "CLIENT_ERROR bad command:"),
        ("cached_db", "SERVER_ERROR failed:"),
    ] {
        let refusing = || {
            script(move |talk| {
                while let Some(command) = talk.command() {
                    let words = format!("{command:?}");
                    let refusal = format!("{answer} {words}\r\n");
                    talk.say(if words.contains("\"check\"") { "EN\r\n" } else { &refusal });
                }
            })
        };
        let memcached = Scripted::start((0..500).map(|_| refusing()).collect());
        let url = memcached.url();
        let settings = [
            ("SESSION_ENGINE", engine),
            ("SESSION_CACHE_ALIAS", "memcached"),
            ("MEMCACHED_URL", url.as_str()),
        ];
        let mut watched = Watched::start("", &settings);
        with_a_cache_that_refuses(&mut watched, engine).await;
        watched.assert_nothing_is_logged(said_by(engine));
    }
}

/// What the log says of a cache that refuses.
fn said_by(engine: &str) -> &'static str {
    match engine {
        "cached_db" => "sessions are read from the database alone",
        _ => "the session store can't be used",
    }
}

async fn with_a_cache_that_refuses(watched: &mut Watched, engine: &str) {
    if engine == "cached_db" {
        watched.begin().await;
    } else {
        let (cookie, key) = signed_cookie();
        watched.visitor.get("/").await;
        watched.visitor.receive_cookie(&cookie);
        watched.remember_all([key]);
    }
    watched.try_everything().await;
    let stranger = Visitor::new(watched.shop.address());
    stranger.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
}

impl Watched {
    /// After the session was lost: another one.
    pub async fn begin_again(&mut self) {
        self.visitor = Visitor::new(self.shop.address());
        self.visitor.log_in("Mei", PASSWORD).await;
        self.visitor.add_to_cart(TEA, 1).await;
        self.remember();
    }
}
