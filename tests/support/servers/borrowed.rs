//! A pool of databases on one server. Each test borrows one for itself, because creating
//! a database takes far longer than emptying one.

use std::sync::{
    Mutex,
    atomic::{AtomicU32, Ordering},
};

/// The databases of one server.
#[derive(Default)]
pub struct DatabasePool {
    /// The names of the databases that no test uses at present.
    free: Mutex<Vec<String>>,
    /// How many were created.
    created: AtomicU32,
}

/// A database that only one test uses. It returns to its pool when it is dropped.
pub struct BorrowedDatabase {
    pub url: String,
    name: String,
    pool: &'static DatabasePool,
}

impl DatabasePool {
    /// Empties and returns a free database, or creates one.
    pub fn borrow(
        &'static self,
        url_of: impl Fn(&str) -> String,
        run: impl Fn(&str, &str),
        server: &str,
    ) -> BorrowedDatabase {
        let free = self.free.lock().unwrap().pop();
        let name = match free {
            Some(name) => {
                run(&url_of(&name), "DELETE FROM sessions");
                name
            }
            None => self.create(|name| run(server, &format!("CREATE DATABASE {name}"))),
        };
        BorrowedDatabase { url: url_of(&name), name, pool: self }
    }

    /// Creates a database that is not in the pool, and returns its name.
    pub fn create(&self, run_create: impl Fn(&str)) -> String {
        let name = format!("tea{}", self.created.fetch_add(1, Ordering::SeqCst));
        run_create(&name);
        name
    }
}

impl Drop for BorrowedDatabase {
    fn drop(&mut self) {
        self.pool.free.lock().unwrap().push(self.name.clone());
    }
}
