//! Reads the table of `docs/behaviours.md` and compares the stores that each row
//! claims with those that its tests run over.

use std::collections::BTreeSet;

use super::suite::{Suite, TestStatus};

/// The stores that a scenario can run over: the name of its test, the engine,
/// and whether it needs a server, which only the feature `server-tests` starts.
pub const STORES: [(&str, &str, bool); 14] = [
    ("db_sqlite", "db", false),
    ("db_postgres", "db", true),
    ("db_mysql", "db", true),
    ("file", "file", false),
    ("cache_memory", "cache", false),
    ("cache_redis", "cache", true),
    ("cache_memcached", "cache", true),
    ("cached_db_memory_sqlite", "cached_db", false),
    ("cached_db_redis_sqlite", "cached_db", true),
    ("cached_db_memcached_sqlite", "cached_db", true),
    ("cached_db_redis_postgres", "cached_db", true),
    ("cached_db_memcached_mysql", "cached_db", true),
    ("signed_cookies_signed", "signed_cookies", false),
    ("signed_cookies_private", "signed_cookies", false),
];

/// A row of the table.
#[derive(Debug)]
pub struct Row {
    pub id: String,
    /// The stores over which the row's tests run, as the row claims.
    stores: BTreeSet<String>,
    pub page: String,
    /// Each as file and name.
    tests: Vec<(String, String)>,
    pub sources: Vec<String>,
}

/// Returns all rows.
///
/// # Errors
/// Describes the first row that can't be read.
pub fn read(document: &str) -> Result<Vec<Row>, String> {
    let lines = document.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| id"));
    lines.map(|line| row(line).map_err(|error| format!("{error}: {line}"))).collect()
}

fn row(line: &str) -> Result<Row, String> {
    let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
    let [id, sentence, stores, page, tests, sources] = cells[..] else {
        return Err("a row has six cells".to_owned());
    };
    if sentence.len() <= 20 {
        return Err("the behaviour is a sentence".to_owned());
    }
    let list = |cell: &str| cell.split(',').map(|item| item.trim().trim_matches('`').to_owned()).collect();
    let names: Vec<String> = list(tests);
    let in_two = |test: &String| test.split_once("::").map(|(file, name)| (file.to_owned(), name.to_owned()));
    let tests: Option<Vec<_>> = names.iter().map(in_two).collect();
    Ok(Row {
        id: id.to_owned(),
        stores: stores_of(stores)?,
        page: page.trim_matches('`').to_owned(),
        tests: tests.ok_or("a test is a file, two colons and a name")?,
        sources: list(sources),
    })
}

/// Returns the stores that a cell names: `all`, `server-side`, `-` for none, or a
/// list of engines and stores.
fn stores_of(cell: &str) -> Result<BTreeSet<String>, String> {
    let of = |is_meant: &dyn Fn(&str, &str) -> bool| -> BTreeSet<String> {
        let meant = STORES.iter().filter(|(store, engine, _)| is_meant(store, engine));
        meant.map(|(store, ..)| (*store).to_owned()).collect()
    };
    match cell {
        "-" => return Ok(BTreeSet::new()),
        "all" => return Ok(of(&|_, _| true)),
        "server-side" => return Ok(of(&|_, engine| engine != "signed_cookies")),
        _ => {}
    }
    let mut stores = BTreeSet::new();
    for name in cell.split(", ") {
        let named = of(&|store, engine| name == store || name == engine);
        if named.is_empty() {
            return Err(format!("{name:?} is neither an engine nor a store"));
        }
        stores.extend(named);
    }
    Ok(stores)
}

/// Returns the claims of the rows that the suite does not meet.
pub fn errors(rows: &[Row], suite: &Suite) -> Vec<String> {
    rows.iter().flat_map(|row| row.errors(suite)).collect()
}

/// Returns the tests that a build without all features does not have.
pub fn unchecked(rows: &[Row], suite: &Suite) -> BTreeSet<String> {
    let tests = rows.iter().flat_map(|row| &row.tests);
    let missing = tests.filter(|(file, name)| suite.status_of(file, name) == TestStatus::Missing);
    missing.map(|(file, name)| format!("{file}::{name}")).collect()
}

impl Row {
    fn errors(&self, suite: &Suite) -> Vec<String> {
        let (mut errors, mut run_over) = (Vec::new(), BTreeSet::new());
        for (file, name) in &self.tests {
            match suite.status_of(file, name) {
                TestStatus::Runs(stores) => run_over.extend(stores),
                TestStatus::Missing if !suite.is_complete => {}
                status => errors.push(format!("{}: {file}::{name} is {status:?}", self.id)),
            }
        }
        let can_run = |store: &String| suite.is_complete || !needs_server(store);
        let claimed: BTreeSet<String> = self.stores.iter().filter(|store| can_run(store)).cloned().collect();
        for store in claimed.difference(&run_over) {
            errors.push(format!("{}: claims {store}, and none of its tests runs over it", self.id));
        }
        for store in run_over.difference(&self.stores) {
            errors.push(format!("{}: its tests run over {store}, which it does not claim", self.id));
        }
        errors
    }
}

fn needs_server(store: &str) -> bool {
    STORES.iter().any(|(name, _, needs_server)| *name == store && *needs_server)
}
