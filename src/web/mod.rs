//! What every feature uses to handle requests and build responses.
//!
//! These are the page and its layout ([`page`]), forms ([`form`]) and their CSRF tokens
//! ([`csrf`]), flash messages ([`flash`]), errors ([`error`]) and their pages
//! ([`error_pages`]).
//!
//! A handler extracts [`Page`], renders a template with it through [`respond::html`],
//! and returns [`Error`] where it can't. A handler of a form extracts [`Form`], whose
//! CSRF token is verified already, and redirects with [`respond::see_other`].

pub mod admission;
pub mod assets;
pub mod audit;
pub mod client;
pub mod compression;
pub mod connection;
pub mod csrf;
pub mod csrf_cookie;
pub mod display;
pub mod error;
pub mod error_pages;
pub mod flash;
pub mod form;
pub mod forwarded;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
pub mod middleware;
pub mod page;
pub mod paging;
pub mod request_body;
pub mod request_id;
pub mod request_metrics;
pub mod request_origin;
pub mod request_spans;
pub mod respond;
pub mod signing;
pub mod trace_parent;

pub use display::{Display, Theme};
pub use error::Error;
pub use form::Form;
pub use page::Page;
