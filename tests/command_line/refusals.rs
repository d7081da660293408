//! The program refuses to start with settings that can't work. It prints one line and
//! ends with exit status 2.

use std::{fs, net::TcpListener};

use super::{program::Program, running::Outcome};

/// Asserts that the program printed one line, which contains all these words.
pub fn assert_refused(outcome: &Outcome, words: &[&str]) {
    let [line] = outcome.warnings_and_errors()[..] else { panic!("not exactly one line: {outcome:?}") };
    assert!(line.starts_with("session-shop: "), "{line}");
    for word in words {
        assert!(line.contains(word), "{word} is not in {line:?}");
    }
    assert_eq!(outcome.status, Some(2), "{outcome:?}");
    assert_eq!(outcome.stdout, "", "the shop was opened");
}

#[test]
fn an_invalid_setting_is_refused_with_its_name_and_the_allowed_values() {
    let outcome = Program::new().with("SESSION_COOKIE_SAMESITE", "Sometimes").run(&[]);
    let words = ["session.cookie_samesite", "Sometimes", "SESSION_COOKIE_SAMESITE", "Strict, Lax or None"];
    assert_refused(&outcome, &words);
}

#[test]
fn an_unknown_key_in_the_file_is_refused_with_the_most_similar_known_key() {
    let outcome = Program::new().with_file("[session]\ncookie_agee = 60\n").run(&[]);
    assert_refused(
        &outcome,
        &["settings.toml", "session.cookie_agee", "did you mean \"session.cookie_age\""],
    );
}

#[test]
fn invalid_toml_is_refused_with_its_line() {
    let outcome = Program::new().with_file("[session]\ncookie_age = = 60\n").run(&[]);
    assert_refused(&outcome, &["settings.toml", "line 2"]);
}

#[test]
fn a_missing_settings_file_is_refused() {
    assert_refused(&Program::new().run(&["--settings", "none.toml"]), &["none.toml"]);
}

#[test]
fn a_short_secret_key_is_refused_and_not_printed() {
    let outcome = Program::new().with("SECRET_KEY", "correct horse").run(&[]);
    assert_refused(&outcome, &["secret_key", "at least 32 bytes"]);
    assert!(!outcome.stderr.contains("correct horse"));
}

#[test]
fn a_port_in_use_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    assert_refused(&Program::new().run(&["--bind", &address]), &["server.bind", &address, "in use"]);
}

/// Other machines do not call the shop `localhost`.
#[test]
fn a_public_address_without_the_names_of_the_site_is_refused() {
    let words = ["server.allowed_hosts", "ALLOWED_HOSTS"];
    assert_refused(&Program::new().run(&["--bind", "0.0.0.0:0"]), &words);
    assert_refused(&Program::new().run(&["serve", "--https", "0.0.0.0:0"]), &words);
    let program = Program::new().with("ALLOWED_HOSTS", "https://shop.example");
    assert_refused(&program.run(&[]), &["server.allowed_hosts", "https://shop.example", "without a port"]);
}

#[test]
fn a_data_folder_below_a_regular_file_is_refused() {
    let program = Program::new();
    fs::write(program.folder().join("file"), "").unwrap();
    assert_refused(&program.run(&["--data-dir", "file/var"]), &["server.data_dir", "file/var"]);
}

// D5
#[test]
fn a_missing_session_folder_is_refused() {
    let program = Program::new().with("SESSION_ENGINE", "file").with("SESSION_FILE_PATH", "no/such/folder");
    assert_refused(&program.run(&[]), &["session.file_path", "no/such/folder"]);
}

#[test]
fn an_unreachable_redis_is_refused() {
    let program = Program::new().with("SESSION_ENGINE", "cache").with("SESSION_CACHE_ALIAS", "redis");
    let program = program.with("REDIS_URL", "redis://127.0.0.1:1/0");
    assert_refused(&program.run(&[]), &["session.engine", "cache", "caches.redis"]);
}

#[test]
fn a_database_newer_than_the_program_is_refused() {
    let program = Program::new();
    assert_eq!(program.run(&["migrate"]).status, Some(0));
    // The number of a breaking migration begins with 9.
    let insert = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101900001')";
    program.database().run(insert);
    for command in [&[][..], &["migrate"], &["clearsessions"]] {
        assert_refused(&program.run(command), &["databases.default", "newer", "29990101900001"]);
    }
}

/// During a rolling upgrade the program before must be able to start again.
#[actix_web::test]
async fn a_database_with_an_additive_migration_of_the_next_version_is_served() {
    let program = Program::new();
    assert_eq!(program.run(&["migrate"]).status, Some(0));
    let insert = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000001')";
    program.database().run(insert);
    let running = program.serve(&[]);
    assert_eq!(running.visitor().get("/").await.status, 200);
    let outcome = running.stop();
    assert_eq!(outcome.status, Some(0));
    assert!(
        outcome.stderr.contains("of a newer version of this program (migrations 29990101000001)"),
        "{outcome:?}"
    );
}

#[test]
fn an_unknown_kind_of_database_is_refused() {
    let outcome = Program::new().with("DATABASE_URL", "oracle://localhost/shop").run(&["migrate"]);
    assert_refused(&outcome, &["databases.default.url", "DATABASE_URL", "sqlite:PATH"]);
}
