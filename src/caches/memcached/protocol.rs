//! Memcached's meta protocol: encodes commands and parses responses (`doc/protocol.txt` of
//! Memcached, "Meta Commands"; from version 1.6 on).
//!
//! Each command has a unique number, its *opaque*, which the server returns in the
//! response. It proves that the response belongs to the command.

/// The largest size of a text and its key together, in bytes. By default a server accepts
/// items of 1 MiB, including a header (option `-I`).
pub const MAX_ITEM_BYTES: usize = 1_048_576 - 256;

/// The longest line of a response, in bytes.
const MAX_LINE_BYTES: usize = 2_048;

/// The longest key, in bytes.
const MAX_KEY_BYTES: usize = 250;

const LINE_END: &[u8] = b"\r\n";

/// A command.
#[derive(Clone, Copy)]
pub enum Command<'a> {
    /// Returns the text and its CAS token.
    Get { key: &'a str },
    /// Returns the remaining time to live.
    Ttl { key: &'a str },
    /// Stores a text. `exptime` is its expiry in Memcached's form.
    Store { key: &'a str, text: &'a str, exptime: u64, condition: Condition },
    /// Deletes the entry.
    Delete { key: &'a str },
}

/// The condition under which a text is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// Always.
    Always,
    /// Only if there is no entry under the key.
    IfMissing,
    /// Only if the entry has this CAS token.
    IfUnchanged(u64),
}

/// The response to a command.
#[derive(Debug, PartialEq, Eq)]
pub enum Response {
    /// The text under the key, and its CAS token.
    Value { text: String, cas: u64 },
    /// The command was executed. `ttl` is the response to [`Command::Ttl`], in seconds.
    Done { ttl: Option<u64> },
    /// There is no entry under the key.
    Missing,
    /// The condition was not met. Nothing was stored.
    NotStored,
    /// The server can't execute the command.
    ServerError(String),
    /// The server does not understand the command. Its next response may belong to any part
    /// of it.
    ClientError(String),
}

/// A response at the beginning of the received bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct ParsedResponse {
    pub response: Response,
    /// The opaque of the command. Some responses of old servers do not contain it.
    pub opaque: Option<u64>,
    /// The length of the response in bytes.
    pub length: usize,
}

/// The received bytes are no response.
#[derive(Debug, PartialEq, Eq)]
pub struct Malformed;

impl<'a> Command<'a> {
    /// Returns the key.
    pub fn key(&self) -> &'a str {
        let (Self::Get { key } | Self::Ttl { key } | Self::Store { key, .. } | Self::Delete { key }) = self;
        key
    }

    /// Returns whether the key is allowed. A space or a line end in a key would begin
    /// another argument or command.
    pub fn has_valid_key(&self) -> bool {
        let key = self.key();
        (1..=MAX_KEY_BYTES).contains(&key.len()) && key.bytes().all(|byte| byte > b' ' && byte != 0x7F)
    }

    /// Returns the bytes of the command.
    pub fn encode(&self, opaque: u64) -> Vec<u8> {
        match *self {
            Self::Get { key } => format!("mg {key} v c O{opaque}\r\n"),
            Self::Ttl { key } => format!("mg {key} t O{opaque}\r\n"),
            Self::Delete { key } => format!("md {key} O{opaque}\r\n"),
            Self::Store { key, text, exptime, condition } => {
                let bytes = text.len();
                let mut command = match condition {
                    Condition::Always => format!("ms {key} {bytes} T{exptime} O{opaque}\r\n"),
                    Condition::IfMissing => format!("ms {key} {bytes} T{exptime} ME O{opaque}\r\n"),
                    Condition::IfUnchanged(cas) => {
                        format!("ms {key} {bytes} T{exptime} C{cas} O{opaque}\r\n")
                    }
                };
                command.reserve_exact(bytes + 2);
                command.push_str(text);
                command.push_str("\r\n");
                command
            }
        }
        .into_bytes()
    }

    /// Returns whether the command may be sent again if its response was lost.
    pub fn can_be_repeated(&self) -> bool {
        !matches!(self, Self::Store { condition: Condition::IfUnchanged(_), .. })
    }

    /// Returns whether the response to the command may contain a text.
    pub fn expects_value(&self) -> bool {
        matches!(self, Self::Get { .. })
    }
}

/// Parses the first response in `bytes`. Returns `None` if it is incomplete.
///
/// # Errors
/// [`Malformed`] if the bytes can't be the beginning of a response.
pub fn parse_response(bytes: &[u8]) -> Result<Option<ParsedResponse>, Malformed> {
    let Some(end) = bytes.windows(2).take(MAX_LINE_BYTES).position(|two| two == LINE_END) else {
        return if bytes.len() > MAX_LINE_BYTES { Err(Malformed) } else { Ok(None) };
    };
    let line = str::from_utf8(&bytes[..end]).map_err(|_| Malformed)?;
    let rest = &bytes[end + 2..];
    let (word, flags) = line.split_once(' ').unwrap_or((line, ""));
    let response = match word {
        "VA" => return parse_value(flags, rest, end + 2),
        "HD" => Response::Done { ttl: flag(flags, 't') },
        "EN" | "NF" => Response::Missing,
        "NS" | "EX" => Response::NotStored,
        "SERVER_ERROR" => Response::ServerError(line.to_owned()),
        "ERROR" | "CLIENT_ERROR" => Response::ClientError(line.to_owned()),
        _ => return Err(Malformed),
    };
    Ok(Some(ParsedResponse { response, opaque: flag(flags, 'O'), length: end + 2 }))
}

/// Parses `VA SIZE FLAGS` and the text on the next line. A text that is not UTF-8 was not
/// stored by this program and counts as missing.
fn parse_value(line: &str, rest: &[u8], head: usize) -> Result<Option<ParsedResponse>, Malformed> {
    let (size, flags) = line.split_once(' ').ok_or(Malformed)?;
    let size: usize = size.parse().map_err(|_| Malformed)?;
    let (cas, opaque) = flag(flags, 'c').zip(flag(flags, 'O')).ok_or(Malformed)?;
    if size > MAX_ITEM_BYTES {
        return Err(Malformed);
    }
    let Some((text, end)) = rest.split_at_checked(size).filter(|(_, end)| end.len() >= 2) else {
        return Ok(None);
    };
    if !end.starts_with(LINE_END) {
        return Err(Malformed);
    }
    let response = match String::from_utf8(text.to_vec()) {
        Ok(text) => Response::Value { text, cas },
        Err(_) => Response::Missing,
    };
    Ok(Some(ParsedResponse { response, opaque: Some(opaque), length: head + size + 2 }))
}

/// Returns the number in the flag with that letter.
fn flag(flags: &str, letter: char) -> Option<u64> {
    flags.split(' ').find_map(|word| word.strip_prefix(letter))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(bytes: &str) -> (Response, Option<u64>) {
        let parsed = parse_response(bytes.as_bytes()).unwrap().unwrap();
        assert_eq!(parsed.length, bytes.len());
        (parsed.response, parsed.opaque)
    }

    #[test]
    fn commands_are_encoded_with_their_opaque() {
        let (key, text) = ("key", "text");
        let store = |condition| Command::Store { key, text, exptime: 60, condition };
        for (command, encoded) in [
            (Command::Get { key }, "mg key v c O7\r\n"),
            (Command::Ttl { key }, "mg key t O7\r\n"),
            (Command::Delete { key }, "md key O7\r\n"),
            (store(Condition::Always), "ms key 4 T60 O7\r\ntext\r\n"),
            (store(Condition::IfMissing), "ms key 4 T60 ME O7\r\ntext\r\n"),
            (store(Condition::IfUnchanged(5)), "ms key 4 T60 C5 O7\r\ntext\r\n"),
        ] {
            assert_eq!(String::from_utf8(command.encode(7)).unwrap(), encoded);
        }
    }

    #[test]
    fn a_key_that_would_be_two_arguments_or_two_commands_is_invalid() {
        let longest = "x".repeat(250);
        for (key, is_valid) in [
            ("a", true),
            (&longest, true),
            ("", false),
            ("a b", false),
            ("a\r\nflush_all", false),
            ("\u{7F}", false),
        ] {
            assert_eq!(Command::Get { key }.has_valid_key(), is_valid, "{key}");
        }
        assert!(!Command::Delete { key: &format!("{longest}x") }.has_valid_key());
    }

    #[test]
    fn responses_are_parsed() {
        assert_eq!(
            parse("VA 4 c12 O7\r\nt\r\nt\r\n"),
            (Response::Value { text: "t\r\nt".into(), cas: 12 }, Some(7))
        );
        assert_eq!(parse("HD t59 O7\r\n"), (Response::Done { ttl: Some(59) }, Some(7)));
        assert_eq!(parse("HD t-1 O7\r\n"), (Response::Done { ttl: None }, Some(7)));
        assert_eq!(parse("HD\r\n"), (Response::Done { ttl: None }, None));
        assert_eq!(parse("EN\r\n"), (Response::Missing, None));
        assert_eq!(parse("NF O8\r\n"), (Response::Missing, Some(8)));
        assert_eq!((parse("NS\r\n").0, parse("EX\r\n").0), (Response::NotStored, Response::NotStored));
        assert!(matches!(parse("SERVER_ERROR object too large for cache\r\n").0, Response::ServerError(_)));
        assert!(matches!(parse("ERROR\r\n").0, Response::ClientError(_)));
        assert!(matches!(parse("CLIENT_ERROR bad data chunk\r\n").0, Response::ClientError(_)));
    }

    #[test]
    fn a_response_may_arrive_in_any_number_of_parts() {
        let whole = "VA 4 c12 O7\r\ntext\r\n";
        for end in 0..whole.len() {
            assert_eq!(parse_response(&whole.as_bytes()[..end]), Ok(None), "{end} bytes");
        }
        let two = format!("{whole}EN\r\n");
        assert_eq!(parse_response(two.as_bytes()).unwrap().unwrap().length, whole.len());
    }

    #[test]
    fn a_value_that_is_not_utf8_counts_as_missing() {
        assert_eq!(
            parse_response(b"VA 2 c12 O7\r\n\xFF\xFE\r\n").unwrap().unwrap().response,
            Response::Missing
        );
    }

    #[test]
    fn other_bytes_are_malformed() {
        let endless = "VA ".repeat(1_000);
        for bytes in [
            "HTTP/1.1 400 Bad Request\r\n",
            "\r\n",
            "VA\r\n",
            "VA 4\r\ntext\r\n",
            "VA 4 c12\r\ntext\r\n",
            "VA 4 O7\r\ntext\r\n",
            "VA -4 c12 O7\r\ntext\r\n",
            "VA 3 c12 O7\r\ntext\r\n",
            "VA 99999999 c12 O7\r\n",
            &endless,
        ] {
            assert_eq!(parse_response(bytes.as_bytes()), Err(Malformed), "{bytes}");
        }
        assert_eq!(parse_response(b"\xFF\xFE\r\n"), Err(Malformed));
    }
}
