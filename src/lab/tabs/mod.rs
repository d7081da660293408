//! `/lab/tabs`: two requests of one session at the same time, step by step (H1: no update
//! is lost; C10: nested values). The student decides which request takes its next step.
//! Both are real requests through the session layer, over a session of the bench's own,
//! and wait inside the handler between two steps.

mod bench;
mod page;
mod request;
mod work;

pub use bench::Bench;
pub use page::routes;
