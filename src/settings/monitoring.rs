//! The settings of the log, the metrics and the traces.

use std::net::SocketAddr;

use strum::{EnumString, VariantNames};

use super::{SettingsError, Sources, specs};

/// The log, the metrics and the traces.
#[derive(Clone, Debug)]
pub struct MonitoringSettings {
    /// The format of the log.
    pub log_format: LogFormat,
    /// The address of `/metrics`. `None` is no metrics.
    pub metrics_bind: Option<SocketAddr>,
    /// The URL of an OpenTelemetry collector. `None` is no spans.
    pub tracing_endpoint: Option<String>,
}

/// The format of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", ascii_case_insensitive)]
pub enum LogFormat {
    /// A line of text.
    Text,
    /// An object of JSON on a line.
    Json,
}

impl LogFormat {
    /// The names of the formats.
    pub const NAMES: &'static [&'static str] = Self::VARIANTS;
}

impl MonitoringSettings {
    pub(super) fn read(sources: &mut Sources) -> Result<Self, SettingsError> {
        let settings = Self {
            log_format: sources.read("log.format", specs::parsed)?,
            metrics_bind: sources.read("metrics.bind", optional_address)?,
            tracing_endpoint: sources.read("tracing.endpoint", optional_endpoint)?,
        };
        if let (Some(url), false) = (&settings.tracing_endpoint, cfg!(feature = "opentelemetry")) {
            return Err(SettingsError::Conflict {
                name: "tracing.endpoint",
                value: url.clone(),
                reason: "this program is built without the cargo feature opentelemetry",
            });
        }
        Ok(settings)
    }
}

#[expect(clippy::option_option, reason = "the inner option is the value: there may be no address")]
fn optional_address(text: &str) -> Option<Option<SocketAddr>> {
    if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
}

/// Accepts `http` only: a collector usually runs on the same machine, and passes on what it
/// gets over TLS.
#[expect(clippy::option_option, reason = "the inner option is the value: there may be no URL")]
fn optional_endpoint(text: &str) -> Option<Option<String>> {
    if text.is_empty() {
        return Some(None);
    }
    let host = text.strip_prefix("http://")?.trim_end_matches('/');
    let is_url = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'@');
    is_url.then(|| Some(text.to_owned()))
}
