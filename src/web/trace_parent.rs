//! The trace to which a request belongs, from the header `traceparent`
//! ([W3C Trace Context](https://www.w3.org/TR/trace-context/#traceparent-header)).

use std::fmt;

use actix_web::{HttpMessage, HttpRequest};

use crate::monitoring::spans::SpanIds;

/// The length of the header in version 00, characters.
const LENGTH: usize = 55;

/// The trace and the span of the program that sent the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceParent {
    /// The trace.
    pub trace_id: TraceId,
    /// The span of the caller, in which this request is made.
    pub parent_id: u64,
    /// Whether the caller records the trace.
    pub is_sampled: bool,
}

/// The id of a trace: 128 bits, written as 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceId(pub u128);

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl TraceParent {
    /// Returns the trace of a request of a trusted proxy. `None` if there was none.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().copied()
    }

    /// Parses the header. A later version may append fields, which are ignored.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let version = hex(text.get(..2)?)?;
        let rest = text.get(LENGTH..)?;
        let is_version = version == 0 && rest.is_empty()
            || (1..0xff).contains(&version) && (rest.is_empty() || rest.starts_with('-'));
        let mut fields = text.get(2..LENGTH)?.strip_prefix('-')?.split('-');
        let (trace_id, parent_id, flags) = (fields.next()?, fields.next()?, fields.next()?);
        let is_complete = (trace_id.len(), parent_id.len(), flags.len()) == (32, 16, 2);
        if !is_version || !is_complete || fields.next().is_some() {
            return None;
        }
        let (trace_id, parent_id) = (hex(trace_id)?, u64::try_from(hex(parent_id)?).ok()?);
        let is_sampled = hex(flags)? & 1 == 1;
        let trace_id = TraceId(trace_id);
        // All zeros is no id.
        (trace_id.0 != 0 && parent_id != 0).then_some(Self { trace_id, parent_id, is_sampled })
    }
}

impl From<SpanIds> for TraceParent {
    fn from(SpanIds { trace_id, span_id, is_sampled }: SpanIds) -> Self {
        Self { trace_id: TraceId(trace_id), parent_id: span_id, is_sampled }
    }
}

impl From<TraceParent> for SpanIds {
    fn from(TraceParent { trace_id, parent_id, is_sampled }: TraceParent) -> Self {
        Self { trace_id: trace_id.0, span_id: parent_id, is_sampled }
    }
}

/// Parses hexadecimal digits; the header allows lower case only.
fn hex(text: &str) -> Option<u128> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.bytes().all(is_digit) { u128::from_str_radix(text, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

    #[test]
    fn the_header_of_this_and_of_later_versions_is_read() {
        let expected = TraceParent {
            trace_id: TraceId(0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c),
            parent_id: 0xb7ad_6b71_6920_3331,
            is_sampled: true,
        };
        assert_eq!(expected.trace_id.to_string(), TRACE);
        for (version, rest) in [("00", ""), ("01", ""), ("cc", "-what-comes-later")] {
            let text = format!("{version}-{TRACE}-b7ad6b7169203331-01{rest}");
            assert_eq!(TraceParent::parse(&text), Some(expected), "{text}");
        }
        let unsampled = TraceParent::parse(&format!("00-{TRACE}-b7ad6b7169203331-02")).unwrap();
        assert!(!unsampled.is_sampled);
    }

    #[test]
    fn a_malformed_header_is_no_trace() {
        for text in [
            String::new(),
            "00".to_owned(),
            format!("00-{TRACE}-b7ad6b7169203331-01-more"),
            format!("ff-{TRACE}-b7ad6b7169203331-01"),
            format!("01-{TRACE}-b7ad6b7169203331-01x"),
            format!("00-{}-b7ad6b7169203331-01", TRACE.to_uppercase()),
            format!("00-{}-b7ad6b7169203331-01", "0".repeat(32)),
            format!("00-{TRACE}-{}-01", "0".repeat(16)),
            format!("00-{TRACE}b7ad6b7169203331--01"),
            format!("00-{TRACE}-b7ad6b716920333-001"),
            format!("00-{TRACE}-b7ad6b7169203é-01"),
            format!("+0-{TRACE}-b7ad6b7169203331-01"),
        ] {
            assert_eq!(TraceParent::parse(&text), None, "{text}");
        }
    }
}
