//! Prints which tests a plain `cargo test` leaves out. Some tests need programs that not
//! every machine has, and a green run without these lines would look complete.

/// Whether a feature is on, and which tests need it.
const LEFT_OUT: [(bool, &str); 2] = [
    (cfg!(feature = "browser-tests"), "in a real browser"),
    (cfg!(feature = "server-tests"), "over Redis, Memcached, PostgreSQL and MariaDB"),
];

fn main() {
    let only_lists_names = std::env::args().any(|argument| argument == "--list");
    if !only_lists_names {
        println!("left out: all tests over MySQL, of which Debian has no package; MariaDB stands in for it");
    }
    for (_, tests) in LEFT_OUT.iter().filter(|(is_on, _)| !is_on && !only_lists_names) {
        println!("left out: the tests {tests}; tests/run installs what they need and runs all");
    }
}
