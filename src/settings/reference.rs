//! `docs/SETTINGS.md` has the table of all settings. The test below compares it
//! with the specs. `UPDATE_DOCS=1 cargo test --lib` writes the file.

use std::{fmt::Write, fs, path::Path};

use super::{SPECS, Spec, specs::ALIAS};

const HEAD: &str = "# Settings

The value of a setting comes from the first of these sources that has it: the command line, the environment,
the credentials of systemd, `settings.toml`, the built-in default. `session-shop settings` prints the effective values,
and the source of each.
`settings.toml` has all settings with their defaults. Settings that Django has, too, have Django's name.

A variable that is none of these and looks like one is refused, and the message suggests the one that is meant.

A setting that can hold a secret (the keys and the URLs) can be in a file: the variable with the suffix `_FILE`, such as
`SECRET_KEY_FILE`, names it. systemd's `LoadCredential=` needs no variable: the credential has the dotted name of the
setting, such as `secret_key` or `databases.default.url`. The line end after the value does not count.

A test generates this page from `src/settings/specs.rs`.
";

fn document() -> String {
    let (aliased, plain): (Vec<_>, Vec<_>) = SPECS.iter().partition(|spec| spec.name.contains(ALIAS));
    let mut text = HEAD.to_owned();
    let groups = [
        ("Server and keys", "server.|secret_key"),
        ("Sessions", "session."),
        ("Forged forms", "csrf."),
        ("Passwords", "password."),
        ("Limits of logins, and the audit trail", "login.|audit."),
        ("Log, metrics and traces", "log.|metrics.|tracing."),
        ("Lab", "lab."),
    ];
    for (title, prefixes) in groups {
        let is_in_group = |spec: &&&Spec| prefixes.split('|').any(|prefix| spec.name.starts_with(prefix));
        text += &table(title, plain.iter().copied().filter(|spec| is_in_group(&spec)));
    }
    text += &table("Databases and caches", aliased.into_iter());
    text += "\n`NAME` is the alias of a database or a cache, such as `default`; in a variable it is in upper case, with `_` \
             for each other letter than A to Z and 0 to 9: `SHOP_DATABASES_DEFAULT_URL`. `DATABASE_URL`, `REDIS_URL` and \
             `MEMCACHED_URL` count where that variable is not set.\n";
    text
}

fn table(title: &str, specs: impl Iterator<Item = &'static Spec>) -> String {
    let mut text = format!(
        "\n## {title}\n\n| setting | environment variable | values | default | what it does |\n|---|---|---|---|---|\n"
    );
    for spec in specs {
        let Spec { name, default, allowed, about, .. } = spec;
        let allowed = escaped(&allowed.to_string());
        let (variable, default) = (code(&spec.variable_name()), code(default));
        writeln!(text, "| `{name}` | {variable} | {allowed} | {default} | {about} |").unwrap();
    }
    text
}

fn code(text: &str) -> String {
    if text.is_empty() { "–".to_owned() } else { format!("`{text}`") }
}

/// Escapes what has a meaning in Markdown.
fn escaped(text: &str) -> String {
    let special = |letter: char| matches!(letter, '|' | '*' | '_' | '`' | '~');
    text.chars().fold(String::new(), |mut escaped, letter| {
        if special(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
        escaped
    })
}

#[test]
fn the_table_of_settings_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/SETTINGS.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, document()).unwrap();
    }
    let is_current = fs::read_to_string(&path).is_ok_and(|text| text == document());
    assert!(is_current, "run: UPDATE_DOCS=1 cargo test --lib");
}

#[test]
fn every_setting_has_a_variable() {
    for spec in SPECS {
        assert!(!spec.variable_name().is_empty(), "{}", spec.name);
        assert!(!spec.name.contains(ALIAS) || spec.variable.is_empty(), "{} derives its variable", spec.name);
    }
}

#[test]
fn the_table_has_every_setting_and_every_variable() {
    let document = document();
    let aliased = ["DATABASE_URL", "REDIS_URL", "MEMCACHED_URL"];
    let names = SPECS.iter().flat_map(|spec| [spec.name, spec.variable]).chain(aliased);
    for name in names.filter(|name| !name.is_empty()) {
        assert!(document.contains(&format!("`{name}`")), "{name}");
    }
}
