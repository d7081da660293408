//! The session as a dictionary: each of Django's operations as a small form,
//! its line in Rust and in Django, and its effect on this browser's session.
//! `/lab/session` has all operations; a lesson shows those that it is about.

mod code_lines;
mod forms;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod input;
mod kinds;
mod operation;
mod page;
mod result;
mod snapshot;

pub use forms::OperationForm;
pub use kinds::OperationKind;
pub use page::routes;
pub use result::OperationResult;
pub use snapshot::Snapshot;
