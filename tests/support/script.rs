//! What a request of the [dictionary server](super::dictionary) does to its
//! session: one operation a line, named as in Django, a line of answer each.
//! A value is JSON; `-` in an answer stands for nothing.

use actix_session::Session as RawSession;
use serde_json::Value;
use session_shop::sessions::{Error, Expiry, KeyError, Session};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// An operation and what it is given.
#[derive(Clone, Copy)]
pub struct Line<'a> {
    pub operation: &'a str,
    key: &'a str,
    rest: &'a str,
}

impl<'a> Line<'a> {
    pub fn parse(line: &'a str) -> Self {
        let (operation, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (key, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        Self { operation, key, rest }
    }

    fn value(self) -> Value {
        serde_json::from_str(self.rest).unwrap()
    }

    /// Does it.
    pub fn run(self, session: &Session, raw: &RawSession) -> Result<String, Error> {
        if let Some(answer) = self.run_as_dictionary(session) {
            return answer;
        }
        if let Some(answer) = self.run_on_whole(session) {
            return Ok(answer);
        }
        match self.operation {
            "raw_insert" => raw.insert(self.key, self.value()).unwrap(),
            "raw_remove" => drop(raw.remove(self.key)),
            "raw_clear" => raw.clear(),
            "raw_renew" => raw.renew(),
            "raw_purge" => raw.purge(),
            other => panic!("{other} is no operation"),
        }
        Ok("ok".to_owned())
    }

    fn run_as_dictionary(self, session: &Session) -> Option<Result<String, Error>> {
        let (key, default) = (self.key, || if self.rest.is_empty() { None } else { Some(self.value()) });
        let answer = match self.operation {
            "get" if self.rest.is_empty() => session.get(key).map(shown),
            "get" => session.get_or(key, self.value()).map(|value| value.to_string()),
            "get_number" => session.get::<i64>(key).map(|number| shown(number.map(Value::from))),
            "get_item" => {
                session.get_item::<Value>(key).map(|item| told(item.map(|value| value.to_string())))
            }
            "set" => session.set(key, &self.value()).map(ok),
            "set_default" => session.set_default(key, self.value()).map(|value| value.to_string()),
            "delete" => Ok(told(session.delete(key).map(ok))),
            "pop" => session.pop(key).map(|value: Option<Value>| shown(value.or_else(default))),
            "has_key" => Ok(session.has_key(key).to_string()),
            "keys" => Ok(session.keys().join(" ")),
            "items" => Ok(session.items().iter().map(pair).collect::<Vec<_>>().join(" ")),
            "add" => {
                let more: i64 = self.rest.parse().unwrap();
                session.change(key, move |present: Option<i64>| Some(present.unwrap_or(0) + more)).map(ok)
            }
            "change_to_nothing" => session.change(key, |_: Option<Value>| None).map(ok),
            _ => return None,
        };
        Some(answer)
    }

    fn run_on_whole(self, session: &Session) -> Option<String> {
        match self.operation {
            "is_empty" => return Some(session.is_empty().to_string()),
            "session_key" => {
                return Some(session.session_key().map_or("-".to_owned(), |key| key.as_str().to_owned()));
            }
            "get_expiry_age" => return Some(session.get_expiry_age().whole_seconds().to_string()),
            "get_expiry_date" => return Some(session.get_expiry_date().format(&Rfc3339).unwrap()),
            "get_expire_at_browser_close" => return Some(session.get_expire_at_browser_close().to_string()),
            "clear" => session.clear(),
            "flush" => session.flush(),
            "cycle_key" => session.cycle_key(),
            "cycle_key_for" => session.cycle_key_for(self.key),
            "flush_if_unchanged" => session.flush_if_unchanged(),
            "flush_for" => session.flush_for(self.key),
            "set_passive" => session.set_passive(),
            "set_expiry" => session.set_expiry(expiry(self.key, self.rest)),
            // KEY SECONDS VALUE: the key ends so many seconds from now.
            "set_until" => {
                let (seconds, json) = self.rest.split_once(' ').unwrap();
                let moment = session.now() + Duration::seconds(seconds.parse().unwrap());
                session.set_until(self.key, &serde_json::from_str::<Value>(json).unwrap(), moment).unwrap();
            }
            _ => return None,
        }
        Some("ok".to_owned())
    }
}

/// `set_expiry`'s five kinds of value: a number, 0, None, a datetime, a timedelta.
fn expiry(kind: &str, value: &str) -> Expiry {
    match kind {
        "None" => Expiry::Global,
        "0" => Expiry::AtBrowserClose,
        "datetime" => Expiry::At(OffsetDateTime::parse(value, &Rfc3339).unwrap()),
        "timedelta" => Expiry::After(Duration::seconds(value.parse().unwrap())),
        seconds => Expiry::Seconds(seconds.parse().unwrap()),
    }
}

fn ok((): ()) -> String {
    "ok".to_owned()
}

fn pair((key, value): &(String, Value)) -> String {
    format!("{key}={value}")
}

fn shown(value: Option<Value>) -> String {
    value.map_or("-".to_owned(), |value| value.to_string())
}

fn told(outcome: Result<String, KeyError>) -> String {
    outcome.unwrap_or_else(|error| format!("KeyError: {error}"))
}
