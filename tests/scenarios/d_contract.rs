//! The contract of the engines, checked for each engine over each store by the
//! library's own function, which an engine from outside this project can use too.

use session_shop::sessions::{Clock, engines::contract};

use crate::support::{EngineAndStore, over_every_store};

over_every_store! {
    the_engine_keeps_the_contract,
}

/// D1, H1, H2, E11
async fn the_engine_keeps_the_contract(combination: EngineAndStore) {
    let store = combination.open(&Clock::system()).await;
    if combination.is_in_cookie() {
        contract::check_round_trip(&*store.engine).await;
    } else {
        contract::check(&*store.engine).await;
    }
}
