//! User accounts: register, log in, log out, change the password.
//!
//! A login is a row of the table `logins`, and the session stores only its id
//! (behaviour G1: the session identifies the user until logout or expiry). Each request
//! looks the row up, so a login can be ended from another browser, on every engine. In
//! the order of a login:
//!
//! 1. `login_page` and `register` handle the forms; `password_hashing` checks the
//!    password;
//! 2. `authenticate` inserts the row (`logins`) and cycles the session's key;
//! 3. [`visitor`] finds the user of each later request. Handlers extract [`Visitor`],
//!    or [`Member`] where a login is required;
//! 4. `account_page` lists the logins of a user, and `logout` flushes the session.

mod account_page;
mod authenticate;
mod change_password;
mod credentials;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod login_page;
mod logins;
mod logout;
mod password_hashing;
mod register;
mod return_path;
mod user_agent;
mod users;
pub mod visitor;

use actix_web::web::ServiceConfig;

pub use authenticate::clear_logins;
pub use credentials::{NewPassword, Username};
pub use logins::LoginId;
pub use password_hashing::{PasswordCheck, Passwords};
pub use users::{CreateUserError, User, create_user};
pub use visitor::{Member, Visitor};

/// Registers the routes of the accounts.
pub fn routes(config: &mut ServiceConfig) {
    register::routes(config);
    login_page::routes(config);
    logout::routes(config);
    account_page::routes(config);
    change_password::routes(config);
}
