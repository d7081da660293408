//! The settings in the environment of the process.
//!
//! Each setting has a variable. A setting of each database and cache has one for each
//! alias, such as `SHOP_DATABASES_DEFAULT_URL`. A setting that can hold a secret can be in
//! a file, which the variable with the suffix `_FILE` names, as in the images of Docker.
//! A variable that looks like one of the shop's own and is none is refused: its author
//! meant a setting that would not take effect.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs,
    path::PathBuf,
};

use super::{
    Origin, SPECS, SettingsError, Spec,
    specs::{ALIAS, aliased_variable},
    suggestion,
};

/// Environment variables for the URL of the default database, and for the URLs
/// of all caches of a kind.
pub(super) const URL_VARIABLES: [&str; 3] = ["DATABASE_URL", "REDIS_URL", "MEMCACHED_URL"];

/// The suffix of a variable that names the file with the value.
pub(super) const FILE: &str = "_FILE";

/// The beginnings of names that only variables of the shop have.
const OWN_PREFIXES: [&str; 5] = ["SHOP_", "SESSION_", "CSRF_", "DATA_UPLOAD_", "SECURE_HSTS_"];

/// Variables of other programs with such a name: X11's session manager.
const FOREIGN: [&str; 1] = ["SESSION_MANAGER"];

/// The values of the environment, by the variable of the setting.
#[derive(Default)]
pub(super) struct Environment {
    values: BTreeMap<String, (String, Origin)>,
    /// The files that variables name.
    files: Vec<PathBuf>,
}

impl Environment {
    /// Reads variables.
    ///
    /// # Errors
    /// Names the first variable that is misspelt, is no UTF-8, is set twice (by itself and
    /// by its file), or names a file that can't be read.
    pub fn read(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Result<Self, SettingsError> {
        let mut values = BTreeMap::new();
        let mut files = Vec::new();
        for (name, value) in variables {
            let Some(name) = name.to_str() else { continue };
            let (setting, text, origin) = match recognize(name) {
                Some(Variable::Value) => (name, text_of(name, &value)?, Origin::Environment(name.to_owned())),
                Some(Variable::File(setting)) => {
                    files.push(PathBuf::from(&value));
                    (setting, read_file(name, &value)?, Origin::Environment(name.to_owned()))
                }
                None => {
                    refuse_misspelt(name, &value)?;
                    continue;
                }
            };
            if values.insert(setting.to_owned(), (text, origin)).is_some() {
                let variable = setting.to_owned();
                return Err(SettingsError::SetTwice { file_variable: format!("{variable}{FILE}"), variable });
            }
        }
        Ok(Self { values, files })
    }

    /// Returns the files that variables name.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Returns the value of the setting with that variable.
    pub fn get(&self, variable: &str) -> Option<&(String, Origin)> {
        self.values.get(variable)
    }

    /// Returns the aliases in the names of variables of `group`, such as `databases`: in
    /// lower case, unless `known` has an alias with the same variables.
    pub fn aliases(&self, group: &str, known: &[String]) -> Vec<String> {
        let specs = || SPECS.iter().filter(|spec| spec.group() == group);
        let alias = |variable: &String| {
            let part = specs().find_map(|spec| alias_of(spec, variable))?;
            let is_known =
                specs().any(|spec| known.iter().any(|it| aliased_variable(spec.name, it) == *variable));
            (!is_known).then(|| part.to_lowercase())
        };
        self.values.keys().filter_map(alias).collect()
    }
}

/// What a variable holds.
enum Variable<'a> {
    /// The value of the setting.
    Value,
    /// The path of a file with the value of the setting that has this variable.
    File(&'a str),
}

fn recognize(name: &str) -> Option<Variable<'_>> {
    if is_variable(name, |_| true) {
        return Some(Variable::Value);
    }
    let setting = name.strip_suffix(FILE)?;
    is_variable(setting, Spec::can_hold_secret).then_some(Variable::File(setting))
}

/// Returns whether `name` is the variable of a setting for which `condition` holds.
fn is_variable(name: &str, condition: impl Fn(&Spec) -> bool) -> bool {
    let is_of = |spec: &Spec| spec.variable == name || alias_of(spec, name).is_some();
    URL_VARIABLES.contains(&name)
        || SPECS.iter().any(|spec| condition(spec) && !name.is_empty() && is_of(spec))
}

/// Returns the alias in the name of a variable, in upper case. `None` if it is not a
/// variable of that setting.
fn alias_of<'a>(spec: &Spec, variable: &'a str) -> Option<&'a str> {
    spec.name.contains(ALIAS).then_some(())?;
    let pattern = aliased_variable(spec.name, ALIAS);
    let (before, after) = pattern.split_once(ALIAS)?;
    let alias = variable.strip_prefix(before)?.strip_suffix(after)?;
    is_alias(alias).then_some(alias)
}

/// Returns whether the text can be the alias in the name of a variable.
fn is_alias(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    !text.is_empty() && text.bytes().all(is_letter)
}

fn text_of(name: &str, value: &OsStr) -> Result<String, SettingsError> {
    value.to_str().map(ToOwned::to_owned).ok_or_else(|| SettingsError::NoText { variable: name.to_owned() })
}

/// Reads the value from the file that a variable names, without the line end after it.
fn read_file(name: &str, path: &OsStr) -> Result<String, SettingsError> {
    let path = PathBuf::from(path);
    let failed = |reason: String| SettingsError::SecretFile {
        source_name: name.to_owned(),
        path: path.clone(),
        reason,
    };
    read_secret(&path).map_err(failed)
}

/// Reads a secret from a file, without the line end after it.
///
/// # Errors
/// Returns the reason if the file can't be read, is no UTF-8 or is empty.
pub(super) fn read_secret(path: &std::path::Path) -> Result<String, String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() { Err("it is empty".to_owned()) } else { Ok(text.to_owned()) }
}

/// Returns an error if a variable that is none of the shop's looks like one.
fn refuse_misspelt(name: &str, value: &OsStr) -> Result<(), SettingsError> {
    if FOREIGN.contains(&name) || is_service_link(name, value) {
        return Ok(());
    }
    let known: Vec<String> = known_variables(name).collect();
    let known = known.iter().map(String::as_str);
    let is_own = OWN_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    if is_own || known.clone().any(|known| suggestion::is_typing_error(name, known)) {
        let hint = suggestion::hint(name, known);
        return Err(SettingsError::UnknownVariable { name: name.to_owned(), hint });
    }
    Ok(())
}

/// Returns the variables of all settings, and those of their files. A setting of each alias
/// has the alias that `name` seems to have.
fn known_variables(name: &str) -> impl Iterator<Item = String> {
    let own = SPECS.iter().flat_map(move |spec| {
        let variable = spec.variable_name();
        let variable = match variable.split_once(ALIAS).filter(|_| spec.name.contains(ALIAS)) {
            Some((before, after)) => {
                let alias = name.strip_prefix(before).and_then(|rest| rest.split('_').next());
                format!("{before}{}{after}", alias.filter(|alias| is_alias(alias)).unwrap_or(ALIAS))
            }
            None => variable,
        };
        let file = spec.can_hold_secret().then(|| format!("{variable}{FILE}"));
        [variable].into_iter().chain(file)
    });
    own.chain(URL_VARIABLES.iter().flat_map(|name| [(*name).to_owned(), format!("{name}{FILE}")]))
}

/// Returns whether Kubernetes has set the variable, for a service whose name begins like
/// one of the shop's variables, such as `SHOP_SERVICE_HOST` for the service `shop`.
/// See <https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables>.
fn is_service_link(name: &str, value: &OsStr) -> bool {
    let is_url = || value.to_str().is_some_and(|value| value.contains("://"));
    let is_port = |part: &str| {
        let (number, rest) = part.split_once('_').unwrap_or((part, ""));
        number.parse::<u16>().is_ok() && ["TCP", "UDP", "SCTP"].iter().any(|it| rest.starts_with(it))
    };
    name.ends_with("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || (name.ends_with("_PORT") && is_url())
        || name.split_once("_PORT_").is_some_and(|(_, part)| is_port(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Environment, String> {
        let variables = variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
        Environment::read(variables).map_err(|error| error.to_string())
    }

    #[test]
    fn a_misspelt_variable_is_refused_with_the_most_similar_one() {
        for (name, suggestion) in [
            ("SHOP_WORKRES", "SHOP_WORKERS"),
            ("SHOP_PORT", "SHOP_BIND"),
            ("SHOP_\u{1b}BIND", "SHOP_BIND"),
            ("SHOP_CACHES_REDIS_TIMEOUT", "SHOP_CACHES_REDIS_TIMEOUT_MS"),
            ("SHOP_DATABASES_SESSIONS_URI", "SHOP_DATABASES_SESSIONS_URL"),
            ("SESSION_ENGIN", "SESSION_ENGINE"),
            ("SESION_ENGINE", "SESSION_ENGINE"),
            ("SECRETKEY", "SECRET_KEY"),
            ("SECRET_KEY_FIEL", "SECRET_KEY_FILE"),
            ("REDIS_URI", "REDIS_URL"),
            ("LOGIN_BASE_DELYA", "LOGIN_BASE_DELAY"),
            ("CSRF_COOKIE_NAMES", "CSRF_COOKIE_NAME"),
        ] {
            let error = read(&[(name, "8080")]).err().unwrap_or_else(|| panic!("{name} is accepted"));
            assert!(error.contains(&format!("{name:?}")), "{error}");
            // The most similar name is no synonym.
            assert!(name == "SHOP_PORT" || error.contains(&format!("did you mean {suggestion}?")), "{error}");
        }
    }

    #[test]
    fn variables_of_other_programs_are_passed_over() {
        let others = [
            ("PATH", "/bin"),
            ("SESSION_MANAGER", "local/tea:@/tmp/.ICE-unix/1"),
            ("PASSWORD_STORE_DIR", "/home/mei/.password-store"),
            ("SECRET_KEY_BASE", "0"),
            ("SHOP_SERVICE_HOST", "10.0.0.1"),
            ("SHOP_SERVICE_PORT_HTTP", "80"),
            ("SHOP_PORT", "tcp://10.0.0.1:80"),
            ("SHOP_PORT_80_TCP_ADDR", "10.0.0.1"),
            ("SHOP_DB_PORT_5432_TCP", "tcp://10.0.0.1:5432"),
        ];
        assert!(read(&others).unwrap().values.is_empty());
    }

    #[test]
    fn a_variable_of_an_alias_names_the_alias() {
        let variables = [
            ("SHOP_DATABASES_SESSIONS_URL", "sqlite:sessions.sqlite3"),
            ("SHOP_DATABASES_MY_OWN_CONNECTIONS", "2"),
            ("SHOP_CACHES_DEFAULT_MAX_ENTRIES", "9"),
        ];
        let environment = read(&variables).unwrap();
        assert_eq!(environment.aliases("databases", &[]), ["my_own", "sessions"]);
        let known = ["my-own".to_owned(), "sessions".to_owned()];
        assert_eq!(environment.aliases("databases", &known), Vec::<String>::new());
        assert_eq!(environment.aliases("caches", &[]), ["default"]);
    }

    #[test]
    fn a_secret_is_read_from_a_file_without_the_line_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let named = [("SECRET_KEY_FILE", path.to_str().unwrap())];
        let refused = |words: &str, variables: &[(&str, &str)]| {
            let error = read(variables).err().unwrap();
            assert!(error.contains("SECRET_KEY_FILE") && error.contains(words), "{error}");
        };
        refused("No such file", &named);
        fs::write(&path, "\n").unwrap();
        refused("empty", &named);
        fs::write(&path, b"\xff").unwrap();
        refused("UTF-8", &named);
        fs::write(&path, "oolong and osmanthus\r\n").unwrap();
        assert_eq!(read(&named).unwrap().get("SECRET_KEY").unwrap().0, "oolong and osmanthus");
        refused("both", &[named[0], ("SECRET_KEY", "another")]);
    }

    #[test]
    fn only_what_can_hold_a_secret_can_be_in_a_file() {
        for (name, accepted) in [
            ("SECRET_KEY_FALLBACKS_FILE", true),
            ("DATABASE_URL_FILE", true),
            ("SHOP_CACHES_REDIS_URL_FILE", true),
            ("SHOP_WORKERS_FILE", false),
        ] {
            let error = read(&[(name, "no such file")]).err().unwrap();
            assert_eq!(error.contains("can't be read"), accepted, "{error}");
        }
    }
}
