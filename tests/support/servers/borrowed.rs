//! Databases that tests borrow, one each: making one takes far longer than
//! emptying one.

use std::sync::{
    Mutex,
    atomic::{AtomicU32, Ordering},
};

/// The names of the databases that nobody uses at the moment.
#[derive(Default)]
pub struct Shelf {
    free: Mutex<Vec<String>>,
    made: AtomicU32,
}

/// A database of one test's own. It goes back to its shelf when it is dropped.
pub struct Borrowed {
    pub url: String,
    name: String,
    shelf: &'static Shelf,
}

impl Shelf {
    /// One that was used before is emptied, else a new one is made.
    pub fn borrow(
        &'static self,
        url_of: impl Fn(&str) -> String,
        run: impl Fn(&str, &str),
        server: &str,
    ) -> Borrowed {
        let used = self.free.lock().unwrap().pop();
        let name = match used {
            Some(name) => {
                run(&url_of(&name), "DELETE FROM sessions");
                name
            }
            None => self.make(|name| run(server, &format!("CREATE DATABASE {name}"))),
        };
        Borrowed { url: url_of(&name), name, shelf: self }
    }

    /// The name of a new one, which no other test will ever see.
    pub fn make(&self, create: impl Fn(&str)) -> String {
        let name = format!("tea{}", self.made.fetch_add(1, Ordering::SeqCst));
        create(&name);
        name
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        self.shelf.free.lock().unwrap().push(self.name.clone());
    }
}
