//! Random changes of the seeds. Random bytes alone seldom pass the first check of a
//! parser; a seed with a few changes does.

use proptest::{collection::vec, prelude::*, sample::Index};

/// The longest input, in bytes.
const MAX_BYTES: usize = 4_096;

/// Texts that are special to one of the parsers.
const TOKENS: [&[u8]; 40] = [
    b"\0",
    b"\r\n",
    b"\n",
    b"\t",
    b" ",
    b";",
    b"=",
    b",",
    b"&",
    b"\"",
    b"'",
    b"\\",
    b"/",
    b"//",
    b"..",
    b"?",
    b"#",
    b"%",
    b"%00",
    b"%0d%0a",
    b"%2F",
    b"%5C",
    b"+",
    b"@",
    b":",
    b"{",
    b"}",
    b"[",
    b"-1",
    b"0",
    b"9223372036854775807",
    b"99999999999999999999",
    b"-9223372036854775808",
    b"253402300799999999",
    b"-377705116800000000",
    b"\xff",
    "茶".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{ff0f}".as_bytes(),
    b"<xss-7f3a>",
];

/// One change of an input. An [`Index`] is a position in the input, whatever its length.
#[derive(Clone, Debug)]
enum Change {
    Replace(Index, u8),
    Insert(Index, Vec<u8>),
    InsertToken(Index, usize),
    Remove(Index, Index),
    Repeat(Index, Index, usize),
    Truncate(Index),
    /// Inserts a part of another seed.
    Splice(Index, Index, Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Replace(at, byte)),
        (any::<Index>(), vec(any::<u8>(), 1..8)).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        (any::<Index>(), 0..TOKENS.len()).prop_map(|(at, token)| Change::InsertToken(at, token)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Remove(from, to)),
        (any::<Index>(), any::<Index>(), 1..64_usize)
            .prop_map(|(from, to, times)| Change::Repeat(from, to, times)),
        any::<Index>().prop_map(Change::Truncate),
        (any::<Index>(), any::<Index>(), any::<Index>(), any::<Index>())
            .prop_map(|(at, seed, from, to)| Change::Splice(at, seed, from, to)),
    ]
}

/// Returns inputs that are a seed with up to seven changes or, one in eight, random bytes.
pub fn inputs(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let changed = (any::<Index>(), vec(change(), 0..8)).prop_map(move |(seed, changes)| {
        let mut input = seed.get(&seeds).clone();
        for change in &changes {
            apply(change, &mut input, &seeds);
        }
        input.truncate(MAX_BYTES);
        input
    });
    prop_oneof![7 => changed, 1 => vec(any::<u8>(), 0..64)]
}

fn apply(change: &Change, input: &mut Vec<u8>, seeds: &[Vec<u8>]) {
    let insert = |input: &mut Vec<u8>, at: &Index, bytes: &[u8]| {
        let at = at.index(input.len() + 1);
        input.splice(at..at, bytes.iter().copied());
    };
    match change {
        Change::Replace(at, byte) if !input.is_empty() => *at.get_mut(input) = *byte,
        Change::Replace(..) => {}
        Change::Insert(at, bytes) => insert(input, at, bytes),
        Change::InsertToken(at, token) => insert(input, at, TOKENS[*token]),
        Change::Remove(from, to) => drop(input.drain(range(input, *from, *to))),
        Change::Repeat(from, to, times) => {
            let range = range(input, *from, *to);
            let repeated = input[range.clone()].repeat((*times).min(MAX_BYTES / range.len().max(1)));
            input.splice(range, repeated);
        }
        Change::Truncate(at) => input.truncate(at.index(input.len() + 1)),
        Change::Splice(at, seed, from, to) => {
            let seed = seed.get(seeds);
            insert(input, at, &seed[range(seed, *from, *to)]);
        }
    }
}

fn range(input: &[u8], from: Index, to: Index) -> std::ops::Range<usize> {
    let [one, other] = [from, to].map(|index| index.index(input.len() + 1));
    one.min(other)..one.max(other)
}
