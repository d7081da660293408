//! The shop's forms, as a browser sends them.

use std::{fmt::Write, net::SocketAddr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::history::{Action, Line};
use crate::support::customer::ADDRESS;

/// A request to be sent.
#[derive(Clone, Debug)]
pub struct Request {
    pub action: Action,
    path: &'static str,
    /// The fields of a posted form; `None` for a page.
    fields: Option<Vec<(&'static str, String)>>,
}

impl Request {
    /// Returns whether the request posts a form.
    pub fn is_form(&self) -> bool {
        self.fields.is_some()
    }
}

/// Bytes of the secret against forged forms, with which the value of its cookie begins.
const SECRET_BYTES: usize = 16;

/// Returns the token for a cookie: its secret, masked with zeros. Without a cookie it is
/// wrong, and the shop refuses the form.
fn csrf_token(cookie: &str) -> String {
    let value = URL_SAFE_NO_PAD.decode(cookie).unwrap();
    URL_SAFE_NO_PAD.encode([&[0; SECRET_BYTES], value.get(..SECRET_BYTES).unwrap_or_default()].concat())
}

fn page(action: Action, path: &'static str) -> Request {
    Request { action, path, fields: None }
}

fn form(action: Action, path: &'static str, fields: &[(&'static str, &str)]) -> Request {
    let fields = fields.iter().map(|&(name, value)| (name, value.to_owned())).collect();
    Request { action, path, fields: Some(fields) }
}

pub fn view_cart() -> Request {
    page(Action::ViewCart, "/cart")
}

pub fn view_preferences() -> Request {
    page(Action::ViewPreferences, "/preferences")
}

/// A page that needs no store.
pub fn health() -> Request {
    page(Action::ViewCart, "/healthz")
}

pub fn review() -> Request {
    page(Action::CheckoutStep { path: "/checkout/review" }, "/checkout/review")
}

pub fn add(tea: &str, packets: u32) -> Request {
    let fields = [("product", tea), ("quantity", &packets.to_string())];
    form(Action::Add { tea: tea.to_owned(), packets }, "/cart/add", &fields)
}

pub fn set_page_size(per_page: u32) -> Request {
    form(Action::SetPageSize { per_page }, "/preferences", &[("per_page", &per_page.to_string())])
}

pub fn register(name: &str, password: &str) -> Request {
    let fields = [("username", name), ("password", password), ("password_again", password)];
    form(Action::Register, "/account/register", &fields)
}

pub fn log_in(name: &str, password: &str) -> Request {
    form(Action::LogIn, "/account/login", &[("username", name), ("password", password)])
}

pub fn log_out() -> Request {
    form(Action::LogOut, "/account/logout", &[])
}

pub fn change_password(old: &str, new: &str) -> Request {
    let fields = [("old_password", old), ("password", new), ("password_again", new)];
    form(Action::ChangePassword, "/account/password", &fields)
}

/// Uses the form of the lab: the shop itself changes the key only at a login.
pub fn cycle_key() -> Request {
    form(Action::CycleKey, "/lab/session", &[("operation", "cycle_key")])
}

pub fn flush() -> Request {
    form(Action::Flush, "/lab/session", &[("operation", "flush")])
}

pub fn address() -> Request {
    form(Action::CheckoutStep { path: "/checkout/address" }, "/checkout/address", &ADDRESS)
}

pub fn delivery() -> Request {
    form(Action::CheckoutStep { path: "/checkout/delivery" }, "/checkout/delivery", &[("delivery", "pickup")])
}

/// Returns the request that places the order of a review page.
pub fn place_order(token: &str, order_lines: &str) -> Request {
    let lines: Vec<Line> = serde_urlencoded::from_str(order_lines).unwrap();
    let fields = [("order_token", token), ("order_lines", order_lines)];
    form(Action::PlaceOrder { token: token.to_owned(), lines }, "/checkout/place", &fields)
}

/// Returns the bytes of the request. `csrf` is the cookie of the secret against forged
/// forms.
pub fn bytes(request: &Request, address: SocketAddr, session: Option<&str>, csrf: &str) -> Vec<u8> {
    let mut cookies = format!("csrftoken={csrf}");
    if let Some(session) = session {
        write!(cookies, "; sessionid={session}").unwrap();
    }
    let head = format!("Host: {address}\r\nConnection: close\r\nCookie: {cookies}\r\n");
    let Some(fields) = &request.fields else {
        return format!("GET {} HTTP/1.1\r\n{head}\r\n", request.path).into();
    };
    let token = ("csrf_token", csrf_token(csrf));
    let body = serde_urlencoded::to_string(fields.iter().chain([&token]).collect::<Vec<_>>()).unwrap();
    let kind = "application/x-www-form-urlencoded";
    let length = body.len();
    format!(
        "POST {} HTTP/1.1\r\n{head}Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}",
        request.path
    )
    .into()
}
