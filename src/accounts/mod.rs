//! User accounts: register, log in, log out, change the password.
//!
//! A login is a row of the table `logins`, and the session stores only its id
//! (behaviour G1: the session identifies the user until logout or expiry). Each request
//! looks the row up (`login_cache`), so a login can be ended from another browser, on
//! every engine. In the order of a login:
//!
//! 1. `login_page` and `register` handle the forms; `username` and `new_password` have the
//!    rules for new accounts, `attempts` limits guessing, and `password_hashing` checks the
//!    password on threads of its own (`hashing_pool`);
//! 2. `authenticate` inserts the row (`logins`) and cycles the session's key;
//! 3. [`visitor`] finds the user of each later request. Handlers extract [`Visitor`],
//!    or [`Member`] where a login is required;
//! 4. `devices` lists the logins of a user and ends them, `login_activity` records when
//!    each was last used, and `logout` flushes the session.

mod account_page;
mod attempts;
mod authenticate;
mod change_password;
mod devices;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod hashing_pool;
mod login_activity;
mod login_cache;
mod login_page;
mod logins;
mod logout;
mod new_password;
mod password_hashing;
mod register;
mod return_path;
mod user_agent;
mod user_skeletons;
mod username;
mod users;
pub mod visitor;

use actix_web::web::ServiceConfig;

pub use attempts::{AttemptLimits, clear_attempts};
pub use hashing_pool::HashingUsage;
pub use login_activity::clear_logins;
pub use login_cache::LoginCache;
pub use logins::LoginId;
pub use new_password::NewPassword;
pub use password_hashing::{PasswordCheck, Passwords};
pub use return_path::ReturnPath;
pub use user_skeletons::insert_missing_skeletons;
pub use username::Username;
pub use users::{CreateUserError, User, create_user};
pub use visitor::{Member, SESSION_KEY, Visitor, login_of};

/// Registers the routes of the accounts.
pub fn routes(config: &mut ServiceConfig) {
    register::routes(config);
    login_page::routes(config);
    logout::routes(config);
    account_page::routes(config);
    devices::routes(config);
    change_password::routes(config);
}
