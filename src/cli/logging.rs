//! The log, on standard error: a line of text, or an object of JSON on a line.

use std::io::{self, Write};

use env_logger::{Builder, Env, fmt::Formatter};
use log::Record;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::{app::REQUEST_LOG_TARGET, settings::LogFormat, web::audit};

/// The lines that are logged if `RUST_LOG` is not set. The lines of actix-session are
/// omitted, since the shop's own lines have more details.
const FILTER: &str = "info,actix_server=warn,actix_session=error";

/// Starts the log. `RUST_LOG` is its filter.
pub fn start(format: LogFormat) {
    let mut builder = Builder::from_env(Env::default().default_filter_or(FILTER));
    if format == LogFormat::Json {
        builder.format(write_json);
    }
    builder.init();
}

/// A line of the log. The lines of requests and of the audit trail are objects themselves:
/// they are `request` and `audit` instead of `message`.
#[derive(Serialize)]
struct Line<'a> {
    time: String,
    level: &'a str,
    target: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audit: Option<&'a RawValue>,
}

fn write_json(out: &mut Formatter, record: &Record) -> io::Result<()> {
    let (text, time) = (record.args().to_string(), out.timestamp_micros().to_string());
    let (target, level) = (record.target(), record.level().as_str());
    let object = |of: &str| if target == of { serde_json::from_str(&text).ok() } else { None };
    let (request, audit) = (object(REQUEST_LOG_TARGET), object(audit::TARGET));
    let message = if request.is_none() && audit.is_none() { Some(text.as_str()) } else { None };
    let line = Line { time, level, target, message, request, audit };
    // A line of these types can always be serialized, and JSON escapes line breaks.
    writeln!(out, "{}", serde_json::to_string(&line).unwrap_or_default())
}
