//! A cookie that says which plan its visitor has paid for, once plain and once
//! signed (B7). Its owner can write "gold" into both; the shop believes it of
//! the plain one, and has only the signature to see it in the other.

use actix_web::cookie::{Cookie, CookieJar, Key};

use super::{names::LAB_PATH, received::Received};

/// Name of the plain one.
pub const PLAIN: &str = "lab_demo_plan";

/// Name of the signed one.
pub const SIGNED: &str = "lab_demo_plan_signed";

/// What everybody is given.
const BASIC: &str = "basic";

/// What the shop makes of the two cookies.
pub struct Plans {
    /// The plain one: whatever it says is believed.
    pub plain: Option<String>,
    /// The signed one.
    pub signed: Signed,
}

/// What came of the signed cookie.
pub enum Signed {
    /// It did not come.
    Missing,
    /// Its signature does not belong to what it says.
    Refused,
    /// Its signature holds for this.
    Holds(String),
}

/// Both cookies as the shop hands them out. Scripts may write them, so that
/// forging takes no developer tools.
pub fn cookies(key: &Key) -> [Cookie<'static>; 2] {
    let cookie = |name| Cookie::build(name, BASIC).path(LAB_PATH).secure(false).finish();
    let mut jar = CookieJar::new();
    jar.signed_mut(key).add(cookie(SIGNED));
    let signed = jar.get(SIGNED).cloned();
    [cookie(PLAIN), signed.unwrap_or_else(|| cookie(SIGNED))]
}

/// What came of them.
pub fn read(received: &Received, key: &Key) -> Plans {
    let signed = match received.get(SIGNED).map(|value| verified(value, key)) {
        None => Signed::Missing,
        Some(None) => Signed::Refused,
        Some(Some(plan)) => Signed::Holds(plan),
    };
    Plans { plain: received.get(PLAIN).map(ToOwned::to_owned), signed }
}

/// What a signed cookie says, if nobody changed it since it was signed. The
/// same key signs the lab's settings: those are no plan.
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
    fn a_signature_holds_for_what_was_signed_and_nothing_else() {
        let key = Key::generate();
        let [_, signed] = cookies(&key);
        assert_eq!(verified(signed.value(), &key).as_deref(), Some("basic"));
        assert_eq!(verified(&signed.value().replace("basic", "gold"), &key), None);
        assert_eq!(verified("gold", &key), None);
        assert_eq!(verified(signed.value(), &Key::generate()), None);
    }
}
