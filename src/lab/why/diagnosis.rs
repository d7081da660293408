//! Finds the exchange with which a cart was gone, and the cause. The functions are pure:
//! they look at the exchanges of one browser, the oldest first.

use super::{cause::Cause, missing_cookie, missing_session};
use crate::{
    lab::{goals::cart_of, inspector::analysis::ExchangeAnalysis},
    sessions::verify::CookieCheck,
};

/// What follows from the exchanges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    pub cause: Cause,
    /// The index of the exchange that shows the cause.
    pub shown: Option<usize>,
    /// The index of the last exchange with a cart.
    pub last_cart: Option<usize>,
}

/// What the exchanges of this browser do not show.
pub struct Surroundings<'a> {
    /// Reports whether an exchange brought a cookie of the lab itself that another secret
    /// key had signed.
    pub has_foreign_cookie: &'a dyn Fn(&ExchangeAnalysis) -> bool,
    /// Whether another browser has a cart under the machine's other name.
    pub is_cart_at_other_host: bool,
}

/// Finds the cause.
pub fn diagnose(exchanges: &[ExchangeAnalysis], surroundings: &Surroundings) -> Diagnosis {
    let last_cart = exchanges.iter().rposition(|exchange| cart_of(exchange.after.as_ref()).is_some());
    let shown = match last_cart {
        Some(last) => (last + 1..exchanges.len()).find(|index| is_decisive(&exchanges[*index])),
        None => exchanges.iter().rposition(has_trouble),
    };
    let cause = match (shown, last_cart) {
        (Some(shown), _) => {
            let case = Case {
                before: &exchanges[..shown],
                with_cart: last_cart.map(|last| &exchanges[last]),
                gone: &exchanges[shown],
                surroundings,
            };
            case.cause()
        }
        (None, Some(_)) => Cause::StillThere,
        (None, None) if surroundings.is_cart_at_other_host => Cause::OtherHost,
        (None, None) => Cause::NoCart,
    };
    Diagnosis { cause, shown, last_cart }
}

/// Returns whether the session layer has looked for the session of the exchange. A page
/// outside of it does not.
fn is_decisive(exchange: &ExchangeAnalysis) -> bool {
    let is_signed =
        |check: &CookieCheck| matches!(check, CookieCheck::Current(_) | CookieCheck::Fallback(..));
    let has_signed = exchange.cookies.iter().any(|cookie| is_signed(&cookie.check));
    !has_signed || !exchange.exchange.options.enabled || exchange.has_loaded()
}

/// Returns whether the request brought a cookie for which the server found no session.
fn has_trouble(exchange: &ExchangeAnalysis) -> bool {
    let is_refused = exchange.has_refused() && exchange.before.is_none();
    exchange.load_failure.is_some() || (is_refused && exchange.exchange.options.enabled)
}

/// The exchanges between which the cart was gone.
pub struct Case<'a> {
    /// The exchanges before `gone`.
    pub before: &'a [ExchangeAnalysis<'a>],
    /// The last exchange with a cart, if one is known.
    pub with_cart: Option<&'a ExchangeAnalysis<'a>>,
    /// The exchange without the cart.
    pub gone: &'a ExchangeAnalysis<'a>,
    pub surroundings: &'a Surroundings<'a>,
}

impl Case<'_> {
    /// Goes through the questions: was a cookie sent, was its signature valid, was there a
    /// session, had it expired, and was there a cart in it?
    fn cause(&self) -> Cause {
        let gone = self.gone;
        if !gone.exchange.options.enabled {
            Cause::SessionsOff
        } else if gone.before.is_some() {
            self.cause_in_session()
        } else if let Some(failure) = gone.load_failure {
            missing_session::cause(self, failure)
        } else if gone.has_refused() {
            self.cause_of_refusal()
        } else {
            missing_cookie::cause(self)
        }
    }

    fn cause_of_refusal(&self) -> Cause {
        let gone = self.gone;
        if (self.surroundings.has_foreign_cookie)(gone) {
            Cause::SecretKey
        } else if missing_session::has_other_content(gone) {
            Cause::CookieContent
        } else {
            Cause::Tampered
        }
    }

    fn cause_in_session(&self) -> Cause {
        let (gone, path) = (self.gone, self.gone.exchange.path.as_str());
        let key_of = |exchange: &ExchangeAnalysis| exchange.after.as_ref().map(|state| state.key.clone());
        let had_cart = cart_of(gone.before.as_ref()).is_some();
        let is_other = gone.before.as_ref().map(|state| state.key.clone()) != self.with_cart.and_then(key_of);
        match had_cart {
            true if gone.after.is_none() => Cause::Ended,
            true if path == "/checkout/place" => Cause::Ordered,
            true if path.starts_with("/cart/") => Cause::Emptied,
            true => Cause::Cleared,
            false if is_other && !gone.key_is_data() => Cause::OtherSession,
            false => Cause::Elsewhere,
        }
    }
}
