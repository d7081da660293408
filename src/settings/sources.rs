//! Where values come from: the four layers, laid over each other.

use std::{collections::BTreeMap, fmt, fs, path::Path};

use super::{SPECS, SettingsError, Spec, specs::ALIAS};

/// Variables that hold for the default database, and for every cache of a kind.
const VARIABLES_OF_PLACES: [&str; 3] = ["DATABASE_URL", "REDIS_URL", "MEMCACHED_URL"];

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Built in.
    Default,
    /// A file.
    File(String),
    /// A variable of the environment.
    Environment(&'static str),
    /// The command line.
    CommandLine,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("built-in default"),
            Self::File(name) => f.write_str(name),
            Self::Environment(name) => write!(f, "environment, {name}"),
            Self::CommandLine => f.write_str("command line"),
        }
    }
}

/// A setting as `session-shop settings` prints it.
#[derive(Clone, Debug)]
pub struct Reported {
    /// Its dotted name.
    pub name: String,
    /// Its value as text; stars for a secret.
    pub value: String,
    /// Where it came from.
    pub origin: Origin,
}

/// All layers.
#[derive(Default)]
pub struct Sources {
    file_name: String,
    file: BTreeMap<String, String>,
    environment: BTreeMap<&'static str, String>,
    command_line: BTreeMap<String, String>,
    reported: Vec<Reported>,
}

impl Sources {
    /// Reads a settings file.
    pub fn read_file(&mut self, path: &Path) -> Result<(), SettingsError> {
        let failed = |reason: String| SettingsError::File { path: path.to_owned(), reason };
        let text = fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
        self.file_name = path.display().to_string();
        let table = text.parse::<toml::Table>().map_err(|error| self.syntax_error(&text, &error))?;
        flatten("", &toml::Value::Table(table), &mut self.file);
        Ok(())
    }

    /// Reads those variables of the environment that are settings.
    pub fn read_environment(&mut self, variable: impl Fn(&str) -> Option<String>) {
        let variables = SPECS.iter().map(|spec| spec.variable).chain(VARIABLES_OF_PLACES);
        for name in variables.filter(|name| !name.is_empty()) {
            if let Some(text) = variable(name) {
                self.environment.insert(name, text);
            }
        }
    }

    /// Takes a value from the command line.
    pub fn set(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.command_line.insert(name.into(), text.into());
    }

    /// The value in force, read by `parse`.
    pub(super) fn take<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, SettingsError> {
        let spec = Spec::of(name);
        self.take_as(spec, name, spec.variable, spec.default, parse)
    }

    /// The value in force of a setting that each alias has, such as
    /// `caches.NAME.url`. `variable` overrides it, if there is such a variable;
    /// `default` holds if nothing says anything.
    pub(super) fn take_of<T>(
        &mut self,
        (name, alias): (&'static str, &str),
        variable: &'static str,
        default: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, SettingsError> {
        self.take_as(Spec::of(name), &name.replace(ALIAS, alias), variable, default, parse)
    }

    fn take_as<T>(
        &mut self,
        spec: &'static Spec,
        name: &str,
        variable: &'static str,
        default: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, SettingsError> {
        let (text, origin) = self.find(name, variable, default);
        let value = parse(&text);
        let value = value.ok_or_else(|| wrong(spec, name, &text, &origin.to_string()))?;
        self.reported.push(Reported { name: name.to_owned(), value: spec.shown(&text), origin });
        Ok(value)
    }

    /// The names under `group` that the file or the command line says, such as
    /// those of all caches.
    pub(super) fn aliases(&self, group: &str) -> Vec<String> {
        let said = self.file.keys().chain(self.command_line.keys());
        let names = said.filter_map(|name| name.strip_prefix(group)?.strip_prefix('.'));
        let mut aliases: Vec<String> =
            names.filter_map(|name| Some(name.split_once('.')?.0.to_owned())).collect();
        aliases.dedup();
        aliases
    }

    /// An error if the file has a key that is no setting.
    pub(super) fn refuse_unknown(&self) -> Result<(), SettingsError> {
        let known = |name: &str| SPECS.iter().any(|spec| spec.names(name));
        let Some(name) = self.file.keys().find(|name| !known(name)) else { return Ok(()) };
        Err(SettingsError::Unknown { file: self.file_name.clone(), name: name.clone(), hint: hint(name) })
    }

    /// What was taken, in the order of taking.
    pub fn reported(&self) -> &[Reported] {
        &self.reported
    }

    /// What was taken of the settings whose names begin so, as texts; nothing
    /// in them is secret.
    pub(super) fn taken(&self, prefix: &str) -> BTreeMap<String, String> {
        let taken = self.reported.iter().filter(|reported| reported.name.starts_with(prefix));
        taken.map(|reported| (reported.name.clone(), reported.value.clone())).collect()
    }

    fn find(&self, name: &str, variable: &'static str, default: &str) -> (String, Origin) {
        if let Some(text) = self.command_line.get(name) {
            return (text.clone(), Origin::CommandLine);
        }
        if let Some(text) = self.environment.get(variable) {
            return (text.clone(), Origin::Environment(variable));
        }
        match self.file.get(name) {
            Some(text) => (text.clone(), Origin::File(self.file_name.clone())),
            None => (default.to_owned(), Origin::Default),
        }
    }

    fn syntax_error(&self, text: &str, error: &toml::de::Error) -> SettingsError {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let before = text.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let reason = error.message().replace('\n', " ");
        SettingsError::Syntax { file: self.file_name.clone(), line, reason }
    }
}

fn wrong(spec: &'static Spec, name: &str, text: &str, origin: &str) -> SettingsError {
    let (name, value, origin) = (name.to_owned(), spec.shown(text), origin.to_owned());
    SettingsError::Value { name, value, origin, allowed: spec.allowed }
}

/// Nested tables become dotted names; every value becomes its text.
fn flatten(prefix: &str, value: &toml::Value, into: &mut BTreeMap<String, String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                flatten(&name, value, into);
            }
        }
        toml::Value::Array(items) => {
            let texts: Vec<String> = items.iter().map(plain).collect();
            into.insert(prefix.to_owned(), texts.join(","));
        }
        value => drop(into.insert(prefix.to_owned(), plain(value))),
    }
}

fn plain(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// The setting whose name shares most with what was written.
fn hint(name: &str) -> String {
    let last = name.rsplit('.').next().unwrap_or(name);
    let names = SPECS.iter().map(|spec| spec.name);
    let near = names.filter(|candidate| {
        let end = candidate.rsplit('.').next().unwrap_or(candidate);
        end.starts_with(last) || last.starts_with(end) || shared_letters(end, last) * 4 >= last.len() * 3
    });
    let best = near.max_by_key(|candidate| shared_letters(candidate, name));
    best.map_or_else(String::new, |best| format!(" (did you mean {best:?}?)"))
}

/// Length of the common beginning and the common end.
fn shared_letters(one: &str, other: &str) -> usize {
    let front = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let back = one.bytes().rev().zip(other.bytes().rev()).take_while(|(a, b)| a == b).count();
    (front + back).min(one.len()).min(other.len())
}
