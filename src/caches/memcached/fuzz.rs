//! The fuzz target of Memcached's protocol: the bytes that a server sends, and the keys
//! that go into a command.

use super::protocol::{Command, Condition, parse_response};

/// A response is read as a whole or not at all: what follows it, and in how many parts it
/// arrives, changes nothing. A key that is accepted begins no second command.
///
/// # Panics
/// If a property does not hold.
pub fn memcached(data: &[u8]) {
    responses(data);
    if let Ok(text) = str::from_utf8(data) {
        let (key, text) = text.split_once('\n').unwrap_or((text, ""));
        commands(key, text);
    }
}

fn responses(mut bytes: &[u8]) {
    loop {
        let parsed = parse_response(bytes);
        let Ok(Some(response)) = &parsed else {
            if parsed.is_err() {
                let more = [bytes, b"\r\nEN\r\n"].concat();
                assert!(parse_response(&more).is_err(), "more bytes mend a malformed response");
            }
            return;
        };
        let length = response.length;
        assert!((1..=bytes.len()).contains(&length), "{length} of {} bytes", bytes.len());
        assert_eq!(parse_response(&bytes[..length]), parsed, "what follows a response changes it");
        for end in [0, length / 2, length - 1] {
            assert_eq!(parse_response(&bytes[..end]), Ok(None), "{end} of {length} bytes are a response");
        }
        bytes = &bytes[length..];
    }
}

fn commands(key: &str, text: &str) {
    let store = |condition| Command::Store { key, text, exptime: 60, condition };
    let stores = [Condition::Always, Condition::IfMissing, Condition::IfUnchanged(5)].map(store);
    for command in [Command::Get { key }, Command::Ttl { key }, Command::Delete { key }].iter().chain(&stores)
    {
        if !command.has_valid_key() {
            continue;
        }
        let encoded = command.encode(7);
        let head = encoded.split(|byte| *byte == b'\n').next().unwrap_or_default();
        assert!(head.ends_with(b" O7\r"), "{}", encoded.escape_ascii());
        let arguments: Vec<&[u8]> = head.split(|byte| *byte == b' ').collect();
        assert_eq!(arguments[1], key.as_bytes());
        let payload = &encoded[head.len() + 1..];
        match command {
            Command::Store { .. } => {
                assert_eq!(arguments[2], text.len().to_string().as_bytes());
                assert_eq!(payload, [text.as_bytes(), b"\r\n"].concat());
            }
            _ => assert!(payload.is_empty(), "{}", encoded.escape_ascii()),
        }
    }
}
