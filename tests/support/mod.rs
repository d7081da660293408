//! What the scenarios stand on: the running shop, a smaller server that does
//! to its session what it is told, the stores both are tried over, a visitor
//! with a browser's cookies, and a clock that is turned by hand.

pub mod app;
pub mod clock;
pub mod combinations;
pub mod dictionary;
pub mod faulty;
pub mod gate;
pub mod jar;
pub mod page;
pub mod script;
pub mod server;
pub mod visitor;

pub use app::TestApp;
pub use combinations::each_combination;
pub use dictionary::Dictionary;
