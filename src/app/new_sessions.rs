//! Decides which requests may start a session. Visitors who only look cost the store
//! nothing until their browser has shown that it keeps cookies, and no address fills the
//! store.

use std::sync::Arc;

use crate::{
    sessions::new_sessions::{NewSessionLimit, NewSessionRule, Permission},
    web::{client, csrf},
};

/// Returns the rule. A safe request needs the cookie of the CSRF token, which each page
/// sets, so a browser has it at its second request. A form without it is rejected before
/// its handler. One address may start `max_per_minute` anonymous sessions; 0 is no limit.
pub fn rule(max_per_minute: u32) -> NewSessionRule {
    let limit = (max_per_minute > 0).then(|| Arc::new(NewSessionLimit::new(max_per_minute)));
    Arc::new(move |request| {
        if request.method().is_safe() && !csrf::has_cookie(request) {
            return Permission::Refused;
        }
        match (&limit, client::address(request)) {
            (Some(limit), Some(address)) => Permission::Limited(Arc::clone(limit), address),
            _ => Permission::Granted,
        }
    })
}
