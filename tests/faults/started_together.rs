//! Several processes start at the same time on an empty database. One of them creates the
//! tables and the catalogue, and the others wait for it.

use std::thread;

use crate::support::{
    process::Process,
    servers::{mariadb, postgres},
    visitor::Visitor,
};

const PROCESSES: usize = 3;

const ROUNDS: usize = 2;

/// Starts processes on a new database and returns when all are open.
fn start_together(url: &str) -> Vec<Process> {
    let folder = tempfile::tempdir().unwrap();
    thread::scope(|scope| {
        let start = |number: usize| {
            let data = folder.path().join(number.to_string());
            std::fs::create_dir(&data).unwrap();
            Process::start(&data, &[("DATABASE_URL", url)])
        };
        let starts: Vec<_> = (0..PROCESSES).map(|number| scope.spawn(move || start(number))).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    })
}

/// Starts processes on new databases, and checks that each process has the whole catalogue.
async fn all_processes_open(new_database: impl Fn() -> String) {
    for _ in 0..ROUNDS {
        let mut catalogues = Vec::new();
        for process in start_together(&new_database()) {
            let catalogue = Visitor::new(process.address()).get("/").await;
            catalogues.push(catalogue.body.matches("href=\"/products/").count());
        }
        assert!(catalogues[0] > 0, "{catalogues:?}");
        assert_eq!(catalogues, [catalogues[0]; PROCESSES]);
    }
}

#[actix_web::test]
async fn all_processes_open_on_an_empty_database_of_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let next = std::cell::Cell::new(0);
    all_processes_open(|| {
        let number = next.replace(next.get() + 1);
        format!("sqlite:{}", folder.path().join(format!("{number}.sqlite3")).display())
    })
    .await;
}

#[actix_web::test]
async fn all_processes_open_on_an_empty_database_of_postgresql() {
    all_processes_open(|| postgres().new_database()).await;
}

#[actix_web::test]
async fn all_processes_open_on_an_empty_database_of_mariadb() {
    all_processes_open(|| mariadb().new_database()).await;
}
