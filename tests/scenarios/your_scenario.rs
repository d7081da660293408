//! A template for a scenario of your own. It runs over every engine and store:
//!
//!     cargo test --test scenarios your_scenario
//!
//! `docs/TESTING.md` explains it line by line, under "Your own scenario".

use crate::support::{EngineAndStore, TestApp, over_every_store};

// Each name here is a test over each engine. `except signed_cookies:` before the names
// leaves out the engine that stores nothing on the server.
over_every_store! {
    a_cart_is_there_in_the_next_request,
}

/// Write the behaviour as a sentence, and its id if `docs/behaviours.md` has one: G4.
async fn a_cart_is_there_in_the_next_request(combination: EngineAndStore) {
    // The shop over an empty store of this engine, and a browser that visits it.
    let app = TestApp::over_store(combination).await;
    let visitor = app.visitor();
    // What the visitor does.
    visitor.add_to_cart("keemun-black", 2).await;
    // What must be true afterwards.
    assert_eq!(visitor.get("/cart").await.cart_count(), 2);
}
