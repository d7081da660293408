//! `settings.toml` names every setting with its default and its variable.

use std::fs;

use session_shop::settings::{Origin, SPECS, Settings, Sources, Spec};

use super::root;

fn read(name: &str) -> Sources {
    let mut sources = Sources::default();
    sources.read_file(&root().join(name)).unwrap();
    Settings::read(&mut sources).unwrap();
    sources
}

/// Returns the settings without those of an alias (`caches.NAME.url`).
fn plain_specs() -> impl Iterator<Item = &'static Spec> {
    SPECS.iter().filter(|spec| !spec.name.contains("NAME"))
}

#[test]
fn settings_toml_has_every_setting_with_its_default() {
    let sources = read("settings.toml");
    for spec in plain_specs() {
        let found = sources.reported().iter().find(|reported| reported.name == spec.name);
        let found = found.unwrap_or_else(|| panic!("{} is never read", spec.name));
        assert_ne!(found.origin, Origin::Default, "settings.toml lacks {}", spec.name);
        assert_eq!(found.value, spec.default, "{}", spec.name);
    }
}

#[test]
fn settings_toml_has_the_same_effect_as_no_file() {
    let mut nothing = Sources::default();
    Settings::read(&mut nothing).unwrap();
    let file = read("settings.toml");
    let values = |sources: &Sources| {
        let values =
            sources.reported().iter().map(|reported| (reported.name.clone(), reported.value.clone()));
        values.collect::<Vec<_>>()
    };
    assert_eq!(values(&file), values(&nothing));
}

#[test]
fn settings_toml_names_every_setting_of_an_alias() {
    let text = fs::read_to_string(root().join("settings.toml")).unwrap();
    for spec in SPECS.iter().filter(|spec| spec.name.contains("NAME")) {
        let field = spec.name.rsplit('.').next().unwrap();
        assert!(text.contains(&format!("\n{field} = ")), "{}", spec.name);
    }
}

/// Returns the environment variables of all settings.
fn variables() -> impl Iterator<Item = &'static str> {
    let own = plain_specs().map(|spec| spec.variable);
    own.chain(["DATABASE_URL", "REDIS_URL", "MEMCACHED_URL"])
}

#[test]
fn settings_toml_names_the_variable_of_every_setting() {
    let text = fs::read_to_string(root().join("settings.toml")).unwrap();
    for variable in variables() {
        assert!(text.contains(&format!("[{variable}]")), "{variable}");
    }
}

#[test]
fn the_deployment_guide_names_every_variable() {
    let text = fs::read_to_string(root().join("docs/DEPLOYMENT.md")).unwrap();
    for variable in variables() {
        assert!(text.contains(&format!("`{variable}`")), "{variable}");
    }
}

/// Returns the error of reading these settings.
fn error_of(settings: &[(&'static str, &str)]) -> String {
    let mut sources = Sources::default();
    for (name, value) in settings {
        sources.set(*name, *value);
    }
    Settings::read(&mut sources).unwrap_err().to_string()
}

#[test]
fn the_error_of_an_invalid_value_names_the_allowed_ones() {
    for spec in plain_specs().filter(|spec| !spec.allowed.to_string().starts_with("a folder")) {
        let error = error_of(&[(spec.name, "\u{7}; wrong")]);
        assert!(error.contains(spec.name) && error.contains(&spec.allowed.to_string()), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }
}

#[test]
fn the_error_of_an_invalid_secret_key_does_not_show_it() {
    let error = error_of(&[("secret_key", "too short but secret")]);
    assert!(error.contains("at least 32 bytes") && !error.contains("too short but secret"), "{error}");
}

#[test]
fn a_cookie_name_that_browsers_reject_is_refused() {
    let error = error_of(&[("session.cookie_name", "__Host-id")]);
    assert!(error.contains("cookie_secure"), "{error}");
}

#[test]
fn the_error_of_an_unknown_key_names_the_most_similar_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    for (text, expected) in [
        ("[session]\ncookie_agee = 5\n", "did you mean \"session.cookie_age\"?"),
        ("[sessions]\nengine = \"db\"\n", "did you mean \"session.engine\"?"),
        ("nothing_like_it = 1\n", "there is no setting \"nothing_like_it\""),
        ("[session\n", "line 1"),
    ] {
        fs::write(&file, text).unwrap();
        let mut sources = Sources::default();
        let error =
            sources.read_file(&file).and_then(|()| Settings::read(&mut sources).map(drop)).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn the_command_line_overrides_the_environment_and_that_overrides_the_file() {
    let mut sources = Sources::default();
    sources.read_file(&root().join("settings.toml")).unwrap();
    sources.read_environment([("SESSION_COOKIE_AGE".into(), "60".into())]).unwrap();
    assert_eq!(Settings::read(&mut sources).unwrap().session.cookie_age, 60);
    sources.set("session.cookie_age", "30");
    assert_eq!(Settings::read(&mut sources).unwrap().session.cookie_age, 30);
}
