//! A record as one text, for stores that know only texts: version, end and
//! data, with a space between. `3 1767225600000000 {"cart":[…]}`: a student can
//! read it, and a store can compare the version without taking JSON apart.

use time::{Duration, OffsetDateTime};

use super::{data::Data, engines::EngineError, record::Record};

/// In a second.
const MICROSECONDS: i64 = 1_000_000;

/// The record as a text. The end is in Unix microseconds.
pub fn write(record: &Record) -> Result<String, EngineError> {
    write_as(record, record.version)
}

/// The same, as that version.
pub fn write_as(record: &Record, version: i64) -> Result<String, EngineError> {
    let end = record.expire_date;
    let mut text =
        format!("{version} {} ", end.unix_timestamp() * MICROSECONDS + i64::from(end.microsecond()));
    record.data.write_json(&mut text).map_err(|error| EngineError::Unreadable(error.to_string()))?;
    Ok(text)
}

/// The record that a text holds.
pub fn read(text: &str) -> Result<Record, EngineError> {
    let unreadable = |what: &str| EngineError::Unreadable(format!("{what} in the stored text"));
    let mut parts = text.splitn(3, ' ');
    let (Some(version), Some(end), Some(json)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(unreadable("a part is missing"));
    };
    let version = version.parse().map_err(|_| unreadable("no version"))?;
    let end: i64 = end.parse().map_err(|_| unreadable("no end"))?;
    let seconds = OffsetDateTime::from_unix_timestamp(end.div_euclid(MICROSECONDS));
    let expire_date =
        seconds.map_err(|_| unreadable("no end"))? + Duration::microseconds(end.rem_euclid(MICROSECONDS));
    let data = Data::from_json(json).map_err(|error| EngineError::unreadable(&error))?;
    Ok(Record { data, expire_date, version })
}

/// How the text of a record of that version begins.
pub fn prefix(version: i64) -> String {
    format!("{version} ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn what_is_written_can_be_read() {
        let mut data = Data::default();
        data.set("name", r#""訪客 with spaces""#);
        let record = Record { data, expire_date: datetime!(2026-01-01 00:00:00.123456 UTC), version: 3 };
        let text = write(&record).unwrap();
        assert!(text.starts_with(&prefix(3)), "{text}");
        assert_eq!(read(&text).unwrap(), record);
    }

    #[test]
    fn a_torn_text_is_an_error() {
        let whole = r#"3 1767225600000000 {"cart":[1,2,3]}"#;
        for end in 0..whole.len() {
            assert!(read(&whole[..end]).is_err(), "{:?}", &whole[..end]);
        }
        for text in ["x 1 {}", "1 x {}", "1 99999999999999999999999999999999999999 {}", "1 1 []"] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }
}
