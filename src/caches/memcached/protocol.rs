//! Memcached's meta protocol: commands to bytes, and bytes to answers.
//! (`doc/protocol.txt` of Memcached, "Meta Commands"; from version 1.6 on.)
//!
//! Each command carries a number of its own, its *opaque*, which comes back with
//! the response: nobody may ever be handed what another asked for.

/// The most that a text and its key may take, bytes: a server takes items of
/// 1 MiB, head included, unless it was told otherwise (`-I`).
pub const MAX_ITEM_BYTES: usize = 1_048_576 - 256;

/// No line of an response is longer, bytes.
const MAX_LINE_BYTES: usize = 2_048;

/// The longest key, bytes.
const MAX_KEY_BYTES: usize = 250;

const LINE_END: &[u8] = b"\r\n";

/// One exchange with the server.
#[derive(Clone, Copy)]
pub enum Command<'a> {
    /// The text, and the number by which the server compares.
    Get { key: &'a str },
    /// How long it is still kept.
    Left { key: &'a str },
    /// Puts a text there, for so many seconds.
    Store { key: &'a str, text: &'a str, seconds: u64, when: When },
    /// Forgets what is there.
    Delete { key: &'a str },
}

/// When a text is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Whatever is there.
    Always,
    /// If nothing is there.
    Missing,
    /// If what is there still has that number.
    Unchanged(u64),
}

/// What the server says to a command.
#[derive(Debug, PartialEq, Eq)]
pub enum Response {
    /// The text under the key, and its number.
    Found { text: String, number: u64 },
    /// It was done. To [`Command::Left`]: so many seconds are left.
    Done { left: Option<u64> },
    /// Nothing is there.
    Missing,
    /// Something else is there, and stayed.
    Present,
    /// It can't.
    Refused(String),
    /// It takes the command for none; what it says next may response anything.
    Misunderstood(String),
}

/// One response at the beginning of what was received.
#[derive(Debug, PartialEq, Eq)]
pub struct Heard {
    pub response: Response,
    /// The opaque of the command; old servers leave it out with some answers.
    pub opaque: Option<u64>,
    /// So many bytes it took.
    pub length: usize,
}

/// Those bytes are no response.
#[derive(Debug, PartialEq, Eq)]
pub struct Malformed;

impl Command<'_> {
    /// Whether it can be written at all: a space or a line's end in a key would
    /// begin another word or command.
    pub fn has_plain_key(&self) -> bool {
        let (Self::Get { key } | Self::Left { key } | Self::Store { key, .. } | Self::Delete { key }) = self;
        (1..=MAX_KEY_BYTES).contains(&key.len()) && key.bytes().all(|byte| byte > b' ' && byte != 0x7F)
    }

    /// As it is sent.
    pub fn written(&self, opaque: u64) -> Vec<u8> {
        match *self {
            Self::Get { key } => format!("mg {key} v c O{opaque}\r\n"),
            Self::Left { key } => format!("mg {key} t O{opaque}\r\n"),
            Self::Delete { key } => format!("md {key} O{opaque}\r\n"),
            Self::Store { key, text, seconds, when } => {
                let bytes = text.len();
                let mut command = match when {
                    When::Always => format!("ms {key} {bytes} T{seconds} O{opaque}\r\n"),
                    When::Missing => format!("ms {key} {bytes} T{seconds} ME O{opaque}\r\n"),
                    When::Unchanged(number) => format!("ms {key} {bytes} T{seconds} C{number} O{opaque}\r\n"),
                };
                command.reserve_exact(bytes + 2);
                command.push_str(text);
                command.push_str("\r\n");
                command
            }
        }
        .into_bytes()
    }

    /// Whether it does no harm a second time, when nobody knows if it was done.
    pub fn can_be_asked_twice(&self) -> bool {
        !matches!(self, Self::Store { when: When::Unchanged(_), .. })
    }

    /// Whether only such a command may get a text.
    pub fn asks_for_a_text(&self) -> bool {
        matches!(self, Self::Get { .. })
    }
}

/// The first response in `bytes`; `None` if they are only the beginning of one.
pub fn hear(bytes: &[u8]) -> Result<Option<Heard>, Malformed> {
    let Some(end) = bytes.windows(2).take(MAX_LINE_BYTES).position(|two| two == LINE_END) else {
        return if bytes.len() > MAX_LINE_BYTES { Err(Malformed) } else { Ok(None) };
    };
    let line = str::from_utf8(&bytes[..end]).map_err(|_| Malformed)?;
    let rest = &bytes[end + 2..];
    let (word, flags) = line.split_once(' ').unwrap_or((line, ""));
    let response = match word {
        "VA" => return with_text(flags, rest, end + 2),
        "HD" => Response::Done { left: flag(flags, 't') },
        "EN" | "NF" => Response::Missing,
        "NS" | "EX" => Response::Present,
        "SERVER_ERROR" => Response::Refused(line.to_owned()),
        "ERROR" | "CLIENT_ERROR" => Response::Misunderstood(line.to_owned()),
        _ => return Err(Malformed),
    };
    Ok(Some(Heard { response, opaque: flag(flags, 'O'), length: end + 2 }))
}

/// `VA SIZE FLAGS`, and the text on a line of its own. What is no UTF-8 is no
/// text of the shop's.
fn with_text(line: &str, rest: &[u8], head: usize) -> Result<Option<Heard>, Malformed> {
    let (size, flags) = line.split_once(' ').ok_or(Malformed)?;
    let size: usize = size.parse().map_err(|_| Malformed)?;
    let (number, opaque) = flag(flags, 'c').zip(flag(flags, 'O')).ok_or(Malformed)?;
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
        Ok(text) => Response::Found { text, number },
        Err(_) => Response::Missing,
    };
    Ok(Some(Heard { response, opaque: Some(opaque), length: head + size + 2 }))
}

/// The number after that letter.
fn flag(flags: &str, letter: char) -> Option<u64> {
    flags.split(' ').find_map(|word| word.strip_prefix(letter))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(bytes: &str) -> (Response, Option<u64>) {
        let heard = hear(bytes.as_bytes()).unwrap().unwrap();
        assert_eq!(heard.length, bytes.len());
        (heard.response, heard.opaque)
    }

    #[test]
    fn commands_are_written_with_their_opaque() {
        let (key, text) = ("key", "text");
        let store = |when| Command::Store { key, text, seconds: 60, when };
        for (command, written) in [
            (Command::Get { key }, "mg key v c O7\r\n"),
            (Command::Left { key }, "mg key t O7\r\n"),
            (Command::Delete { key }, "md key O7\r\n"),
            (store(When::Always), "ms key 4 T60 O7\r\ntext\r\n"),
            (store(When::Missing), "ms key 4 T60 ME O7\r\ntext\r\n"),
            (store(When::Unchanged(5)), "ms key 4 T60 C5 O7\r\ntext\r\n"),
        ] {
            assert_eq!(String::from_utf8(command.written(7)).unwrap(), written);
        }
    }

    #[test]
    fn a_key_that_would_be_two_words_or_two_commands_is_none() {
        let longest = "x".repeat(250);
        for (key, plain) in [
            ("a", true),
            (&longest, true),
            ("", false),
            ("a b", false),
            ("a\r\nflush_all", false),
            ("\u{7F}", false),
        ] {
            assert_eq!(Command::Get { key }.has_plain_key(), plain, "{key}");
        }
        assert!(!Command::Delete { key: &format!("{longest}x") }.has_plain_key());
    }

    #[test]
    fn answers_are_understood() {
        assert_eq!(
            heard("VA 4 c12 O7\r\nt\r\nt\r\n"),
            (Response::Found { text: "t\r\nt".into(), number: 12 }, Some(7))
        );
        assert_eq!(heard("HD t59 O7\r\n"), (Response::Done { left: Some(59) }, Some(7)));
        assert_eq!(heard("HD t-1 O7\r\n"), (Response::Done { left: None }, Some(7)));
        assert_eq!(heard("HD\r\n"), (Response::Done { left: None }, None));
        assert_eq!(heard("EN\r\n"), (Response::Missing, None));
        assert_eq!(heard("NF O8\r\n"), (Response::Missing, Some(8)));
        assert_eq!((heard("NS\r\n").0, heard("EX\r\n").0), (Response::Present, Response::Present));
        assert!(matches!(heard("SERVER_ERROR object too large for cache\r\n").0, Response::Refused(_)));
        assert!(matches!(heard("ERROR\r\n").0, Response::Misunderstood(_)));
        assert!(matches!(heard("CLIENT_ERROR bad data chunk\r\n").0, Response::Misunderstood(_)));
    }

    #[test]
    fn an_answer_may_come_in_any_number_of_pieces() {
        let whole = "VA 4 c12 O7\r\ntext\r\n";
        for end in 0..whole.len() {
            assert_eq!(hear(&whole.as_bytes()[..end]), Ok(None), "{end} bytes");
        }
        let two = format!("{whole}EN\r\n");
        assert_eq!(hear(two.as_bytes()).unwrap().unwrap().length, whole.len());
    }

    #[test]
    fn what_is_no_text_is_not_there() {
        assert_eq!(hear(b"VA 2 c12 O7\r\n\xFF\xFE\r\n").unwrap().unwrap().response, Response::Missing);
    }

    #[test]
    fn anything_else_is_malformed() {
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
            assert_eq!(hear(bytes.as_bytes()), Err(Malformed), "{bytes}");
        }
        assert_eq!(hear(b"\xFF\xFE\r\n"), Err(Malformed));
    }
}
