//! The limits against guessing passwords, over real processes, and the audit trail of
//! what they refuse. A guesser has to wait longer each time, across processes, and
//! neither learns whether an account exists nor locks its owner out.

use std::{fs, path::Path};

use futures_util::future::join_all;

use crate::support::{TestApp, customer::PASSWORD, page::Page, process::Process, visitor::Visitor};

const WRONG: &str = "jasmine and rain";

async fn log_in(visitor: &Visitor, name: &str, password: &str) -> Page {
    visitor.post("/account/login", &[("username", name), ("password", password)]).await
}

/// Sends wrong passwords from new browsers, one after the other.
async fn guess(visitor: &Visitor, name: &str, times: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..times {
        statuses.push(log_in(&visitor.other_browser(), name, WRONG).await.status);
    }
    statuses
}

fn retry_after(page: &Page) -> u64 {
    page.header("retry-after").expect("a Retry-After header").parse().unwrap()
}

/// Settings with which no wait ends during a test.
const LONG_WAITS: [(&str, &str); 2] = [("LOGIN_BASE_DELAY", "600"), ("LOGIN_MAX_DELAY", "600")];

fn start(folder: &Path, settings: &[(&str, &str)]) -> Process {
    Process::start(folder, &[&LONG_WAITS, settings].concat())
}

#[actix_web::test]
async fn guesses_wait_in_all_processes_whether_or_not_the_account_exists() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (start(folder.path(), &[]), start(folder.path(), &[]));
    let owner = Visitor::new(one.address());
    owner.register("Mei").await;
    let visitor = Visitor::new(one.address());
    let mut bodies = Vec::new();
    for name in ["Mei", "Nobody"] {
        assert_eq!(guess(&visitor, name, 5).await, [422; 5], "{name}");
        for process in [&one, &other] {
            // Not even the correct password is checked.
            let page = log_in(&Visitor::new(process.address()), &name.to_uppercase(), PASSWORD).await;
            assert_eq!(page.status, 429, "{name}");
            let wait = retry_after(&page);
            assert!((500..=600).contains(&wait), "{wait}");
            assert!(page.contains("Try again in 10 minutes."), "{}", page.body);
            let id = page.header("x-request-id").unwrap().to_owned();
            let token = page.field("csrf_token").unwrap();
            bodies.push(page.body.replace(&id, "").replace(&token, ""));
        }
    }
    assert_eq!(bodies[0], bodies[2], "the page does not tell whether the account exists");
    // The owner's browser is known, so the guesses don't make it wait.
    let login = log_in(&owner.at(other.address()), "Mei", PASSWORD).await;
    assert_eq!(login.status, 303, "{}", login.body);
}

#[actix_web::test]
async fn of_a_hundred_guesses_at_once_only_the_free_ones_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let shop = start(folder.path(), &[]);
    Visitor::new(shop.address()).register("Mei").await;
    let guesses =
        (0..100).map(|_| async { log_in(&Visitor::new(shop.address()), "Mei", WRONG).await.status });
    let statuses = join_all(guesses).await;
    let checked = statuses.iter().filter(|status| **status == 422).count();
    assert_eq!((checked, statuses.iter().filter(|status| **status == 429).count()), (5, 95), "{statuses:?}");
}

#[actix_web::test]
async fn an_address_waits_after_guesses_at_many_accounts() {
    let folder = tempfile::tempdir().unwrap();
    let shop = start(folder.path(), &[]);
    let owner = Visitor::new(shop.address());
    owner.register("Mei").await;
    let visitor = Visitor::new(shop.address());
    for account in 0..20 {
        let page = log_in(&visitor.other_browser(), &format!("account {account}"), WRONG).await;
        assert_eq!(page.status, 422);
    }
    assert_eq!(log_in(&visitor.other_browser(), "Mei", PASSWORD).await.status, 429);
    assert_eq!(log_in(&owner, "Mei", PASSWORD).await.status, 303, "the owner's browser is known");
}

#[actix_web::test]
async fn a_known_browser_has_a_limit_of_its_own_and_a_success_resets_it() {
    let folder = tempfile::tempdir().unwrap();
    let shop = start(folder.path(), &[]);
    let owner = Visitor::new(shop.address());
    owner.register("Mei").await;
    for _ in 0..2 {
        for _ in 0..4 {
            assert_eq!(log_in(&owner, "Mei", WRONG).await.status, 422);
        }
        owner.log_in("Mei", PASSWORD).await;
    }
    let thief = owner.copy();
    for _ in 0..5 {
        assert_eq!(log_in(&thief, "Mei", WRONG).await.status, 422);
    }
    assert_eq!(log_in(&thief, "Mei", PASSWORD).await.status, 429);
    assert_eq!(log_in(&owner.other_browser(), "Mei", PASSWORD).await.status, 303, "another browser");
}

#[actix_web::test]
async fn correct_logins_do_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let shop = start(folder.path(), &[]);
    Visitor::new(shop.address()).register("Mei").await;
    for _ in 0..25 {
        assert_eq!(log_in(&Visitor::new(shop.address()), "Mei", PASSWORD).await.status, 303);
    }
}

#[actix_web::test]
async fn the_current_password_of_a_password_change_is_under_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let shop = start(folder.path(), &[]);
    let owner = Visitor::new(shop.address());
    owner.register("Mei").await;
    let change = |old: &'static str| {
        let new = [
            ("old_password", old),
            ("password", "a new long password"),
            ("password_again", "a new long password"),
        ];
        let owner = owner.clone();
        async move { owner.post("/account/password", &new).await.status }
    };
    for _ in 0..5 {
        assert_eq!(change(WRONG).await, 422);
    }
    assert_eq!(change(PASSWORD).await, 429);
}

#[actix_web::test]
async fn registrations_from_one_address_wait_after_a_limit() {
    let folder = tempfile::tempdir().unwrap();
    let shop = start(folder.path(), &[("LOGIN_REGISTRATIONS_PER_ADDRESS", "3")]);
    for number in 0..3 {
        Visitor::new(shop.address()).register(&format!("Mei {number}")).await;
    }
    let form = [("username", "Lin"), ("password", PASSWORD), ("password_again", PASSWORD)];
    let page = Visitor::new(shop.address()).post("/account/register", &form).await;
    assert_eq!(page.status, 429, "{}", page.body);
    assert!(retry_after(&page) > 500 && page.contains("this account was not created"), "{}", page.body);
}

/// A count that the table can't take is a failure, never a free attempt.
#[actix_web::test]
async fn a_login_fails_when_its_attempt_can_not_be_counted() {
    let folder = tempfile::tempdir().unwrap();
    let shop = start(folder.path(), &[]);
    Visitor::new(shop.address()).register("Mei").await;
    let mut sqlite = crate::support::sqlite::Sqlite::open(&folder.path().join("shop.sqlite3"));
    sqlite.run("CREATE TRIGGER full BEFORE INSERT ON attempts BEGIN SELECT RAISE(ABORT, 'full'); END");
    let status = log_in(&Visitor::new(shop.address()), "Mei", PASSWORD).await.status;
    assert!(status >= 500, "{status}");
    sqlite.run("DROP TRIGGER full");
    assert_eq!(log_in(&Visitor::new(shop.address()), "Mei", PASSWORD).await.status, 303);
}

/// The manual clock moves: a wait ends by itself, and the sweeper's rows are removed.
#[actix_web::test]
async fn a_wait_ends_and_the_attempts_are_forgotten() {
    let app = TestApp::with(&[("login.attempts_per_address", "0")]).await;
    app.visitor().register("Mei").await;
    assert_eq!(guess(&app.visitor(), "Mei", 6).await, [422, 422, 422, 422, 422, 429]);
    app.clock.advance(std::time::Duration::from_secs(1));
    assert_eq!(guess(&app.visitor(), "Mei", 2).await, [422, 429]);
    app.clock.advance(std::time::Duration::from_secs(2));
    assert_eq!(log_in(&app.visitor(), "mei", PASSWORD).await.status, 303, "nobody is locked out");
    app.clock.advance(std::time::Duration::from_secs(6 * 900));
    assert_eq!(guess(&app.visitor(), "Mei", 5).await, [422; 5]);
}

#[actix_web::test]
async fn names_and_addresses_are_stored_as_keyed_hashes() {
    let folder = tempfile::tempdir().unwrap();
    let shop = start(folder.path(), &[]);
    log_in(&Visitor::new(shop.address()), PASSWORD, WRONG).await;
    let mut sqlite = crate::support::sqlite::Sqlite::open(&folder.path().join("shop.sqlite3"));
    assert_eq!(sqlite.count("attempts"), 2, "the account and the address");
    for text in [PASSWORD, WRONG, "127.0.0.1"] {
        assert_eq!(sqlite.tables_with(text), [""; 0], "{text}");
    }
}

/// Returns the events of the audit trail with their accounts, from the log.
fn audit_events(shop: &Process) -> Vec<(String, Option<String>)> {
    let log = shop.log();
    log.lines()
        .filter_map(|line| line.split_once("session_shop::web::audit] "))
        .map(|(_, json)| event(json))
        .collect()
}

fn event(json: &str) -> (String, Option<String>) {
    let line: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(line["address"], "127.0.0.1", "{line}");
    assert_eq!(line["request"].as_str().map(str::len), Some(16), "{line}");
    (line["event"].as_str().unwrap().to_owned(), line["account"].as_str().map(ToOwned::to_owned))
}

/// Sends one request for each event and returns the events that must be recorded.
async fn cause_events(shop: &Process) -> Vec<(String, Option<String>)> {
    let owner = Visitor::new(shop.address());
    owner.register("Mei").await;
    owner.log_out().await;
    owner.log_in("mei", PASSWORD).await;
    let new = [("password", "a new long password"), ("password_again", "a new long password")];
    owner.post("/account/password", &[&[("old_password", WRONG)], &new[..]].concat()).await;
    owner.post("/account/password", &[&[("old_password", PASSWORD)], &new[..]].concat()).await;
    let visitor = Visitor::new(shop.address());
    guess(&visitor, "mei", 5).await;
    guess(&visitor, "mei", 1).await;
    // A password that was typed into the field of the username.
    guess(&visitor, "a new long password", 1).await;
    let mei = Some("Mei".to_owned());
    let names = ["registered", "logout", "login", "password_refused", "password_changed"];
    let mut expected: Vec<_> = names.into_iter().map(|name| (name.to_owned(), mei.clone())).collect();
    expected.extend(std::iter::repeat_n(("login_failed".to_owned(), mei.clone()), 5));
    expected.extend([("login_limited".to_owned(), mei), ("login_failed".to_owned(), None)]);
    expected
}

#[actix_web::test]
async fn each_event_is_in_the_log_once_and_without_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let shop = start(folder.path(), &[("RUST_LOG", "info")]);
    let expected = cause_events(&shop).await;
    assert_eq!(audit_events(&shop), expected);
    for secret in [PASSWORD, WRONG, "a new long password"] {
        assert!(!shop.log().contains(secret), "{secret}");
    }
}

#[actix_web::test]
async fn each_event_is_in_the_file_of_the_setting_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.jsonl");
    let shop = start(folder.path(), &[("RUST_LOG", "info"), ("AUDIT_FILE", file.to_str().unwrap())]);
    let expected = cause_events(&shop).await;
    let events: Vec<_> = fs::read_to_string(&file).unwrap().lines().map(event).collect();
    assert_eq!((events, audit_events(&shop)), (expected, Vec::new()));
}
