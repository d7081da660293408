//! `settings` prints every setting with its value and its origin.

use session_shop::settings::SPECS;

use super::program::Program;

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
