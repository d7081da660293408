//! What the program keeps, and where: the data folder and the key in it.

use std::{fs, os::unix::fs::PermissionsExt};

use super::program::Program;

#[actix_web::test]
async fn a_key_is_made_for_its_owner_alone_and_used_again() {
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
    assert_eq!(page.attribute("data-theme").as_deref(), Some("dark"), "the signed cookie is still good");
}

#[actix_web::test]
async fn a_key_of_the_environment_is_kept_nowhere() {
    let program = Program::new().with("SECRET_KEY", "a key that comes from the environment");
    let running = program.serve(&[]);
    assert_eq!(running.visitor().get("/").await.status, 200);
    assert!(!program.data().join("secret_key").exists());
}

#[actix_web::test]
async fn the_shop_opens_from_any_working_directory() {
    let program = Program::new().from("/");
    let data = program.folder().join("data");
    let running = program.serve(&["--data-dir", data.to_str().unwrap()]);
    let page = running.visitor().get("/").await;
    assert_eq!(page.status, 200);
    let style = page.attributes_of("[rel=\"stylesheet\"]", "href").pop().expect("a style sheet");
    assert_eq!(running.visitor().get(&style).await.status, 200);
}

fn preferences() -> [(&'static str, &'static str); 4] {
    [("language", "en"), ("theme", "dark"), ("currency", "USD"), ("per_page", "12")]
}
