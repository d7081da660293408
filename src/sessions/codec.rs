//! A record as one text, for stores that keep texts: version, expiry and data, separated
//! by spaces, such as `3 1767225600000000 {"cart":[…]}`. A student can read it, and a
//! store can compare the version without parsing JSON.

use time::{Duration, OffsetDateTime};

use super::{data::Data, engines::EngineError, record::Record};

/// Microseconds in a second.
const MICROSECONDS: i64 = 1_000_000;

/// Returns the text of a record: version, expiry in Unix microseconds, data.
///
/// # Errors
/// [`EngineError::Unreadable`] if the data can't be written as JSON.
pub fn write(record: &Record) -> Result<String, EngineError> {
    let (version, expires) = (record.version, record.expire_date);
    let microseconds = expires.unix_timestamp() * MICROSECONDS + i64::from(expires.microsecond());
    let mut text = format!("{version} {microseconds} ");
    record.data.write_json(&mut text).map_err(|error| EngineError::Unreadable(error.to_string()))?;
    Ok(text)
}

/// Returns the record in a text.
///
/// # Errors
/// [`EngineError::Unreadable`] if the text is no record.
pub fn read(text: &str) -> Result<Record, EngineError> {
    let unreadable = |what: &str| EngineError::Unreadable(format!("{what} in the stored text"));
    let mut parts = text.splitn(3, ' ');
    let (Some(version), Some(expires), Some(json)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(unreadable("a part is missing"));
    };
    let version = version.parse().map_err(|_| unreadable("no version"))?;
    // No record can follow the last number.
    if version == i64::MAX {
        return Err(unreadable("no version that can increase"));
    }
    let expires: i64 = expires.parse().map_err(|_| unreadable("no expiry"))?;
    let seconds = OffsetDateTime::from_unix_timestamp(expires.div_euclid(MICROSECONDS));
    let expire_date = seconds.map_err(|_| unreadable("no expiry"))?
        + Duration::microseconds(expires.rem_euclid(MICROSECONDS));
    let data = Data::from_json(json).map_err(|error| EngineError::unreadable(&error))?;
    Ok(Record { data, expire_date, version })
}

/// Returns the prefix of the text of a record with that version.
pub fn prefix(version: i64) -> String {
    format!("{version} ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_written_record_can_be_read() {
        let mut data = Data::default();
        data.set("name", r#""訪客 with spaces""#);
        let record = Record { data, expire_date: datetime!(2026-01-01 00:00:00.123456 UTC), version: 3 };
        let text = write(&record).unwrap();
        assert!(text.starts_with(&prefix(3)), "{text}");
        assert_eq!(read(&text).unwrap(), record);
    }

    #[test]
    fn an_incomplete_text_is_an_error() {
        let whole = r#"3 1767225600000000 {"cart":[1,2,3]}"#;
        for end in 0..whole.len() {
            assert!(read(&whole[..end]).is_err(), "{:?}", &whole[..end]);
        }
        for text in [
            "x 1 {}",
            "9223372036854775807 1 {}",
            "1 x {}",
            "1 99999999999999999999999999999999999999 {}",
            "1 1 []",
        ] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }
}
