//! What every feature needs to answer: the page and what stands around it,
//! forms and their protection, messages that wait for the next page, errors.

pub mod assets;
pub mod csrf;
pub mod display;
pub mod error;
pub mod error_pages;
pub mod flash;
pub mod form;
pub mod head;
pub mod page;
pub mod request_id;
pub mod respond;
pub mod security_headers;

pub use display::{Display, Theme};
pub use error::Error;
pub use form::Form;
pub use page::Page;
