//! The five sources of the settings, and the effective value: command line, environment,
//! systemd credentials, file, built-in default, in this order.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt, fs,
    path::{Path, PathBuf},
};

use super::{
    SPECS, SettingsError, Spec,
    environment::{Environment, read_secret},
    specs::{ALIAS, aliased_variable, boolean},
    suggestion,
};

/// The source of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The built-in default.
    Default,
    /// The settings file of this name.
    File(String),
    /// The environment variable of this name. If it ends with `_FILE`, it names the file
    /// with the value.
    Environment(String),
    /// The systemd credential of this name.
    Credential(String),
    /// An option of the command line.
    CommandLine,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("built-in default"),
            Self::File(name) => f.write_str(name),
            Self::Environment(name) => write!(f, "environment, {name}"),
            Self::Credential(name) => write!(f, "systemd credential {name}"),
            Self::CommandLine => f.write_str("command line"),
        }
    }
}

/// An effective setting, as `session-shop settings` prints it.
#[derive(Clone, Debug)]
pub struct ReportedSetting {
    /// The dotted name.
    pub name: String,
    /// The value as text; asterisks for a secret.
    pub value: String,
    /// The source of the value.
    pub origin: Origin,
}

/// The sources of the settings. A value is read once, and reported with its
/// source.
#[derive(Default)]
pub struct Sources {
    file_name: String,
    file: BTreeMap<String, String>,
    environment: Environment,
    credentials: BTreeMap<String, String>,
    command_line: BTreeMap<String, String>,
    reported: Vec<ReportedSetting>,
}

impl Sources {
    /// Reads a settings file.
    ///
    /// # Errors
    /// If the file can't be read or is not TOML.
    pub fn read_file(&mut self, path: &Path) -> Result<(), SettingsError> {
        let failed = |reason: String| SettingsError::File { path: path.to_owned(), reason };
        let text = fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
        self.read_text(&path.display().to_string(), &text)
    }

    /// Reads the text of a settings file. `name` is the file's name in messages.
    ///
    /// # Errors
    /// If the text is not TOML.
    pub(super) fn read_text(&mut self, name: &str, text: &str) -> Result<(), SettingsError> {
        name.clone_into(&mut self.file_name);
        let table = text.parse::<toml::Table>().map_err(|error| self.syntax_error(text, &error))?;
        flatten("", &toml::Value::Table(table), &mut self.file);
        Ok(())
    }

    /// Reads the environment variables that are settings, and the files that they name.
    ///
    /// # Errors
    /// Names the first variable that is misspelt, is no UTF-8, is set twice (by itself and
    /// by its file), or names a file that can't be read.
    pub fn read_environment(
        &mut self,
        variables: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<(), SettingsError> {
        self.environment = Environment::read(variables)?;
        Ok(())
    }

    /// Reads the [credentials](https://systemd.io/CREDENTIALS/) that systemd has put into
    /// the folder `$CREDENTIALS_DIRECTORY`: of each setting that can hold a secret, the
    /// file with the dotted name of the setting. Other files are those of other programs.
    ///
    /// # Errors
    /// If the folder or one of these files can't be read, or if a name looks misspelt.
    pub fn read_credentials(&mut self, folder: &Path) -> Result<(), SettingsError> {
        let failed = |path: &Path, reason: String| SettingsError::SecretFile {
            source_name: "CREDENTIALS_DIRECTORY".to_owned(),
            path: path.to_owned(),
            reason,
        };
        let secrets = || SPECS.iter().filter(|spec| spec.can_hold_secret());
        let entries = fs::read_dir(folder).map_err(|error| failed(folder, error.to_string()))?;
        for entry in entries {
            let path = entry.map_err(|error| failed(folder, error.to_string()))?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            if secrets().any(|spec| spec.matches(name)) {
                let text = read_secret(&path).map_err(|reason| failed(&path, reason))?;
                self.credentials.insert(name.to_owned(), text);
            } else if secrets().any(|spec| suggestion::is_typing_error(name, spec.name)) {
                let hint = suggestion::hint(name, secrets().map(|spec| spec.name));
                let file = folder.display().to_string();
                return Err(SettingsError::Unknown { file, name: name.to_owned(), hint });
            }
        }
        Ok(())
    }

    /// Sets a value as the command line does. It overrides all other sources.
    pub fn set(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.command_line.insert(name.into(), text.into());
    }

    /// Reads the effective value with `parse`.
    ///
    /// # Errors
    /// If `parse` returns `None`: the value is not allowed.
    pub(super) fn read<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, SettingsError> {
        let spec = Spec::of(name);
        self.read_as(spec, name, &[spec.variable], spec.default, parse)
    }

    /// Reads the effective value of a number.
    ///
    /// # Errors
    /// If the number is not in the range of the setting.
    pub(super) fn read_number<T: TryFrom<u64>>(&mut self, name: &'static str) -> Result<T, SettingsError> {
        self.read(name, |text| Spec::of(name).allowed.number(text))
    }

    /// Reads the effective value of a setting that each alias has, such as
    /// `caches.NAME.url`. `variable` is a second environment variable, which counts if the
    /// setting's own is not set, or empty. `default` is the value if no source has one.
    ///
    /// # Errors
    /// If `parse` returns `None`: the value is not allowed.
    pub(super) fn read_aliased<T>(
        &mut self,
        (name, alias): (&'static str, &str),
        variable: &'static str,
        default: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, SettingsError> {
        let own = aliased_variable(name, alias);
        self.read_as(Spec::of(name), &name.replace(ALIAS, alias), &[&own, variable], default, parse)
    }

    /// Reads the effective value of a number that each alias has.
    ///
    /// # Errors
    /// If the number is not in the range of the setting.
    pub(super) fn read_aliased_number<T: TryFrom<u64>>(
        &mut self,
        (name, alias): (&'static str, &str),
    ) -> Result<T, SettingsError> {
        let spec = Spec::of(name);
        self.read_aliased((name, alias), "", spec.default, |text| spec.allowed.number(text))
    }

    /// Reads the effective value of a switch that each alias has.
    ///
    /// # Errors
    /// If it is neither true nor false.
    pub(super) fn read_aliased_boolean(
        &mut self,
        (name, alias): (&'static str, &str),
    ) -> Result<bool, SettingsError> {
        self.read_aliased((name, alias), "", Spec::of(name).default, boolean)
    }

    fn read_as<T>(
        &mut self,
        spec: &'static Spec,
        name: &str,
        variables: &[&str],
        default: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, SettingsError> {
        let (text, origin) = self.find(name, variables, default);
        let value = parse(&text);
        let value = value.ok_or_else(|| wrong(spec, name, &text, &origin.to_string()))?;
        self.reported.push(ReportedSetting { name: name.to_owned(), value: spec.redacted(&text), origin });
        Ok(value)
    }

    /// Returns the aliases under `group`, such as those of all caches: the `built_in` ones
    /// and those in the sources.
    pub(super) fn aliases(&self, group: &str, built_in: &[&str]) -> Vec<String> {
        let names = self.file.keys().chain(self.command_line.keys()).chain(self.credentials.keys());
        let names = names.filter_map(|name| name.strip_prefix(group)?.strip_prefix('.'));
        let aliases = names.filter_map(|name| Some(name.split_once('.')?.0.to_owned()));
        let mut aliases: Vec<String> =
            built_in.iter().map(|alias| (*alias).to_owned()).chain(aliases).collect();
        aliases.extend(self.environment.aliases(group, &aliases));
        aliases.sort();
        aliases.dedup();
        aliases
    }

    /// Checks that each key of the file is a setting.
    ///
    /// # Errors
    /// Names the first key that is none, and the setting with the most similar
    /// name.
    pub(super) fn refuse_unknown(&self) -> Result<(), SettingsError> {
        let known = |name: &str| SPECS.iter().any(|spec| spec.matches(name));
        let Some(name) = self.file.keys().find(|name| !known(name)) else { return Ok(()) };
        Err(SettingsError::Unknown { file: self.file_name.clone(), name: name.clone(), hint: key_hint(name) })
    }

    /// Returns the files that hold secrets: those that variables name, and the settings file
    /// if it has a key or a password.
    pub(super) fn secret_files(&self) -> Vec<PathBuf> {
        let holds_secret = |(name, text): (&String, &String)| {
            SPECS
                .iter()
                .any(|spec| spec.can_hold_secret() && spec.matches(name) && spec.redacted(text) != *text)
        };
        let file = self.file.iter().any(holds_secret).then(|| PathBuf::from(&self.file_name));
        file.into_iter().chain(self.environment.files().iter().cloned()).collect()
    }

    /// Returns the effective settings, in the order in which they were read.
    pub fn reported(&self) -> &[ReportedSetting] {
        &self.reported
    }

    /// Returns the values of the settings whose names begin with `prefix`, as
    /// texts by name. None of them may be a secret.
    pub(super) fn texts_of(&self, prefix: &str) -> BTreeMap<String, String> {
        let settings = self.reported.iter().filter(|setting| setting.name.starts_with(prefix));
        settings.map(|setting| (setting.name.clone(), setting.value.clone())).collect()
    }

    fn find(&self, name: &str, variables: &[&str], default: &str) -> (String, Origin) {
        if let Some(text) = self.command_line.get(name) {
            return (text.clone(), Origin::CommandLine);
        }
        if let Some(found) = variables.iter().find_map(|variable| self.environment.get(variable)) {
            return found.clone();
        }
        if let Some(text) = self.credentials.get(name) {
            return (text.clone(), Origin::Credential(name.to_owned()));
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
    let (name, value, origin) = (name.to_owned(), spec.redacted(text), origin.to_owned());
    SettingsError::Value { name, value, origin, allowed: &spec.allowed }
}

/// Adds the values of a TOML table to `into`, as texts by dotted name.
fn flatten(prefix: &str, value: &toml::Value, into: &mut BTreeMap<String, String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                flatten(&name, value, into);
            }
        }
        toml::Value::Array(items) => {
            let texts: Vec<String> = items.iter().map(text_of).collect();
            into.insert(prefix.to_owned(), texts.join(","));
        }
        value => drop(into.insert(prefix.to_owned(), text_of(value))),
    }
}

fn text_of(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// Returns a question with the setting whose name is most similar, or an empty text if
/// none is similar. The name of a table can be forgotten.
fn key_hint(name: &str) -> String {
    let last = |name: &'static str| name.rsplit('.').next().unwrap_or(name);
    let names = || SPECS.iter().map(|spec| spec.name);
    let best = suggestion::most_similar(name, names())
        .or_else(|| names().find(|known| suggestion::is_typing_error(name, last(known))));
    best.map_or_else(String::new, |best| format!(" (did you mean {best:?}?)"))
}
