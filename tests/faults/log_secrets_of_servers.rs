//! F6 over real servers: what PostgreSQL, MariaDB, Redis and Memcached say when
//! they fail, are cut off or hold something else than a session.

use diesel::{Connection, MysqlConnection, PgConnection, connection::SimpleConnection};

use super::log_secrets::Watched;
use crate::support::{
    proxy::{Mode, Proxy},
    servers::{mariadb, memcached, postgres, redis},
};

/// The sessions on a server of their own.
fn apart(url: &str) -> (String, [(&'static str, &'static str); 1]) {
    (format!("[databases.apart]\nurl = \"{url}\"\n"), [("SESSION_DATABASE", "apart")])
}

/// Faults of the network that differ in what the client's library says.
const CUT: [Mode; 3] = [Mode::Refuse, Mode::Drop, Mode::Cut];

async fn cut_off(watched: &mut Watched, proxy: &Proxy) {
    for mode in CUT {
        proxy.set(mode);
        watched.try_everything().await;
        proxy.set(Mode::Pass);
    }
}

#[actix_web::test]
async fn nothing_secret_is_logged_when_postgresql_fails() {
    let (proxy, url) = (Proxy::to(postgres().server.port()), postgres().new_database());
    let (file, settings) = apart(&proxy.url(&url));
    let mut watched = Watched::start(&file, &settings);
    watched.begin().await;
    let mut direct = PgConnection::establish(&url).unwrap();
    direct
        .batch_execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'refused: %', COALESCE(NEW.session_key, OLD.session_key); END $$; \
             CREATE TRIGGER refusing BEFORE INSERT OR UPDATE OR DELETE ON sessions \
             FOR EACH ROW EXECUTE FUNCTION refuse()",
        )
        .unwrap();
    watched.try_everything().await;
    direct.batch_execute("DROP TRIGGER refusing ON sessions").unwrap();
    direct.batch_execute("UPDATE sessions SET session_data = '\"' || session_key || '\"'").unwrap();
    watched.try_everything().await;
    watched.begin_again().await;
    cut_off(&mut watched, &proxy).await;
    watched.assert_nothing_is_logged("the session store can't be used");
    watched.assert_nothing_is_logged("can't be read");
}

#[actix_web::test]
async fn nothing_secret_is_logged_when_mariadb_fails() {
    let (proxy, url) = (Proxy::to(mariadb().server.port()), mariadb().new_database());
    let (file, settings) = apart(&proxy.url(&url));
    let mut watched = Watched::start(&file, &settings);
    watched.begin().await;
    let mut direct = MysqlConnection::establish(&url).unwrap();
    for (action, row) in [("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")] {
        let trigger = format!(
            "CREATE TRIGGER refusing BEFORE {action} ON sessions FOR EACH ROW BEGIN \
             SET @reason = CONCAT('refused: ', {row}.session_key); \
             SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = @reason; END"
        );
        watched.begin_again().await;
        diesel::RunQueryDsl::execute(diesel::sql_query(trigger), &mut direct).unwrap();
        watched.try_everything().await;
        direct.batch_execute("DROP TRIGGER refusing").unwrap();
    }
    watched.begin_again().await;
    direct.batch_execute("UPDATE sessions SET session_data = CONCAT('\"', session_key, '\"')").unwrap();
    watched.try_everything().await;
    watched.begin_again().await;
    cut_off(&mut watched, &proxy).await;
    watched.assert_nothing_is_logged("the session store can't be used");
    watched.assert_nothing_is_logged("can't be read");
}

#[actix_web::test]
async fn nothing_secret_is_logged_when_redis_fails() {
    for engine in ["cache", "cached_db"] {
        let proxy = Proxy::to(redis().0.port());
        let (url, prefix) = (proxy.url(&redis().url()), format!("{:016x}:", rand::random::<u64>()));
        let settings = [
            ("SESSION_ENGINE", engine),
            ("SESSION_CACHE_ALIAS", "redis"),
            ("SESSION_KEY_PREFIX", prefix.as_str()),
            ("REDIS_URL", url.as_str()),
        ];
        let mut watched = Watched::start("", &settings);
        watched.begin().await;
        let mut direct = ::redis::Client::open(redis().url()).unwrap().get_connection().unwrap();
        let names: Vec<String> = ::redis::cmd("KEYS").arg(format!("{prefix}*")).query(&mut direct).unwrap();
        for name in &names {
            // A number of a version that nothing is newer than, and no session.
            let text = format!("1 4102444800000000 \"{name}\"");
            ::redis::cmd("SET").arg(name).arg(text).exec(&mut direct).unwrap();
        }
        assert!(!names.is_empty());
        watched.remember_all(names);
        watched.try_everything().await;
        watched.assert_nothing_is_logged("can't be read");
        watched.begin_again().await;
        cut_off(&mut watched, &proxy).await;
        watched.assert_nothing_is_logged(if engine == "cache" {
            "the session store can't be used"
        } else {
            "sessions are read from the database alone"
        });
    }
}

#[actix_web::test]
async fn nothing_secret_is_logged_when_memcached_fails() {
    for engine in ["cache", "cached_db"] {
        let proxy = Proxy::to(memcached().0.port());
        let (url, prefix) = (proxy.url(&memcached().url()), format!("{:016x}:", rand::random::<u64>()));
        let settings = [
            ("SESSION_ENGINE", engine),
            ("SESSION_CACHE_ALIAS", "memcached"),
            ("SESSION_KEY_PREFIX", prefix.as_str()),
            ("MEMCACHED_URL", url.as_str()),
        ];
        let mut watched = Watched::start("", &settings);
        watched.begin().await;
        cut_off(&mut watched, &proxy).await;
        watched.assert_nothing_is_logged(if engine == "cache" {
            "the session store can't be used"
        } else {
            "sessions are read from the database alone"
        });
    }
}
