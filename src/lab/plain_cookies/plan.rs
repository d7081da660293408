//! A cookie with the plan that its visitor has paid for, plain and signed (B7).
//! The visitor can write "gold" into both; the shop believes the plain one, and
//! refuses the other because of its signature.

use actix_web::cookie::{Cookie, CookieJar, Key};

use super::{context::ReceivedCookies, names::LAB_PATH};

/// Name of the plain cookie.
pub const PLAIN: &str = "lab_demo_plan";

/// Name of the signed cookie.
pub const SIGNED: &str = "lab_demo_plan_signed";

/// The plan that everybody has.
const BASIC: &str = "basic";

/// What the shop reads from the two cookies.
pub struct Plans {
    /// The plain cookie. Its value is believed.
    pub plain: Option<String>,
    pub signed: SignedPlan,
}

/// What the shop reads from the signed cookie.
pub enum SignedPlan {
    /// The cookie did not come.
    Missing,
    /// The signature does not fit the value.
    Refused,
    /// The signature fits this value.
    Valid(String),
}

/// Returns both cookies. Scripts may write them, so that a student can forge them
/// without developer tools.
pub fn cookies(key: &Key) -> [Cookie<'static>; 2] {
    let cookie = |name| Cookie::build(name, BASIC).path(LAB_PATH).secure(false).finish();
    let mut jar = CookieJar::new();
    jar.signed_mut(key).add(cookie(SIGNED));
    let signed = jar.get(SIGNED).cloned();
    [cookie(PLAIN), signed.unwrap_or_else(|| cookie(SIGNED))]
}

/// Reads both cookies.
pub fn read(received: &ReceivedCookies, key: &Key) -> Plans {
    let signed = match received.get(SIGNED).map(|value| verified(value, key)) {
        None => SignedPlan::Missing,
        Some(None) => SignedPlan::Refused,
        Some(Some(plan)) => SignedPlan::Valid(plan),
    };
    Plans { plain: received.get(PLAIN).map(ToOwned::to_owned), signed }
}

/// Returns the value of a signed cookie, if its signature fits. The key signs the
/// lab's overrides too, so any other value than the plan is refused.
fn verified(value: &str, key: &Key) -> Option<String> {
    let mut jar = CookieJar::new();
    jar.add_original(Cookie::new(SIGNED, value.to_owned()));
    let opened = jar.signed(key).get(SIGNED)?;
    Some(opened.value().to_owned()).filter(|plan| plan == BASIC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_fits_the_signed_value_only() {
        let key = Key::generate();
        let [_, signed] = cookies(&key);
        assert_eq!(verified(signed.value(), &key).as_deref(), Some("basic"));
        assert_eq!(verified(&signed.value().replace("basic", "gold"), &key), None);
        assert_eq!(verified("gold", &key), None);
        assert_eq!(verified(signed.value(), &Key::generate()), None);
    }
}
