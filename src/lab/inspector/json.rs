//! The inspector for programs: `/lab/inspector.json`. The names are stable;
//! `docs/inspector.md` explains them. Timestamps are ISO 8601 in UTC, durations
//! microseconds (`_us`) or seconds, sizes bytes.

use serde_json::{Value, json};

use super::{
    analysis::{ExchangeAnalysis, LoadFailure, SessionState},
    expiry::SessionExpiry,
    masking::ReceivedCookie,
    store_calls::outcome_name,
    view::{change_name, diff_data},
};
use crate::{
    lab::{
        display::iso,
        session_diff::{Change, KeyChange},
        set_cookie::SetCookie,
    },
    sessions::{
        SessionKey,
        data::Data,
        engines::{InspectResult, RawRecord},
        new_sessions::NotStarted,
        trace::{Outcome, StoreCall},
        verify::CookieCheck,
    },
};

/// Returns one exchange, without the stored record.
pub fn exchange(analysis: &ExchangeAnalysis) -> Value {
    let exchange = analysis.exchange;
    json!({
        "id": exchange.id.to_string(),
        "at": iso(exchange.at),
        "method": exchange.method.as_str(),
        "path": exchange.path,
        "status": exchange.status,
        "took_us": micros(exchange.took),
        "engine": exchange.options.engine.name(),
        "enabled": exchange.options.enabled,
        "cookie_header": analysis.cookie_header(),
        "cookies": analysis.cookies.iter().map(cookie).collect::<Vec<_>>(),
        "calls": exchange.calls.iter().map(call).collect::<Vec<_>>(),
        "not_started": exchange.not_started.map(not_started),
        "replays": analysis.conflicts(),
        "unserved": analysis.load_failure.map(load_failure),
        "before": analysis.before.as_ref().map(session_state),
        "after": analysis.after.as_ref().map(session_state),
        "changes": changes(analysis),
        "ends": SessionExpiry::of(analysis).map(|expiry| session_expiry(&expiry)),
        "set_cookies": analysis.set_cookies.iter().map(|header| set_cookie(header)).collect::<Vec<_>>(),
    })
}

/// Returns one exchange with the record that is in the store now.
pub fn exchange_and_record(analysis: &ExchangeAnalysis, found: &InspectResult) -> Value {
    let mut value = exchange(analysis);
    value["record"] = record(found);
    value
}

fn not_started(reason: NotStarted) -> &'static str {
    match reason {
        NotStarted::Refused => "no_cookie",
        NotStarted::LimitReached => "limit_reached",
    }
}

fn cookie(cookie: &ReceivedCookie) -> Value {
    let (verdict, number, key) = match &cookie.check {
        CookieCheck::Other => ("other", None, None),
        CookieCheck::Current(key) => ("current", None, Some(key.as_str())),
        CookieCheck::Fallback(number, key) => ("fallback", Some(*number), Some(key.as_str())),
        CookieCheck::Refused => ("refused", None, None),
    };
    json!({ "name": cookie.name, "value": cookie.value, "verdict": verdict, "fallback": number, "key": key })
}

fn call(call: &StoreCall) -> Value {
    let error = match &call.outcome {
        Outcome::Failed(reason) => Some(reason),
        _ => None,
    };
    json!({
        "store": call.store,
        "operation": call.operation,
        "depth": call.depth,
        "outcome": outcome_name(&call.outcome),
        "error": error,
        "bytes": call.bytes,
        "took_us": micros(call.took),
        "key": call.key.as_ref().map(SessionKey::as_str),
        "version": call.record().map(|record| record.version),
    })
}

fn load_failure(failure: LoadFailure) -> &'static str {
    match failure {
        LoadFailure::Missing => "missing",
        LoadFailure::Ended => "ended",
        LoadFailure::Moved => "moved",
        LoadFailure::Expired(_) => "over",
        LoadFailure::Failed => "failed",
    }
}

fn session_state(state: &SessionState) -> Value {
    let record = state.record.as_ref();
    json!({
        "key": state.key.as_str(),
        "bytes": state.bytes,
        "version": record.map(|record| record.version),
        "expire_date": record.map(|record| iso(record.expire_date)),
        "data": record.map(|record| data(&record.data)),
    })
}

fn data(data: &Data) -> Value {
    let value = |json: &str| serde_json::from_str(json).unwrap_or(Value::Null);
    Value::Object(data.iter().map(|(key, json)| (key.to_owned(), value(json))).collect())
}

fn changes(analysis: &ExchangeAnalysis) -> Option<Vec<Value>> {
    let changes = diff_data(&analysis.data_before()?, &analysis.data_after()?);
    let differing = changes.into_iter().filter(|change| change.change != Change::Same);
    let value = |json: Option<String>| json.and_then(|json| serde_json::from_str::<Value>(&json).ok());
    let shown = differing.map(|KeyChange { key, change, before, after }| {
        json!({ "key": key, "kind": change_name(change), "before": value(before), "after": value(after) })
    });
    Some(shown.collect())
}

fn session_expiry(expiry: &SessionExpiry) -> Value {
    json!({
        "at": iso(expiry.at),
        "seconds": expiry.seconds,
        "rule": expiry.rule.name(),
        "at_browser_close": expiry.at_browser_close,
    })
}

fn set_cookie(header: &str) -> Value {
    let cookie = SetCookie::parse(header);
    let attributes = cookie.attributes.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
    json!({
        "header": header,
        "name": cookie.name,
        "value": cookie.value,
        "removes": cookie.removes(),
        "attributes": Value::Object(attributes.collect()),
    })
}

fn record(found: &InspectResult) -> Value {
    match found {
        Ok(None) => Value::Null,
        Err(error) => json!({ "kind": "failed", "error": error.to_string() }),
        Ok(Some(RawRecord::Row { table, columns })) => {
            let columns =
                columns.iter().map(|(name, value)| ((*name).to_owned(), Value::from(value.clone())));
            json!({ "kind": "row", "table": table, "columns": Value::Object(columns.collect()) })
        }
        Ok(Some(RawRecord::File { path, text })) => json!({ "kind": "file", "path": path, "text": text }),
        Ok(Some(RawRecord::Entry { backend, name, text, time_to_live })) => json!({
            "kind": "entry",
            "backend": backend,
            "key": name,
            "text": text,
            "time_to_live_us": time_to_live.map(micros),
        }),
        Ok(Some(RawRecord::Cookie { text })) => json!({ "kind": "cookie", "text": text }),
        Ok(Some(RawRecord::Both { cache, database })) => {
            json!({ "kind": "both", "cache": record(cache), "database": record(database) })
        }
    }
}

fn micros(length: std::time::Duration) -> u64 {
    u64::try_from(length.as_micros()).unwrap_or(u64::MAX)
}
