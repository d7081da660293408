//! The shop is killed repeatedly while it serves requests. Each change that it
//! acknowledged is there when it starts again.

use std::{
    fs,
    net::SocketAddr,
    path::Path,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use rand::RngExt;
use serde_json::Value;
use session_shop::sessions::codec;

use crate::support::{
    process::{Process, RawClient, prepare},
    sqlite::Sqlite,
    visitor::Visitor,
};

/// How often the shop is killed, for each of the two engines.
const KILLS: usize = 50;

/// The number of clients that send requests when it is killed.
const CLIENTS: usize = 4;

/// The clients add each in turn, because a cart holds at most 9,999 packets of one.
const TEAS: [&str; 5] = ["keemun-black", "bai-mu-dan", "dong-ding-oolong", "uji-matcha", "yame-gyokuro"];

/// A client with a cart, and the number of packets that must be in it.
struct Customer {
    visitor: Visitor,
    sender: RawClient,
    acknowledged: u32,
    /// Requests without a response: each may have changed the cart or not.
    unanswered: u32,
}

/// H5: a fault of the store loses no acknowledged change.
#[actix_web::test]
async fn the_db_engine_keeps_acknowledged_changes_through_fifty_kills() {
    let folder = tempfile::tempdir().unwrap();
    kill_again_and_again(folder.path(), &[]).await;
    let mut sqlite = Sqlite::open(&folder.path().join("shop.sqlite3"));
    assert_eq!(sqlite.text("integrity_check", "pragma_integrity_check"), "ok");
    let rows = sqlite.texts("session_data", "sessions");
    assert_eq!(rows.len(), CLIENTS, "one session a client");
    assert!(rows.iter().all(|row| serde_json::from_str::<Value>(row).is_ok()));
}

/// H5
#[actix_web::test]
async fn the_file_engine_keeps_acknowledged_changes_through_fifty_kills() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("sessions");
    fs::create_dir(&files).unwrap();
    let settings = [("SESSION_ENGINE", "file"), ("SESSION_FILE_PATH", files.to_str().unwrap())];
    kill_again_and_again(folder.path(), &settings).await;
    let mut sessions = 0;
    for entry in fs::read_dir(&files).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        let name = name.to_str().unwrap();
        assert!(!name.starts_with("unreadable_"), "{name}");
        if name.starts_with("session_") {
            sessions += 1;
            codec::read(&fs::read_to_string(path).unwrap()).unwrap();
        }
    }
    assert_eq!(sessions, CLIENTS, "one session a client");
}

async fn kill_again_and_again(folder: &Path, settings: &[(&str, &str)]) {
    let began = Instant::now();
    prepare(folder);
    let mut shop = Process::start(folder, settings);
    let mut customers = Vec::new();
    for _ in 0..CLIENTS {
        customers.push(Customer::at(shop.address()).await);
    }
    let mut kills = 0;
    while kills < KILLS {
        let address = shop.address();
        let product = TEAS[kills % TEAS.len()];
        let (report, acknowledgements) = mpsc::channel();
        let shopping = customers.iter().map(|customer| customer.shop(address, product, report.clone()));
        let shopping: Vec<_> = shopping.collect();
        drop(report);
        // On a busy machine too, the clients are sending when the shop is killed.
        acknowledgements.iter().take(CLIENTS).for_each(drop);
        thread::sleep(Duration::from_millis(rand::rng().random_range(20..150)));
        shop.kill();
        kills += 1;
        for (customer, shopping) in customers.iter_mut().zip(shopping) {
            customer.acknowledged += shopping.join().unwrap();
            customer.unanswered += 1;
        }
        shop = Process::start(folder, settings);
        for customer in &mut customers {
            customer.check_cart(&shop).await;
        }
    }
    let added: u32 = customers.iter().map(|customer| customer.acknowledged).sum();
    eprintln!("{kills} kills and {added} packets in {:?}", began.elapsed());
    assert!(added > 200, "the clients sent too few requests: {added}");
}

impl Customer {
    async fn at(address: SocketAddr) -> Self {
        let visitor = Visitor::new(address);
        visitor.add_to_cart(TEAS[0], 1).await;
        let sender = RawClient::of(&visitor).await;
        Self { visitor, sender, acknowledged: 1, unanswered: 0 }
    }

    /// Adds packets one by one until there is no response, and returns how many
    /// were acknowledged.
    fn shop(
        &self,
        address: SocketAddr,
        product: &'static str,
        report: mpsc::Sender<()>,
    ) -> thread::JoinHandle<u32> {
        let sender = self.sender.clone();
        thread::spawn(move || {
            let mut acknowledged = 0;
            while let Ok(status) = sender.add_to_cart(address, product) {
                assert_eq!(status, 303);
                acknowledged += 1;
                let _ = report.send(());
            }
            acknowledged
        })
    }

    async fn check_cart(&mut self, shop: &Process) {
        let page = self.visitor.at(shop.address()).get("/cart").await;
        assert_eq!(page.status, 200, "{}", shop.log());
        let packets: u32 = page.cart_lines().iter().map(|(_, quantity)| quantity).sum();
        let possible = self.acknowledged..=self.acknowledged + self.unanswered;
        assert!(possible.contains(&packets), "{packets} of {possible:?}\n{}", shop.log());
    }
}
