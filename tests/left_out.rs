//! Says what a plain `cargo test` leaves out. Some tests need programs that not
//! every machine has; without these lines a green run would pass for a run of
//! everything.

/// A feature, and the tests that are not run without it.
const LEFT_OUT: [(bool, &str); 2] = [
    (cfg!(feature = "browser-tests"), "in a real browser"),
    (cfg!(feature = "server-tests"), "over Redis, Memcached, PostgreSQL and MariaDB"),
];

fn main() {
    let is_asked_for_names = std::env::args().any(|argument| argument == "--list");
    for (_, tests) in LEFT_OUT.iter().filter(|(is_on, _)| !is_on && !is_asked_for_names) {
        println!("left out: the tests {tests}; tests/run installs what they need and runs all");
    }
}
