//! Says what a plain `cargo test` leaves out. The tests in a real browser need
//! programs that not every machine has; without this line a green run would
//! pass for a run of everything.

fn main() {
    let is_asked_for_names = std::env::args().any(|argument| argument == "--list");
    if !cfg!(feature = "browser-tests") && !is_asked_for_names {
        println!(
            "left out: the tests in a real browser (tests/browser); tests/run installs Chromium and runs them"
        );
    }
}
