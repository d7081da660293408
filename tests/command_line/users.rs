//! `createuser` and `migrate`: what is done beside the server, and what the
//! server then finds.

use crate::{
    program::Program,
    support::customer::PASSWORD,
};

#[actix_web::test]
async fn a_user_that_was_created_by_command_can_log_in() {
    let program = Program::new();
    let ended = program.run_with_input(&["createuser", "Mei"], &format!("{PASSWORD}\n"));
    assert_eq!((ended.status.code(), ended.stdout.as_str()), (Some(0), "the user Mei was created\n"), "{ended:?}");
    assert!(!ended.stderr.contains(PASSWORD), "{ended:?}");
    let serving = program.serve(&[]);
    let visitor = serving.visitor();
    assert_eq!(visitor.post("/account/login", &[("username", "Mei"), ("password", "wrong")]).await.status, 422);
    visitor.log_in("mei", PASSWORD).await;
    assert!(visitor.is_logged_in().await);
    let hash = program.sqlite().text("password_hash", "users");
    assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
}

/// The shop may be open at that moment.
#[actix_web::test]
async fn a_user_can_be_created_while_the_shop_is_open() {
    let program = Program::new();
    let serving = program.serve(&[]);
    assert!(program.run_with_input(&["createuser", "Mei"], PASSWORD).status.success());
    serving.visitor().log_in("Mei", PASSWORD).await;
}

#[test]
fn createuser_keeps_to_the_rules_of_the_form() {
    let program = Program::new();
    assert!(program.run_with_input(&["createuser", "Mei"], PASSWORD).status.success());
    for (name, password, reason) in [
        ("mEI", PASSWORD, "there is already a user mEI (case does not matter)"),
        ("m", PASSWORD, "name: A name has 2 to 40 characters."),
        ("", PASSWORD, "name: Please fill this in."),
        ("Lin", "short", "password: A password has 8 to 200 characters."),
        ("Lin", "", "password: Please fill this in."),
    ] {
        let ended = program.run_with_input(&["createuser", name], password);
        assert_eq!((ended.status.code(), ended.stdout.as_str()), (Some(2), ""), "{name:?}");
        assert!(ended.stderr.ends_with(&format!("session-shop: {reason}\n")), "{ended:?}");
    }
    assert_eq!(program.sqlite().texts("username", "users"), ["Mei"]);
}

#[test]
fn migrate_makes_the_tables_and_fills_the_shelves_once() {
    let program = Program::new();
    for _ in 0..2 {
        let ended = program.run(&["migrate"]);
        assert_eq!((ended.status.code(), ended.stdout.as_str()), (Some(0), "the database is up to date\n"));
        assert_eq!(program.sqlite().count("products"), 26);
    }
    program.sqlite().run("UPDATE products SET stock = 3 WHERE slug = 'keemun-black'");
    program.run(&["migrate"]);
    assert_eq!(program.sqlite().text("stock", "products WHERE slug = 'keemun-black'"), "3");
}

#[actix_web::test]
async fn the_shop_runs_from_any_folder_and_finds_its_pictures() {
    let program = Program::new().from("/".as_ref());
    let serving = program.serve(&["--data-dir", program.path("data").to_str().unwrap()]);
    let page = serving.visitor().get("/").await;
    assert_eq!(page.status, 200);
    let style = page.attributes("href", "rel=\"stylesheet\"").remove(0);
    assert_eq!(serving.visitor().get(&style).await.status, 200);
    assert!(program.path("data/shop.sqlite3").is_file());
}
