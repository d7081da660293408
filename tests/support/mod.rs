//! What the tests share: the running shop, a small server that runs the operations
//! of a request on its session, the engines and stores that both run over, a visitor
//! with a browser's cookies, and a clock that a test moves. `docs/TESTING.md` shows
//! how to use them.

#![allow(dead_code, unused_imports, unused_macros, reason = "each test binary uses some of it")]

pub mod app;
pub mod cargo;
pub mod clock;
pub mod combinations;
pub mod customer;
pub mod dictionary;
pub mod faulty;
pub mod gate;
pub mod hanging;
pub mod jar;
pub mod lab_pages;
pub mod log_lines;
#[cfg(feature = "server-tests")]
pub mod over_servers;
pub mod page;
pub mod process;
pub mod proxy;
pub mod raw_http;
pub mod recording_cache;
pub mod script;
pub mod server;
#[cfg(feature = "server-tests")]
pub mod servers;
pub mod session_store;
pub mod slow_form;
pub mod sqlite;
pub mod time_limit;
pub mod visitor;

pub use app::TestApp;
pub use combinations::EngineAndStore;
pub(crate) use combinations::over_every_store;
pub use dictionary::Dictionary;
pub use session_store::SessionStore;
