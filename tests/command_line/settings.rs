//! `settings` prints every setting with its value and its origin.

use std::fs;

use session_shop::settings::SPECS;

use super::{program::Program, refusals::assert_refused};

/// Returns the line of one setting.
fn line<'a>(printed: &'a str, name: &str) -> &'a str {
    let begins = |line: &&str| line.split_whitespace().next() == Some(name);
    printed.lines().find(begins).unwrap_or_else(|| panic!("{name} is not in\n{printed}"))
}

#[test]
fn all_settings_are_printed_with_their_origin() {
    let program = Program::new().with("SESSION_COOKIE_NAME", "teaid");
    let program = program.with_file("[session]\ncookie_age = 3600\ncookie_name = \"overridden\"\n");
    let outcome = program.run(&["settings", "--bind", "127.0.0.1:9090"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
    let assert_line = |name: &str, value: &str, origin: &str| {
        let line = line(&outcome.stdout, name);
        assert!(line.contains(&format!(" {value} ")) && line.ends_with(&format!("({origin})")), "{line}");
    };
    assert_line("server.bind", "127.0.0.1:9090", "command line");
    assert_line("session.cookie_name", "teaid", "environment, SESSION_COOKIE_NAME");
    assert_line("session.cookie_age", "3600", "settings.toml");
    assert_line("session.engine", "db", "built-in default");
    assert_line("databases.default.url", "sqlite:shop.sqlite3", "built-in default");
    for spec in SPECS.iter().filter(|spec| !spec.name.contains("NAME")) {
        line(&outcome.stdout, spec.name);
    }
}

#[test]
fn printing_the_settings_creates_no_data_folder() {
    let program = Program::new();
    assert_eq!(program.run(&["settings"]).status, Some(0));
    assert!(!program.data().exists());
}

#[test]
fn secrets_and_passwords_in_addresses_are_printed_as_stars() {
    let program = Program::new()
        .with("SECRET_KEY", "a secret key that nobody may ever read")
        .with("SECRET_KEY_FALLBACKS", "an older secret key as secret as the other")
        .with("REDIS_URL", "redis://mei:osmanthus@127.0.0.1:6379/0");
    let printed = program.run(&["settings"]).stdout;
    for secret in ["nobody may", "older", "osmanthus"] {
        assert!(!printed.contains(secret), "{secret} is in\n{printed}");
    }
    assert!(line(&printed, "secret_key").contains("****"));
    assert!(line(&printed, "secret_key_fallbacks").contains("****"));
    assert!(line(&printed, "caches.redis.url").contains("redis://mei:********@127.0.0.1:6379/0"));
}

#[test]
fn each_setting_of_a_database_and_a_cache_has_a_variable() {
    let program = Program::new()
        .with("SHOP_DATABASES_DEFAULT_CONNECTIONS", "3")
        .with("SHOP_DATABASES_SESSIONS_URL", "sqlite:sessions.sqlite3")
        .with("SESSION_DATABASE", "sessions")
        .with("REDIS_URL", "redis://127.0.0.1:1/0")
        .with("SHOP_CACHES_NEAR_BACKEND", "redis")
        .with("SHOP_CACHES_NEAR_URL", "redis://127.0.0.1:2/0")
        .with("SHOP_CACHES_NEAR_TIMEOUT_MS", "20");
    let outcome = program.run(&["settings"]);
    for (name, value, variable) in [
        ("databases.default.connections", "3", "SHOP_DATABASES_DEFAULT_CONNECTIONS"),
        ("databases.sessions.url", "sqlite:sessions.sqlite3", "SHOP_DATABASES_SESSIONS_URL"),
        ("caches.near.url", "redis://127.0.0.1:2/0", "SHOP_CACHES_NEAR_URL"),
        ("caches.near.timeout_ms", "20", "SHOP_CACHES_NEAR_TIMEOUT_MS"),
        ("caches.redis.url", "redis://127.0.0.1:1/0", "REDIS_URL"),
    ] {
        let line = line(&outcome.stdout, name);
        assert!(
            line.contains(&format!(" {value} ")) && line.contains(&format!("environment, {variable})")),
            "{line}"
        );
    }
    let running = program.serve(&[]);
    assert_eq!(running.stop().status, Some(0));
    assert!(program.data().join("sessions.sqlite3").exists(), "the sessions are in their own database");
}

#[test]
fn a_misspelt_variable_is_refused_with_a_suggestion() {
    let outcome = Program::new().with("SHOP_CACHES_REDIS_TIMEOUT", "20").run(&[]);
    assert_refused(&outcome, &["SHOP_CACHES_REDIS_TIMEOUT", "did you mean SHOP_CACHES_REDIS_TIMEOUT_MS?"]);
    let outcome =
        Program::new().with("SECRET_KEYS", "a secret key that nobody may ever read").run(&["settings"]);
    assert_refused(&outcome, &["SECRET_KEYS", "did you mean SECRET_KEY?"]);
    assert!(!outcome.stderr.contains("nobody may"), "{outcome:?}");
}

#[test]
fn a_secret_comes_from_a_file_or_from_systemd() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name).to_str().unwrap().to_owned()
    };
    let key = write("key", "a secret key that nobody may ever read\n");
    write("databases.default.url", "sqlite:elsewhere.sqlite3\n");
    write("certificate.pem", "of another program");
    let program = Program::new().with("SECRET_KEY_FILE", &key);
    let program = program.with("CREDENTIALS_DIRECTORY", folder.path().to_str().unwrap());
    let outcome = program.run(&["settings"]);
    let secret = line(&outcome.stdout, "secret_key");
    assert!(secret.contains("****") && secret.ends_with("(environment, SECRET_KEY_FILE)"), "{secret}");
    let url = line(&outcome.stdout, "databases.default.url");
    assert!(
        url.contains(" sqlite:elsewhere.sqlite3 ")
            && url.ends_with("(systemd credential databases.default.url)")
    );
    write("secret_kye", "misspelt");
    assert_refused(&program.run(&[]), &["secret_kye", "did you mean secret_key?"]);
    let outcome = Program::new().with("SECRET_KEY_FILE", "none").run(&[]);
    assert_refused(&outcome, &["SECRET_KEY_FILE is \"none\"", "No such file"]);
    let outcome = Program::new().with("SECRET_KEY_FILE", &key).with("SECRET_KEY", "x").run(&[]);
    assert_refused(&outcome, &["SECRET_KEY and SECRET_KEY_FILE are both set"]);
}
