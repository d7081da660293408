//! The script language of the [dictionary server](super::dictionary). A script has one
//! operation of the session a line, named as in Django, and the response has one line
//! for each. Values are JSON; `-` in a response means that there is no value.
//! `docs/TESTING.md` lists all operations.

use std::collections::BTreeMap;

use actix_session::Session as RawSession;
use serde_json::Value;
use session_shop::sessions::{Error, Expiry, KeyError, Session};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// One line of a script: `NAME`, `NAME KEY` or `NAME KEY ARGUMENT`.
#[derive(Clone, Copy)]
pub struct Operation<'a> {
    name: &'a str,
    key: &'a str,
    argument: &'a str,
}

impl<'a> Operation<'a> {
    pub fn parse(line: &'a str) -> Self {
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (key, argument) = rest.split_once(' ').unwrap_or((rest, ""));
        Self { name, key, argument }
    }

    /// Returns the argument as JSON.
    fn value(self) -> Value {
        serde_json::from_str(self.argument).unwrap()
    }

    /// Returns all that follows the name as a JSON object.
    fn mapping(self) -> serde_json::Map<String, Value> {
        serde_json::from_str(&format!("{} {}", self.key, self.argument)).unwrap()
    }

    /// Returns the modification and the expiry that `get_expiry_age` and `get_expiry_date`
    /// are given; `-` and nothing are none.
    fn modification_and_expiry(self) -> (Option<OffsetDateTime>, Option<Expiry>) {
        let modification = Some(self.key).filter(|time| !["", "-"].contains(time));
        let (kind, value) = self.argument.split_once(' ').unwrap_or((self.argument, ""));
        let expiry = (!kind.is_empty()).then(|| expiry(kind, value));
        (modification.map(|time| OffsetDateTime::parse(time, &Rfc3339).unwrap()), expiry)
    }

    /// Runs the operation and returns its line of the response.
    pub fn run(self, session: &Session, raw: &RawSession) -> Result<String, Error> {
        if let Some(line) = self.run_on_key(session) {
            return line;
        }
        if let Some(line) = self.run_on_session(session) {
            return Ok(line);
        }
        match self.name {
            "raw_insert" => raw.insert(self.key, self.value()).unwrap(),
            "raw_remove" => drop(raw.remove(self.key)),
            "raw_clear" => raw.clear(),
            "raw_renew" => raw.renew(),
            "raw_purge" => raw.purge(),
            other => panic!("{other} is not an operation"),
        }
        Ok("ok".to_owned())
    }

    /// Runs an operation on one key, or on the keys as a dictionary.
    fn run_on_key(self, session: &Session) -> Option<Result<String, Error>> {
        let (key, default) = (self.key, || if self.argument.is_empty() { None } else { Some(self.value()) });
        let line = match self.name {
            "get" if self.argument.is_empty() => session.get(key).map(json_or_dash),
            "get" => session.get_or(key, self.value()).map(|value| value.to_string()),
            "get_number" => session.get::<i64>(key).map(|number| json_or_dash(number.map(Value::from))),
            "get_item" => session
                .get_item::<Value>(key)
                .map(|item| value_or_key_error(item.map(|value| value.to_string()))),
            "set" => session.set(key, &self.value()).map(ok),
            "set_default" => session.set_default(key, self.value()).map(|value| value.to_string()),
            "delete" => Ok(value_or_key_error(session.delete(key).map(ok))),
            "pop" => session.pop(key).map(|value: Option<Value>| json_or_dash(value.or_else(default))),
            "has_key" => Ok(session.has_key(key).to_string()),
            "keys" => Ok(session.keys().join(" ")),
            "values" => Ok(session.values().iter().map(Value::to_string).collect::<Vec<_>>().join(" ")),
            "update" => session.update(self.mapping()).map(ok),
            "update_without_json" => Ok(update_without_json(session, key)),
            "set_test_cookie" => session.set_test_cookie().map(ok),
            "test_cookie_worked" => Ok(session.test_cookie_worked().to_string()),
            "delete_test_cookie" => Ok(value_or_key_error(session.delete_test_cookie().map(ok))),
            "items" => Ok(session.items().iter().map(pair).collect::<Vec<_>>().join(" ")),
            "add" => {
                let amount: i64 = self.argument.parse().unwrap();
                session.change(key, move |present: Option<i64>| Some(present.unwrap_or(0) + amount)).map(ok)
            }
            "change_to_nothing" => session.change(key, |_: Option<Value>| None).map(ok),
            _ => return None,
        };
        Some(line)
    }

    /// Runs an operation on the whole session.
    fn run_on_session(self, session: &Session) -> Option<String> {
        match self.name {
            "is_empty" => return Some(session.is_empty().to_string()),
            "session_key" => {
                return Some(session.session_key().map_or("-".to_owned(), |key| key.as_str().to_owned()));
            }
            "get_expiry_age" if self.key.is_empty() => {
                return Some(session.get_expiry_age().whole_seconds().to_string());
            }
            "get_expiry_age" => {
                let (modification, expiry) = self.modification_and_expiry();
                return Some(session.get_expiry_age_with(modification, expiry).whole_seconds().to_string());
            }
            "get_expiry_date" if self.key.is_empty() => {
                return Some(session.get_expiry_date().format(&Rfc3339).unwrap());
            }
            "get_expiry_date" => {
                let (modification, expiry) = self.modification_and_expiry();
                return Some(session.get_expiry_date_with(modification, expiry).format(&Rfc3339).unwrap());
            }
            "get_expire_at_browser_close" => return Some(session.get_expire_at_browser_close().to_string()),
            "clear" => session.clear(),
            "flush" => session.flush(),
            "cycle_key" => session.cycle_key(),
            "cycle_key_for" => session.cycle_key_for(self.key),
            "flush_if_unchanged" => session.flush_if_unchanged(),
            "flush_for" => session.flush_for(self.key),
            "set_passive" => session.set_passive(),
            "set_expiry" => session.set_expiry(expiry(self.key, self.argument)),
            // KEY SECONDS VALUE: the key expires SECONDS seconds from now.
            "set_until" => {
                let (seconds, json) = self.argument.split_once(' ').unwrap();
                let expires = session.now() + Duration::seconds(seconds.parse().unwrap());
                session.set_until(self.key, &serde_json::from_str::<Value>(json).unwrap(), expires).unwrap();
            }
            _ => return None,
        }
        Some("ok".to_owned())
    }
}

/// Returns the expiry for one of the five kinds of value that Django's `set_expiry` takes:
/// a number of seconds, 0, None, a datetime and a timedelta.
fn expiry(kind: &str, value: &str) -> Expiry {
    match kind {
        "None" => Expiry::Global,
        "0" => Expiry::AtBrowserClose,
        "datetime" => Expiry::At(OffsetDateTime::parse(value, &Rfc3339).unwrap()),
        "timedelta" => Expiry::After(Duration::seconds(value.parse().unwrap())),
        seconds => Expiry::Seconds(seconds.parse().unwrap()),
    }
}

/// Updates `key` and another key, whose value has a list as the name of a field. Returns
/// the error.
fn update_without_json(session: &Session, key: &str) -> String {
    let (empty, without_name) = (BTreeMap::new(), BTreeMap::from([(vec![1], 1)]));
    let updated = session.update([(key, empty), ("list", without_name)]);
    updated.map_or_else(|error| error.to_string(), ok)
}

fn ok((): ()) -> String {
    "ok".to_owned()
}

fn pair((key, value): &(String, Value)) -> String {
    format!("{key}={value}")
}

fn json_or_dash(value: Option<Value>) -> String {
    value.map_or("-".to_owned(), |value| value.to_string())
}

fn value_or_key_error(outcome: Result<String, KeyError>) -> String {
    outcome.unwrap_or_else(|error| format!("KeyError: {error}"))
}
