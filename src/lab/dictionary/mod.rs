//! The session as a dictionary, tried by hand: each operation as a small form,
//! its line in Rust and in Django, and what it did to this browser's own
//! session. `/lab/session` has them all; lessons take the ones they are about.

mod doing;
mod forms;
mod lines;
mod operation;
mod page;
mod snapshot;
mod tried;
mod typed;

pub use forms::OperationForm;
pub use operation::Kind;
pub use page::{cookie_name, routes};
pub use snapshot::{Snapshot, moment, seconds};
pub use tried::{Tried, TriedLast};
