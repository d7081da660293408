//! The data folder and the secret key in it, which signs cookies.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use super::{program::Program, support::customer::line};

const TEA: &str = "keemun-black";

#[actix_web::test]
async fn a_created_key_is_readable_by_its_owner_only_and_used_again() {
    let program = Program::new();
    let running = program.serve(&[]);
    let visitor = running.visitor();
    assert_eq!(visitor.post("/preferences", &preferences()).await.status, 303);
    running.stop();
    let file = program.data().join("secret_key");
    let key = fs::read_to_string(&file).unwrap();
    assert!(key.trim().len() >= 32);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    let running = program.serve(&[]);
    assert_eq!(fs::read_to_string(&file).unwrap(), key);
    let page = visitor.at(running.address()).get("/").await;
    assert_eq!(page.attribute("data-theme").as_deref(), Some("dark"), "the signed cookie is still valid");
}

/// With the usual umask 022 other users could read what the shop creates.
#[test]
fn only_the_owner_can_open_the_data_folder_and_its_files() {
    let program = Program::new();
    let running = program.serve(&[]);
    assert_private(&program);
    running.stop();
    // As an earlier version or a restored backup left them.
    let wide = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    for entry in fs::read_dir(program.data()).unwrap() {
        wide(&entry.unwrap().path(), 0o644);
    }
    wide(&program.data(), 0o755);
    let running = program.serve(&[]);
    assert_private(&program);
    running.stop();
}

fn assert_private(program: &Program) {
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&program.data()), 0o700);
    let files: Vec<_> = fs::read_dir(program.data()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= 2, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[actix_web::test]
async fn a_key_from_the_environment_is_not_written_to_the_data_folder() {
    let program = Program::new().with("SECRET_KEY", "a key that comes from the environment");
    let running = program.serve(&[]);
    assert_eq!(running.visitor().get("/").await.status, 200);
    assert!(!program.data().join("secret_key").exists());
}

#[actix_web::test]
async fn the_shop_opens_from_any_working_directory() {
    let program = Program::new().in_directory("/");
    let data = program.folder().join("data");
    let running = program.serve(&["--data-dir", data.to_str().unwrap()]);
    let page = running.visitor().get("/").await;
    assert_eq!(page.status, 200);
    let style = page.attributes_of("[rel=\"stylesheet\"]", "href").pop().expect("a style sheet");
    assert_eq!(running.visitor().get(&style).await.status, 200);
}

#[test]
fn each_data_folder_gets_its_own_key() {
    let keys = [Program::new(), Program::new()].map(|program| {
        assert_eq!(program.serve(&[]).stop().status, Some(0));
        fs::read_to_string(program.data().join("secret_key")).unwrap()
    });
    assert_ne!(keys[0], keys[1]);
}

#[test]
fn a_stored_key_that_is_too_short_is_refused_and_not_printed() {
    let program = Program::new();
    program.run(&["migrate"]);
    fs::write(program.data().join("secret_key"), "osmanthus\n").unwrap();
    let outcome = program.run(&[]);
    assert_eq!((outcome.status, outcome.stderr.lines().count()), (Some(2), 1), "{outcome:?}");
    assert!(outcome.stderr.contains("var/secret_key: a secret key has at least 32 bytes"), "{outcome:?}");
    assert!(!outcome.stderr.contains("osmanthus"), "{outcome:?}");
}

/// H8: the secret key can be rotated.
#[actix_web::test]
async fn another_key_invalidates_the_cookies_unless_the_old_one_is_a_fallback() {
    let (key, other) = ("the first key of more than 32 bytes", "the other key of more than 32 bytes");
    let program = Program::new().with("SECRET_KEY", key);
    let running = program.serve(&[]);
    let visitor = running.visitor();
    visitor.add_to_cart(TEA, 2).await;
    running.stop();

    let program = program.with("SECRET_KEY", other);
    let running = program.serve(&[]);
    assert_eq!(visitor.copy().at(running.address()).get("/cart").await.cart_lines(), []);
    running.stop();

    let program = program.with("SECRET_KEY_FALLBACKS", key);
    let running = program.serve(&[]);
    assert_eq!(visitor.at(running.address()).get("/cart").await.cart_lines(), [line(TEA, 2)]);
}

fn preferences() -> [(&'static str, &'static str); 4] {
    [("language", "en"), ("theme", "dark"), ("currency", "USD"), ("per_page", "12")]
}
