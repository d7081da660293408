//! F6: no line of the log at any level contains a session's key, a cookie, a
//! password, a login's id or the secret key, whatever fails in the store. This
//! holds for the shop and for the crates that it uses. The real program logs
//! everything (`RUST_LOG=trace`) while the store of each engine fails.

use std::fs;

use super::{
    refusing_redis::RefusingRedis,
    scripted_memcached::{ScriptedMemcached, script},
    traced_shop::{TEA, TracedShop, signed, signed_cookie},
};
use crate::support::visitor::Visitor;

/// Statements fail with an error text that contains their values, and a stored
/// record can't be decoded.
#[actix_web::test]
async fn no_secret_is_logged_when_sqlite_fails() {
    let mut shop = TracedShop::start("", &[]);
    shop.fill_cart_of_member().await;
    for (table, action, value) in [
        ("sessions", "UPDATE", "NEW.session_key"),
        ("sessions", "INSERT", "NEW.session_key"),
        ("sessions", "DELETE", "OLD.session_key"),
        ("logins", "INSERT", "NEW.id"),
        ("logins", "DELETE", "OLD.id"),
    ] {
        shop.log_in_again().await;
        let (begin, name) = ("BEGIN SELECT RAISE(ABORT, 'refused: ' ||", "refusing");
        shop.sqlite().run(&format!("CREATE TRIGGER {name} BEFORE {action} ON {table} {begin} {value}); END"));
        shop.send_every_request().await;
        shop.sqlite().run(&format!("DROP TRIGGER {name}"));
    }
    shop.log_in_again().await;
    shop.sqlite().run("UPDATE sessions SET session_data = '\"' || session_key || '\"'");
    shop.send_every_request().await;
    shop.sqlite().run("ALTER TABLE sessions RENAME TO elsewhere");
    let known = shop.sqlite().texts("session_key", "elsewhere");
    shop.add_secrets(known);
    shop.visitor.get("/cart").await;
    shop.sqlite().run("ALTER TABLE elsewhere RENAME TO sessions");
    shop.assert_no_secret_is_logged("can't be read");
    shop.assert_no_secret_is_logged("refused:");
}

/// A file can't be decoded, and then the folder does not exist.
#[actix_web::test]
async fn no_secret_is_logged_when_files_fail() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    fs::create_dir(&files).unwrap();
    let settings = [("SESSION_ENGINE", "file"), ("SESSION_FILE_PATH", files.to_str().unwrap())];
    let mut shop = TracedShop::in_folder(folder, "", &settings);
    shop.fill_cart_of_member().await;
    let key = shop.visitor.session_key();
    fs::write(files.join(format!("session_{key}")), format!("1 4102444800000000 \"{key}\"")).unwrap();
    shop.send_every_request().await;
    shop.log_in_again().await;
    fs::remove_dir_all(&files).unwrap();
    shop.send_every_request().await;
    shop.assert_no_secret_is_logged("can't be read");
    shop.assert_no_secret_is_logged("the session store can't be used");
}

/// The cookie's signature is valid, and its content can't be decoded.
#[actix_web::test]
async fn no_secret_is_logged_when_a_cookie_cannot_be_decoded() {
    let mut shop = TracedShop::start("", &[("SESSION_ENGINE", "signed_cookies")]);
    shop.fill_cart_of_member().await;
    for content in ["", "AAAA", &"x".repeat(40)] {
        shop.visitor.receive_cookie(&signed(content));
        shop.collect_secrets();
        shop.send_every_request().await;
    }
    let large = [("product", TEA), ("quantity", "1"), ("name", &"x".repeat(5_000))];
    shop.visitor.post("/cart/add", &large).await;
    shop.assert_no_secret_is_logged("POST /cart/add");
}

/// Redis refuses each command, and its error repeats the command.
#[actix_web::test]
async fn no_secret_is_logged_when_redis_repeats_the_command_it_refuses() {
    for engine in ["cache", "cached_db"] {
        let redis = RefusingRedis::start();
        let url = redis.url();
        let settings =
            [("SESSION_ENGINE", engine), ("SESSION_CACHE_ALIAS", "redis"), ("REDIS_URL", url.as_str())];
        let mut shop = TracedShop::start("", &settings);
        send_requests(&mut shop, engine).await;
        let sent: Vec<String> = redis.refused().into_iter().filter(|word| word.len() >= 20).collect();
        assert!(!sent.is_empty(), "it received commands");
        let keys = sent.iter().filter_map(|word| Some(word.rsplit_once(':')?.1.to_owned()));
        shop.add_secrets(keys.collect::<Vec<_>>());
        shop.add_secrets(sent);
        shop.assert_no_secret_is_logged(expected_log(engine));
    }
}

/// Memcached refuses each command, and its error repeats the command.
#[actix_web::test]
async fn no_secret_is_logged_when_memcached_repeats_the_command_it_refuses() {
    for (engine, error) in [
        ("cache", "SERVER_ERROR failed:"),
        ("cache", "CLIENT_ERROR bad command:"),
        ("cached_db", "SERVER_ERROR failed:"),
    ] {
        let refusing = || {
            script(move |connection| {
                while let Some(command) = connection.command() {
                    let words = format!("{command:?}");
                    let refusal = format!("{error} {words}\r\n");
                    connection.send(if words.contains("\"check\"") { "EN\r\n" } else { &refusal });
                }
            })
        };
        let memcached = ScriptedMemcached::start((0..500).map(|_| refusing()).collect());
        let url = memcached.url();
        let settings = [
            ("SESSION_ENGINE", engine),
            ("SESSION_CACHE_ALIAS", "memcached"),
            ("MEMCACHED_URL", url.as_str()),
        ];
        let mut shop = TracedShop::start("", &settings);
        send_requests(&mut shop, engine).await;
        shop.assert_no_secret_is_logged(expected_log(engine));
    }
}

/// Returns the log line of an engine whose cache refuses every command.
fn expected_log(engine: &str) -> &'static str {
    match engine {
        "cached_db" => "sessions are read from the database alone",
        _ => "the session store can't be used",
    }
}

async fn send_requests(shop: &mut TracedShop, engine: &str) {
    if engine == "cached_db" {
        shop.fill_cart_of_member().await;
    } else {
        let (cookie, key) = signed_cookie();
        shop.visitor.get("/").await;
        shop.visitor.receive_cookie(&cookie);
        shop.add_secrets([key]);
    }
    shop.send_every_request().await;
    let stranger = Visitor::new(shop.process.address());
    stranger.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
}
