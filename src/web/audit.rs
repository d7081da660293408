//! The audit trail: one structured log line for each event that matters for security,
//! such as a login or a refused token. OWASP ASVS 4.0, V7.1 and V7.2.
//!
//! A line has the request's id, the client's address and the account, and no secret. Its
//! log target is [`TARGET`], so that an operator can send it to a file of its own.

use actix_web::HttpRequest;
use strum::IntoStaticStr;

use super::{client, middleware::RequestId};

/// The log target of the audit trail.
pub const TARGET: &str = "session_shop::audit";

/// An event of the audit trail. Its name in the log is in snake case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// A user logged in.
    Login,
    /// A wrong username or password.
    LoginFailed,
    /// A CSRF token or the origin of a form was refused.
    FormRefused,
    /// The host of a request, or what a proxy reports of it, was refused.
    HostRefused,
}

/// Writes the line of `event`. `account` is the username, if there is one.
pub fn record(request: &HttpRequest, event: Event, account: Option<&str>) {
    let line = serde_json::json!({
        "event": <&'static str>::from(event),
        "request": RequestId::of(request).to_string(),
        "address": client::address(request).map(|address| address.to_string()),
        "account": account,
    });
    log::info!(target: TARGET, "{line}");
}
