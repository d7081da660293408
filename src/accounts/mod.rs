//! Accounts: who one is, kept in the session between requests (G1). The
//! session holds no more than the id of a login; the table of logins says
//! whose it is and whether it is still in force.

mod account_page;
mod authenticate;
mod browser;
mod change_password;
mod credentials;
mod login_page;
mod logins;
mod logout;
mod password_hashing;
mod register;
mod return_path;
mod users;
pub mod visitor;

use actix_web::{HttpResponse, http::header, web::ServiceConfig};

pub use authenticate::clear_logins;
pub use credentials::{NewPassword, Username};
pub use logins::LoginId;
pub use password_hashing::{Checked, Passwords};
pub use users::{CreateUserError, User, create_user};
pub use visitor::{Member, Visitor};

use crate::web::respond;

/// The routes of the accounts.
pub fn routes(config: &mut ServiceConfig) {
    register::routes(config);
    login_page::routes(config);
    logout::routes(config);
    account_page::routes(config);
    change_password::routes(config);
}

/// A page that asks for a password is kept nowhere, a stranger's neither: the
/// back button must not show the form of who was there before.
fn kept_nowhere(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().insert(header::CACHE_CONTROL, respond::NO_STORE);
    answer
}
