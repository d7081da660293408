//! Reads the overrides from the form. A wrong field gets a message in the page's
//! language that lists what is allowed.

use std::collections::BTreeMap;

use actix_web::cookie::Cookie;

use super::fields::{self, Field, Kind, SWITCH};
use crate::{
    i18n::Message,
    lab::{
        Lab, Overrides,
        overrides::map::{DOMAIN, REPLAY},
    },
    web::Form,
};

/// The usual name of the cookie with the secret against forged forms.
const DEFAULT_CSRF: &str = "csrftoken";

/// The names and texts of all fields.
pub type Texts = BTreeMap<String, String>;

/// Returns the site's settings in their canonical form.
pub fn site_texts(lab: &Lab) -> Texts {
    let site = lab.settings.session_texts();
    let text = |field: &Field| match field.name {
        REPLAY => "true".to_owned(),
        name => canonical(field, site.get(name).map_or("", String::as_str)),
    };
    fields::all().map(|field| (field.name.to_owned(), text(field))).collect()
}

/// Returns the settings that apply to a browser with these overrides.
pub fn texts_with(lab: &Lab, overrides: &Overrides) -> Texts {
    let mut texts = site_texts(lab);
    texts.extend(overrides.iter().map(|(name, text)| (name.to_owned(), text.to_owned())));
    texts
}

/// Reads the overrides from a form; a field that was not sent keeps its value.
/// The result counts only if the form is valid afterwards. Unless the host is the
/// user's own machine, no domain is accepted: it would send the session's cookie to
/// other hosts.
pub fn read(form: &mut Form, lab: &Lab, present: &Texts, is_own_machine: bool) -> Overrides {
    let site = site_texts(lab);
    let mut chosen = present.clone();
    for field in fields::all().filter(|field| present.contains_key(field.name)) {
        if form.has(field.name) {
            chosen.insert(field.name.to_owned(), canonical(field, form.trimmed(field.name)));
        }
        let text = &chosen[field.name];
        if site.get(field.name) != Some(text) {
            let foreign = field.name == DOMAIN && !is_own_machine;
            let foreign = foreign.then(|| Message::new("lab-settings-domain-own-machine"));
            if let Some(message) = foreign.or_else(|| error_of(field, text, lab)) {
                form.reject(field.name, message);
            }
        }
    }
    let overrides = Overrides::differing_from(&site, chosen);
    for error in lab.settings.session_errors(&overrides.session_texts()) {
        if let Some(field) = error.name().and_then(fields::find) {
            form.reject(field.name, what_is_allowed(field, lab));
        }
    }
    overrides
}

/// Returns the canonical form of a value that can be written in several ways.
fn canonical(field: &Field, text: &str) -> String {
    let same = |choices: &'static [&'static str]| {
        let choice = choices.iter().find(|choice| choice.eq_ignore_ascii_case(text));
        choice.map_or(text, |choice| *choice).to_owned()
    };
    match field.kind {
        Kind::Switch => same(SWITCH),
        Kind::Choice(choices) => same(choices),
        Kind::Number(..) => text.parse::<u64>().map_or_else(|_| text.to_owned(), |number| number.to_string()),
        Kind::Cache | Kind::Database | Kind::Text(_) => text.to_owned(),
    }
}

/// Returns a message if the page does not offer a value.
fn error_of(field: &Field, text: &str, lab: &Lab) -> Option<Message> {
    let offered = match field.kind {
        Kind::Switch => SWITCH.contains(&text),
        Kind::Choice(choices) => choices.contains(&text),
        Kind::Number(least, most) => text.parse().is_ok_and(|number| (least..=most).contains(&number)),
        Kind::Cache => lab.settings.caches.contains_key(text),
        Kind::Database => lab.settings.databases.contains_key(text),
        Kind::Text(longest) if text.chars().count() > longest as usize => {
            return Some(Message::new("form-too-long").count("longest", longest));
        }
        Kind::Text(_) => {
            let taken = field.name == "session.cookie_name" && is_taken(text, &lab.own_cookies.csrf);
            return taken.then(|| Message::new("lab-settings-name-taken"));
        }
    };
    (!offered).then(|| what_is_allowed(field, lab))
}

fn what_is_allowed(field: &Field, lab: &Lab) -> Message {
    let one_of = |names: Vec<&str>| Message::new("lab-settings-one-of").with("allowed", names.join(", "));
    match (field.kind, field.name) {
        (Kind::Switch, _) => one_of(SWITCH.to_vec()),
        (Kind::Choice(choices), _) => one_of(choices.to_vec()),
        (Kind::Cache, _) => one_of(lab.settings.caches.keys().map(String::as_str).collect()),
        (Kind::Database, _) => one_of(lab.settings.databases.keys().map(String::as_str).collect()),
        (Kind::Number(least, most), _) => {
            Message::new("lab-settings-from-to").count("least", least).count("most", most)
        }
        (Kind::Text(_), "session.cookie_path") => Message::new("lab-settings-path-allowed"),
        (Kind::Text(_), "session.cookie_domain") => Message::new("lab-settings-domain-allowed"),
        (Kind::Text(_), _) => Message::new("lab-settings-name-allowed"),
    }
}

/// Reports whether a name belongs to another cookie of the shop, also if it is
/// percent-encoded.
fn is_taken(name: &str, csrf: &str) -> bool {
    let decoded = Cookie::parse_encoded(format!("{name}=")).map(|cookie| cookie.name().to_owned());
    let names = [Some(name.to_owned()), decoded.ok()];
    names.iter().flatten().any(|name| {
        let plain = name.strip_prefix("__Host-").unwrap_or(name);
        name == csrf || plain == DEFAULT_CSRF || plain.starts_with("lab_")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_shops_own_cookies_are_taken() {
        for name in [
            "csrftoken",
            "lab_browser",
            "lab_settings",
            "csrf%74oken",
            "lab%5Fsettings",
            "__Host-lab_browser",
            "xsrf",
        ] {
            assert!(is_taken(name, "xsrf"), "{name}");
        }
        for name in ["sessionid", "csrftoken2", "LAB", "100%", "__Host-id"] {
            assert!(!is_taken(name, "xsrf"), "{name}");
        }
    }

    #[test]
    fn equal_values_have_one_canonical_form() {
        for (name, text, same) in [
            ("session.cookie_secure", "True", "true"),
            ("session.cookie_samesite", "none", "None"),
            ("session.cookie_age", "0060", "60"),
            ("session.cookie_age", "-1", "-1"),
            ("session.cookie_name", "SID", "SID"),
        ] {
            assert_eq!(canonical(fields::find(name).unwrap(), text), same);
        }
    }
}
