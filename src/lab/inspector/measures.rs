//! Times, lengths and moments as a page shows them.

use std::time::Duration;

use time::{OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

use crate::i18n::Message;

/// A mark beside something: its look, a class of `shop.css`, and its words.
pub struct Tag {
    /// `tag--good`, `tag--low`, `tag--out` or nothing.
    pub look: &'static str,
    /// What it says.
    pub text: Message,
}

impl Tag {
    /// Of that look.
    pub fn new(look: &'static str, text: Message) -> Self {
        Self { look, text }
    }
}

/// How long something took: `740 µs` or `12.3 ms`.
pub fn took(length: Duration) -> String {
    match length.as_micros() {
        microseconds @ 0..1_000 => format!("{microseconds} µs"),
        _ => format!("{:.1} ms", length.as_secs_f64() * 1_000.0),
    }
}

/// A moment for programs: ISO 8601, UTC.
pub fn iso(moment: OffsetDateTime) -> String {
    moment.to_offset(time::UtcOffset::UTC).format(&Rfc3339).unwrap_or_default()
}

/// A moment for people, to the second.
pub fn moment(moment: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");
    moment.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default()
}

/// The time of day alone, to the millisecond.
pub fn time_of_day(moment: OffsetDateTime) -> String {
    let format = format_description!("[hour]:[minute]:[second].[subsecond digits:3]");
    moment.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default()
}

/// A length in the largest unit of which there are at least two.
pub fn length(seconds: i64) -> Message {
    let of = |unit: i64| (seconds + unit / 2) / unit;
    if seconds >= 2 * 86_400 {
        Message::new("inspector-days").count("count", of(86_400))
    } else if seconds >= 2 * 3_600 {
        Message::new("inspector-hours").count("count", of(3_600))
    } else if seconds >= 120 {
        Message::new("inspector-minutes").count("count", of(60))
    } else {
        Message::new("inspector-seconds").count("count", seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn a_length_is_said_in_a_unit_that_fits() {
        let said = |seconds| length(seconds).localize(Language::English).into_owned();
        assert_eq!(said(1), "1 second");
        assert_eq!(said(119), "119 seconds");
        assert_eq!(said(120), "2 minutes");
        assert_eq!(said(86_400), "24 hours");
        assert_eq!(said(1_209_599), "14 days");
    }

    #[test]
    fn short_times_are_microseconds() {
        assert_eq!(took(Duration::from_micros(740)), "740 µs");
        assert_eq!(took(Duration::from_micros(12_340)), "12.3 ms");
    }
}
