//! F6 over real servers: the log contains no secret when PostgreSQL, MariaDB, Redis
//! or Memcached fail, are cut off, or have a record that can't be decoded.

use diesel::{Connection, MysqlConnection, PgConnection, connection::SimpleConnection};

use super::traced_shop::TracedShop;
use crate::support::{
    proxy::{Mode, Proxy},
    servers::{mariadb, memcached, postgres, redis},
};

/// Returns a settings file and a variable that put the sessions on that server.
fn sessions_on(url: &str) -> (String, [(&'static str, &'static str); 1]) {
    (format!("[databases.apart]\nurl = \"{url}\"\n"), [("SESSION_DATABASE", "apart")])
}

/// Faults of the network for which the client libraries report different errors.
const MODES: [Mode; 3] = [Mode::Refuse, Mode::Drop, Mode::Cut];

async fn cut_off(shop: &mut TracedShop, proxy: &Proxy) {
    for mode in MODES {
        proxy.set(mode);
        shop.send_every_request().await;
        proxy.set(Mode::Pass);
    }
}

#[actix_web::test]
async fn no_secret_is_logged_when_postgresql_fails() {
    let (proxy, url) = (Proxy::to(postgres().server.port()), postgres().new_database());
    let (file, settings) = sessions_on(&proxy.url(&url));
    let mut shop = TracedShop::start(&file, &settings);
    shop.fill_cart_of_member().await;
    let mut direct = PgConnection::establish(&url).unwrap();
    direct
        .batch_execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'refused: %', COALESCE(NEW.session_key, OLD.session_key); END $$; \
             CREATE TRIGGER refusing BEFORE INSERT OR UPDATE OR DELETE ON sessions \
             FOR EACH ROW EXECUTE FUNCTION refuse()",
        )
        .unwrap();
    shop.send_every_request().await;
    direct.batch_execute("DROP TRIGGER refusing ON sessions").unwrap();
    direct.batch_execute("UPDATE sessions SET session_data = '\"' || session_key || '\"'").unwrap();
    shop.send_every_request().await;
    shop.log_in_again().await;
    cut_off(&mut shop, &proxy).await;
    shop.assert_no_secret_is_logged("the session store can't be used");
    shop.assert_no_secret_is_logged("can't be read");
}

#[actix_web::test]
async fn no_secret_is_logged_when_mariadb_fails() {
    let (proxy, url) = (Proxy::to(mariadb().server.port()), mariadb().new_database());
    let (file, settings) = sessions_on(&proxy.url(&url));
    let mut shop = TracedShop::start(&file, &settings);
    shop.fill_cart_of_member().await;
    let mut direct = MysqlConnection::establish(&url).unwrap();
    for (action, row) in [("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")] {
        let trigger = format!(
            "CREATE TRIGGER refusing BEFORE {action} ON sessions FOR EACH ROW BEGIN \
             SET @reason = CONCAT('refused: ', {row}.session_key); \
             SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = @reason; END"
        );
        shop.log_in_again().await;
        diesel::RunQueryDsl::execute(diesel::sql_query(trigger), &mut direct).unwrap();
        shop.send_every_request().await;
        direct.batch_execute("DROP TRIGGER refusing").unwrap();
    }
    shop.log_in_again().await;
    direct.batch_execute("UPDATE sessions SET session_data = CONCAT('\"', session_key, '\"')").unwrap();
    shop.send_every_request().await;
    shop.log_in_again().await;
    cut_off(&mut shop, &proxy).await;
    shop.assert_no_secret_is_logged("the session store can't be used");
    shop.assert_no_secret_is_logged("can't be read");
}

#[actix_web::test]
async fn no_secret_is_logged_when_redis_fails() {
    for engine in ["cache", "cached_db"] {
        let proxy = Proxy::to(redis().0.port());
        let (url, prefix) = (proxy.url(&redis().url()), format!("{:016x}:", rand::random::<u64>()));
        let settings = [
            ("SESSION_ENGINE", engine),
            ("SESSION_CACHE_ALIAS", "redis"),
            ("SESSION_KEY_PREFIX", prefix.as_str()),
            ("REDIS_URL", url.as_str()),
        ];
        let mut shop = TracedShop::start("", &settings);
        shop.fill_cart_of_member().await;
        let mut direct = ::redis::Client::open(redis().url()).unwrap().get_connection().unwrap();
        let names: Vec<String> = ::redis::cmd("KEYS").arg(format!("{prefix}*")).query(&mut direct).unwrap();
        for name in &names {
            // No version is higher than this one, and the data can't be decoded.
            let text = format!("1 4102444800000000 \"{name}\"");
            ::redis::cmd("SET").arg(name).arg(text).exec(&mut direct).unwrap();
        }
        assert!(!names.is_empty());
        shop.add_secrets(names);
        shop.send_every_request().await;
        shop.assert_no_secret_is_logged("can't be read");
        shop.log_in_again().await;
        cut_off(&mut shop, &proxy).await;
        shop.assert_no_secret_is_logged(if engine == "cache" {
            "the session store can't be used"
        } else {
            "sessions are read from the database alone"
        });
    }
}

#[actix_web::test]
async fn no_secret_is_logged_when_memcached_fails() {
    for engine in ["cache", "cached_db"] {
        let proxy = Proxy::to(memcached().0.port());
        let (url, prefix) = (proxy.url(&memcached().url()), format!("{:016x}:", rand::random::<u64>()));
        let settings = [
            ("SESSION_ENGINE", engine),
            ("SESSION_CACHE_ALIAS", "memcached"),
            ("SESSION_KEY_PREFIX", prefix.as_str()),
            ("MEMCACHED_URL", url.as_str()),
        ];
        let mut shop = TracedShop::start("", &settings);
        shop.fill_cart_of_member().await;
        cut_off(&mut shop, &proxy).await;
        shop.assert_no_secret_is_logged(if engine == "cache" {
            "the session store can't be used"
        } else {
            "sessions are read from the database alone"
        });
    }
}
