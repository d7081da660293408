//! Many logins at once: few passwords are hashed at the same time, since each hash needs
//! much memory and a core. The others wait in a queue; when it is full, they are refused
//! with 503, and the rest of the shop responds.

use futures_util::future::{join, join_all};

use crate::support::{page::Page, process::Process, visitor::Visitor};

/// Memory of one hash, in KiB.
const HASH_KIB: u64 = 64 * 1024;

const SETTINGS: [(&str, &str); 6] = [
    ("PASSWORD_THREADS", "1"),
    ("PASSWORD_QUEUE", "1"),
    ("PASSWORD_MEMORY_KIB", "65536"),
    ("PASSWORD_ITERATIONS", "5"),
    ("LOGIN_ATTEMPTS_PER_ADDRESS", "0"),
    ("SESSION_NEW_PER_ADDRESS", "0"),
];

async fn log_in(shop: &Process, account: usize) -> Page {
    let name = format!("account {account}");
    let form = [("username", name.as_str()), ("password", "jasmine and rain")];
    Visitor::new(shop.address()).post("/account/login", &form).await
}

#[actix_web::test]
async fn twenty_logins_at_once_hash_few_passwords_and_the_catalogue_responds() {
    const LOGINS: u64 = 20;
    let folder = tempfile::tempdir().unwrap();
    let shop = Process::start(folder.path(), &SETTINGS);
    let visitor = Visitor::new(shop.address());
    let logins = join_all((0..usize::try_from(LOGINS).unwrap()).map(|account| log_in(&shop, account)));
    let (responses, catalogue) = join(logins, visitor.get("/")).await;
    assert_eq!(catalogue.status, 200);
    let refused: Vec<&Page> = responses.iter().filter(|page| page.status == 503).collect();
    let checked = responses.iter().filter(|page| page.status == 422).count();
    assert_eq!(checked + refused.len(), responses.len());
    assert!(checked >= 2 && !refused.is_empty(), "{checked} of {LOGINS} were checked");
    for page in refused {
        let seconds: u32 = page.header("retry-after").expect("a Retry-After header").parse().unwrap();
        assert!(seconds > 0 && page.contains("Many people are logging in"), "{}", page.body);
    }
    let peak = shop.peak_memory_kib();
    assert!(peak < LOGINS / 4 * HASH_KIB, "{peak} KiB: hashes were computed at the same time");
    assert_eq!(log_in(&shop, 0).await.status, 422, "a login after the burst is checked");
    assert!(!shop.log().contains("ERROR"), "{}", shop.log());
}
