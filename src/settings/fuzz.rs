//! The fuzz target of the settings: a settings file, followed after a line `---` by
//! environment variables.

use std::collections::BTreeMap;

use super::{Settings, Sources};

/// Settings are read, and then the values that the program reports give the same settings
/// again; or they are refused with a message of one line. No secret is shown.
///
/// # Panics
/// If a property does not hold.
pub fn settings(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let (file, environment) = text.split_once("\n---\n").unwrap_or((text, ""));
    // No file is read: its content would be part of the input.
    let variables = environment.lines().filter_map(|line| line.split_once('='));
    let variables = variables.filter(|(name, _)| !name.ends_with("_FILE"));
    let variables: BTreeMap<_, _> = variables.map(|(name, value)| (name.into(), value.into())).collect();
    let mut sources = Sources::default();
    let read = sources.read_text("settings.toml", file).and_then(|()| {
        sources.read_environment(variables)?;
        Settings::read(&mut sources)
    });
    match read {
        Ok(settings) => {
            let reported: Vec<String> = sources.reported().iter().map(|it| it.value.clone()).collect();
            shows_no_secret(&settings, &reported);
            gives_the_same_again(&settings, &sources);
        }
        Err(error) => {
            let message = error.to_string();
            assert!(!message.is_empty() && !message.contains(['\n', '\r', '\0', '\u{1b}']), "{message:?}");
        }
    }
}

fn shows_no_secret(settings: &Settings, reported: &[String]) {
    let secrets = settings.secret_key.iter().chain(&settings.secret_key_fallbacks);
    for secret in secrets.map(super::Secret::reveal) {
        assert!(!reported.iter().any(|value| value.contains(secret)), "a secret is shown");
        assert!(!format!("{settings:?}").contains(secret), "a secret is in the debug output");
    }
}

/// Reads the reported values, as from the command line, and compares the result. A secret
/// key, which is reported as asterisks, stays out.
fn gives_the_same_again(settings: &Settings, sources: &Sources) {
    let mut again = Sources::default();
    for setting in sources.reported().iter().filter(|setting| setting.value != "********") {
        again.set(&setting.name, &setting.value);
    }
    let read = Settings::read(&mut again);
    let read = read.unwrap_or_else(|error| panic!("reported settings are refused: {error}"));
    assert_eq!(format!("{:?}", read.session), format!("{:?}", settings.session));
    assert_eq!(format!("{:?}", read.server), format!("{:?}", settings.server));
    assert_eq!(format!("{:?}", read.caches.keys()), format!("{:?}", settings.caches.keys()));
}
