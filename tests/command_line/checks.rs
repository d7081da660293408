//! `check --deploy`: what an operator should change before the shop is deployed.

use std::{fs, os::unix::fs::PermissionsExt};

use super::{program::Program, refusals::assert_refused, running::Outcome};

/// Settings of a shop behind a proxy of this machine, to which no check objects.
fn deployed() -> Program {
    [
        ("SECRET_KEY", "oolong and osmanthus, and a little jasmine"),
        ("SESSION_COOKIE_SECURE", "true"),
        ("SECURE_HSTS_SECONDS", "3600"),
        ("ALLOWED_HOSTS", "shop.example"),
        ("SHOP_TRUSTED_PROXIES", "127.0.0.1"),
        ("LAB_ENABLED", "false"),
    ]
    .into_iter()
    .fold(Program::new(), |program, (name, value)| program.with(name, value))
}

/// Returns the identifiers of the warnings.
fn identifiers(outcome: &Outcome) -> Vec<&str> {
    let warnings = outcome.stdout.lines().filter(|line| line.starts_with("WARNING: "));
    warnings.map(|line| line.rsplit_once('(').unwrap().1.trim_end_matches(')')).collect()
}

#[test]
fn a_shop_with_the_defaults_has_a_warning_for_each_setting_that_a_site_needs() {
    let program = Program::new();
    let outcome = program.run(&["check", "--deploy"]);
    let expected = ["deploy.W001", "deploy.W003", "deploy.W005", "deploy.W006", "deploy.W007", "deploy.W008"];
    assert_eq!(identifiers(&outcome), expected, "{outcome:?}");
    assert_eq!(outcome.status, Some(0), "a warning is no error, as in Django");
    assert!(outcome.stdout.ends_with("6 warnings, 0 silenced\n"), "{outcome:?}");
    let strict = program.run(&["check", "--deploy", "--fail-level", "warning"]);
    assert_eq!(strict.status, Some(1));
    assert!(!program.data().exists(), "the checks change nothing");
}

#[test]
fn a_shop_that_is_ready_has_no_warning() {
    let outcome = deployed().run(&["check", "--deploy", "--fail-level", "warning"]);
    assert_eq!(
        (outcome.status, outcome.stdout.as_str()),
        (Some(0), "no warnings, 0 silenced\n"),
        "{outcome:?}"
    );
    assert_eq!(outcome.stderr, "");
}

#[test]
fn a_silenced_check_does_not_count() {
    let silenced = |ids: &str| {
        let program = deployed().with("SECURE_HSTS_SECONDS", "0").with("SILENCED_SYSTEM_CHECKS", ids);
        program.run(&["check", "--deploy", "--fail-level", "warning"])
    };
    let outcome = silenced("deploy.W005");
    assert_eq!(
        (outcome.status, outcome.stdout.as_str()),
        (Some(0), "no warnings, 1 silenced\n"),
        "{outcome:?}"
    );
    assert_refused(
        &silenced("deploy.W999"),
        &["server.silenced_checks", "deploy.W999", "SILENCED_SYSTEM_CHECKS"],
    );
}

#[test]
fn a_secret_that_all_users_can_read_is_reported() {
    let program = Program::new();
    let path = program.folder().join("key");
    fs::write(&path, "oolong and osmanthus, and a little jasmine\n").unwrap();
    let program = program.with("SECRET_KEY_FILE", path.to_str().unwrap());
    let program = program.with_file("[databases.sessions]\nurl = \"postgres://tea:oolong@localhost/tea\"\n");
    let file = program.folder().join("settings.toml");
    for (mode, expected) in [(0o644, 2), (0o640, 0), (0o600, 0)] {
        for path in [&path, &file] {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
        let outcome = program.run(&["check", "--deploy"]);
        let found = identifiers(&outcome).iter().filter(|id| **id == "deploy.W013").count();
        assert_eq!(found, expected, "{mode:o} {outcome:?}");
    }
}

#[test]
fn a_shop_that_other_machines_reach_logs_its_warnings_at_the_start() {
    let program = deployed().with("SECRET_KEY", "").with("SHOP_DATA_DIR", "data");
    let running = program.serve(&[]);
    let outcome = running.stop();
    let [line] = outcome.warnings_and_errors()[..] else { panic!("{outcome:?}") };
    assert!(
        line.contains("WARN") && line.contains("SECRET_KEY is not set") && line.contains("deploy.W001"),
        "{line}"
    );
    assert!(line.contains("SECRET_KEY_FILE"), "{line}");
    let running = Program::new().serve(&[]);
    let outcome = running.stop();
    assert_eq!(outcome.warnings_and_errors(), Vec::<&str>::new(), "a shop on a laptop has none");
}

#[cfg(feature = "server-tests")]
#[test]
fn the_redis_of_the_sessions_is_checked() {
    use super::support::servers::Redis;

    let redis = Redis::start();
    let over = |engine: &str| {
        let program = deployed().with("SESSION_ENGINE", engine).with("SESSION_CACHE_ALIAS", "redis");
        program.with("REDIS_URL", &redis.url()).run(&["check", "--deploy"])
    };
    assert_eq!(identifiers(&over("cache")), [""; 0]);
    for (name, value) in [("maxmemory", "50mb"), ("maxmemory-policy", "allkeys-lru"), ("save", "60 1")] {
        redis.command(&["CONFIG", "SET", name, value]);
    }
    assert_eq!(identifiers(&over("cache")), ["deploy.W010", "deploy.W011"]);
    assert_eq!(identifiers(&over("cached_db")), [""; 0]);
    redis.command(&["CONFIG", "SET", "maxmemory-policy", "noeviction"]);
    assert_eq!(identifiers(&over("cached_db")), ["deploy.W011"]);
    redis.command(&["ACL", "SETUSER", "default", "-info", "-config"]);
    let outcome = over("cache");
    assert_eq!(outcome.stdout.matches("not checked: ").count(), 2, "{outcome:?}");
}

#[test]
fn a_store_that_does_not_respond_is_an_error() {
    let program = deployed().with("SESSION_ENGINE", "cache").with("SESSION_CACHE_ALIAS", "redis");
    let program = program.with("REDIS_URL", "redis://127.0.0.1:1/0");
    assert_refused(&program.run(&["check", "--deploy"]), &["session.engine", "caches.redis"]);
}
