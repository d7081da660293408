//! Shortens long texts and formats times for the lab's pages.

use time::{
    Duration, OffsetDateTime, PrimitiveDateTime, UtcOffset,
    format_description::{StaticFormatDescription, well_known::Rfc3339},
    macros::format_description,
};

use crate::i18n::Message;

/// Characters of a session key that are shown: enough to tell it from another
/// key, and too few to use it.
const KEY_CHARACTERS: usize = 8;

const TIMESTAMP: StaticFormatDescription =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");

const LOCAL_TIMESTAMP: StaticFormatDescription =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");

const LOCAL_TIMESTAMP_TO_THE_MINUTE: StaticFormatDescription =
    format_description!("[year]-[month]-[day]T[hour]:[minute]");

const TIME_OF_DAY: StaticFormatDescription =
    format_description!("[hour]:[minute]:[second].[subsecond digits:3]");

/// Returns a text of at most `max_characters`, with an ellipsis in the place of
/// the rest.
pub fn shorten(text: &str, max_characters: usize) -> String {
    match text.char_indices().nth(max_characters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Returns the beginning of a session key or of a cookie's value. Whoever has
/// all of it has the session, so pages never show more.
pub fn shorten_key(key: &str) -> String {
    shorten(key, KEY_CHARACTERS)
}

/// Formats a timestamp for people, to the second, in UTC.
pub fn timestamp(at: OffsetDateTime) -> String {
    at.to_offset(UtcOffset::UTC).format(TIMESTAMP).unwrap_or_default()
}

/// Formats the time of day for people, to the millisecond, in UTC.
pub fn time_of_day(at: OffsetDateTime) -> String {
    at.to_offset(UtcOffset::UTC).format(TIME_OF_DAY).unwrap_or_default()
}

/// Formats a timestamp for programs: ISO 8601 in UTC.
pub fn iso(at: OffsetDateTime) -> String {
    at.to_offset(UtcOffset::UTC).format(&Rfc3339).unwrap_or_default()
}

/// Formats a timestamp for the attribute `datetime`, to the millisecond: HTML allows no more
/// digits.
pub fn datetime_attribute(at: OffsetDateTime) -> String {
    let millisecond = u32::from(at.millisecond()) * 1_000_000;
    iso(at.replace_nanosecond(millisecond).unwrap_or(at))
}

/// Formats a timestamp for a browser's `datetime-local` field.
pub fn local_timestamp(at: OffsetDateTime) -> String {
    at.format(LOCAL_TIMESTAMP).unwrap_or_default()
}

/// Parses the text of a `datetime-local` field, with or without seconds, as UTC.
pub fn parse_local_timestamp(text: &str) -> Option<OffsetDateTime> {
    let parse = |format| PrimitiveDateTime::parse(text, format);
    let at = parse(LOCAL_TIMESTAMP).or_else(|_| parse(LOCAL_TIMESTAMP_TO_THE_MINUTE));
    at.ok().map(PrimitiveDateTime::assume_utc)
}

/// Returns whole seconds, rounded up: a time that is not over is never 0.
pub fn seconds(duration: Duration) -> i64 {
    let whole = duration.whole_seconds();
    if duration > Duration::seconds(whole) { whole + 1 } else { whole }
}

/// Formats how long a call took: `740 µs` or `12.3 ms`.
pub fn elapsed(duration: std::time::Duration) -> String {
    match duration.as_micros() {
        microseconds @ 0..1_000 => format!("{microseconds} µs"),
        _ => format!("{:.1} ms", duration.as_secs_f64() * 1_000.0),
    }
}

/// Returns a duration in the largest unit of which there are at least two.
pub fn duration(seconds: i64) -> Message {
    let rounded = |unit: i64| (seconds + unit / 2) / unit;
    match seconds {
        172_800.. => Message::new("inspector-days").count("count", rounded(86_400)),
        7_200.. => Message::new("inspector-hours").count("count", rounded(3_600)),
        120.. => Message::new("inspector-minutes").count("count", rounded(60)),
        _ => Message::new("inspector-seconds").count("count", seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn a_long_text_is_cut_after_whole_characters() {
        assert_eq!(shorten("oolong", 6), "oolong");
        assert_eq!(shorten("烏龍茶", 2), "烏龍…");
    }

    #[test]
    fn a_duration_has_a_unit_that_fits() {
        let text = |seconds| duration(seconds).localize(Language::English).into_owned();
        assert_eq!(text(1), "1 second");
        assert_eq!(text(119), "119 seconds");
        assert_eq!(text(120), "2 minutes");
        assert_eq!(text(86_400), "24 hours");
        assert_eq!(text(1_209_599), "14 days");
    }

    #[test]
    fn less_than_a_millisecond_is_shown_in_microseconds() {
        assert_eq!(elapsed(std::time::Duration::from_micros(740)), "740 µs");
        assert_eq!(elapsed(std::time::Duration::from_micros(12_340)), "12.3 ms");
    }
}
