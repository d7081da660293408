//! The rules for a username. Two names that look alike must not be two users, and a name
//! must be what it looks like. So a new name is normalized to NFKC (full-width letters
//! become ordinary ones), its letters are of one writing system, and invisible characters
//! are refused. The rules are those of Unicode Technical Standard 39, "Unicode Security
//! Mechanisms" (<https://www.unicode.org/reports/tr39/>).

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_script::Script;
use unicode_security::{GeneralSecurityProfile, mixed_script::AugmentedScriptSet, skeleton};

use crate::i18n::Message;

const MIN_LENGTH: u32 = 2;
const MAX_LENGTH: u32 = 40;

/// Zero-width joiners. The standard allows them in some scripts; in a name nobody sees them.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// A username: 2 to 40 characters, in NFKC, without white space at its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    /// Normalizes and validates a username.
    ///
    /// # Errors
    /// Returns the message to show beside the field if `text` is not a valid username. It
    /// names the first character that is not allowed.
    pub fn new(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Message::new("form-required"));
        }
        if text.chars().any(char::is_control) {
            return Err(Message::new("form-control-characters"));
        }
        let name = normalize(text);
        if let Some(character) = name.chars().find(|character| !is_allowed(*character)) {
            return Err(with_character("accounts-username-character", character));
        }
        if let Some(character) = first_of_another_script(&name) {
            return Err(with_character("accounts-username-scripts", character));
        }
        if !(MIN_LENGTH as usize..=MAX_LENGTH as usize).contains(&name.chars().count()) {
            let message = Message::new("accounts-username-length");
            return Err(message.count("shortest", MIN_LENGTH).count("longest", MAX_LENGTH));
        }
        Ok(Self(name))
    }

    /// Returns the name in NFKC.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the form of the name that is unique: `Mei` and `mei` are one user.
    pub fn key(&self) -> String {
        key(&self.0)
    }

    /// Returns the skeletons of the name. A name that shares one of them looks like it.
    pub(super) fn skeletons(&self) -> BTreeSet<String> {
        skeletons(&self.0)
    }
}

/// Returns the form of a username that the database looks up: NFKC, trimmed, in lower
/// case. So a name that is typed in full-width letters or in another case finds its user.
pub(super) fn key(name: &str) -> String {
    normalize(name).to_lowercase()
}

/// Returns the key that names had before they were normalized. A user who registered then
/// is found by it.
pub(super) fn old_key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Returns the skeletons (UTS 39, section 4) of a name as it is written, in lower case and
/// in upper case: names that differ only in case are one user, and each of them must look
/// different from every other user's.
pub(super) fn skeletons(name: &str) -> BTreeSet<String> {
    let name = normalize(name);
    let forms = [name.to_lowercase(), name.to_uppercase(), name];
    forms.iter().map(|form| skeleton(form).collect()).collect()
}

/// Returns the name in NFKC, with single spaces. A browser shows several as one.
fn normalize(name: &str) -> String {
    let name: String = name.nfkc().collect();
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether a name may contain the character: what ASCII can print, and what the
/// standard allows in identifiers, which is letters, digits and marks of the scripts in
/// use. This excludes format characters, direction marks, other invisible characters,
/// symbols and emoji.
fn is_allowed(character: char) -> bool {
    match character {
        ' '..='~' => true,
        _ if JOINERS.contains(&character) => false,
        // The standard counts Bopomofo among the scripts that Chinese uses, but not its
        // letters among the common ones.
        _ => character.identifier_allowed() || Script::from(character) == Script::Bopomofo,
    }
}

/// Returns the first character after which the name is not "highly restrictive" (UTS 39,
/// section 5.2): its letters are not of one script, or of Latin and the scripts that
/// Chinese, Japanese or Korean writing mixes with it.
fn first_of_another_script(name: &str) -> Option<char> {
    let (mut all, mut without_latin) = (AugmentedScriptSet::default(), AugmentedScriptSet::default());
    name.chars().find(|character| {
        let scripts = AugmentedScriptSet::for_char(*character);
        all.intersect_with(scripts);
        if !scripts.base.contains_script(Script::Latin) {
            without_latin.intersect_with(scripts);
        }
        let is_east_asian = without_latin.hanb || without_latin.jpan || without_latin.kore;
        all.is_empty() && !is_east_asian
    })
}

/// Returns the message with the character and its code point. Some can't be seen.
fn with_character(id: &'static str, character: char) -> Message {
    let code = format!("U+{:04X}", u32::from(character));
    Message::new(id).with("character", character.to_string()).with("code", code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    fn reason(name: &str) -> Option<String> {
        Username::new(name).err().map(|message| message.localize(Language::English).into_owned())
    }

    #[test]
    fn a_name_has_2_to_40_characters_of_any_script() {
        let names = ["Mei", " Mei ", "李雷", "Mei Lin", "o’neil", "a.b+c@example.com", "Μαρία", "Ольга"];
        let mixed = ["Tea茶", "お茶の水tea", "차tea", "ㄅㄆ茶tea", "阿凡提·艾山", "José", "ธารา", "मीरा"];
        for name in names.into_iter().chain(mixed).chain([&*"茶".repeat(40)]) {
            assert_eq!(Username::new(name).unwrap().as_str(), name.trim());
        }
        for name in ["", "  ", "m", " 茶 ", "Mei\nLin", "Mei\0", &"茶".repeat(41)] {
            assert!(Username::new(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn invisible_characters_and_symbols_are_named() {
        for (name, code) in [
            ("mei\u{200b}", "U+200B"),
            ("m\u{200d}ei", "U+200D"),
            ("\u{202e}mei", "U+202E"),
            ("\u{200f}mei", "U+200F"),
            ("mei\u{2066}", "U+2066"),
            ("me\u{ad}i", "U+00AD"),
            ("mei\u{feff}", "U+FEFF"),
            ("mei\u{34f}", "U+034F"),
            ("mei\u{fe0f}", "U+FE0F"),
            ("mei\u{3164}", "U+1160"),
            ("mei\u{e0041}", "U+E0041"),
            ("mei\u{2800}", "U+2800"),
            ("mei🍵", "U+1F375"),
            ("mei\u{e000}", "U+E000"),
        ] {
            let reason = reason(name).unwrap_or_else(|| panic!("{name:?} is accepted"));
            assert!(reason.contains(code), "{name:?}: {reason}");
        }
    }

    #[test]
    fn a_letter_of_another_script_is_named() {
        for (name, code) in [("m\u{435}i", "U+0435"), ("Ольga", "U+0067"), ("茶\u{3b1}tea", "U+03B1")] {
            let reason = reason(name).unwrap_or_else(|| panic!("{name:?} is accepted"));
            assert!(reason.contains(code) && reason.contains("writing system"), "{name:?}: {reason}");
        }
    }

    #[test]
    fn names_that_differ_only_in_case_width_or_spaces_are_one() {
        for name in [" méi LIN", "ＭÉＩ\u{3000}Lin", "me\u{301}i  lin"] {
            assert_eq!(key(name), Username::new("MÉI Lin").unwrap().key(), "{name}");
        }
    }

    #[test]
    fn names_that_look_alike_share_a_skeleton() {
        let alike = |one: &str, other: &str| !skeletons(one).is_disjoint(&skeletons(other));
        for (one, other) in [
            ("pay", "рау"),
            ("mei", "МЕІ"),
            ("mei", "Меі"),
            ("mei", "rnei"),
            ("MEI", "MEl"),
            ("mo", "m0"),
            ("Ольга", "Oльгa"),
        ] {
            assert!(alike(one, other), "{one} {other}");
        }
        for (one, other) in [("mei", "lin"), ("mei", "mel"), ("Mei 1", "Mei 2"), ("茶", "茗")] {
            assert!(!alike(one, other), "{one} {other}");
        }
    }
}
