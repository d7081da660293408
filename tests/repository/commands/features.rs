//! Finds the Cargo features that a test needs, from the attributes in its source.
//! Cargo does not report a test that is compiled out: it runs the others and
//! succeeds.

use std::{collections::BTreeSet, fs, sync::LazyLock};

use crate::root;

/// A set of cargo features.
pub type Features = BTreeSet<String>;

/// The package's manifest.
static MANIFEST: LazyLock<toml::Table> =
    LazyLock::new(|| fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap());

/// The aliases of `.cargo/config.toml`.
static ALIASES: LazyLock<toml::Table> = LazyLock::new(|| {
    let config: toml::Table = fs::read_to_string(root().join(".cargo/config.toml")).unwrap().parse().unwrap();
    config["alias"].as_table().unwrap().clone()
});

/// Returns the arguments of cargo with an alias replaced by what it stands for.
pub fn without_alias(words: &[String]) -> Vec<String> {
    let alias = words.first().and_then(|first| ALIASES.get(first));
    let Some(command) = alias.and_then(toml::Value::as_str) else { return words.to_vec() };
    command.split_whitespace().map(str::to_owned).chain(words[1..].iter().cloned()).collect()
}

fn texts(value: Option<&toml::Value>) -> Vec<String> {
    let list = value.and_then(toml::Value::as_array).into_iter().flatten();
    list.map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Returns these features and all that they enable.
pub fn expanded(named: &[&str]) -> Features {
    let table = MANIFEST["features"].as_table().unwrap();
    let (mut all, mut open) =
        (Features::new(), named.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    while let Some(name) = open.pop() {
        let implied = table.get(&name).unwrap_or_else(|| panic!("there is no feature {name}"));
        open.extend(texts(Some(implied)).into_iter().filter(|name| table.contains_key(name)));
        all.insert(name);
    }
    all
}

/// Returns all features.
pub fn all() -> Features {
    MANIFEST["features"].as_table().unwrap().keys().cloned().collect()
}

/// Returns whether the manifest has a `[[test]]` or `[[bench]]` of that name,
/// or there is such an example.
pub fn has_target(kind: &str, name: &str) -> bool {
    let is_named = |target: &toml::Value| target["name"].as_str() == Some(name);
    let declared =
        MANIFEST.get(kind).and_then(toml::Value::as_array).is_some_and(|list| list.iter().any(is_named));
    let folder = root().join(match kind {
        "example" => "examples",
        "bench" => "benches",
        _ => "tests",
    });
    declared || folder.join(format!("{name}.rs")).is_file() || folder.join(name).join("main.rs").is_file()
}

/// Returns the features that a test needs: the `required-features` of its program,
/// and those in the `cfg` attributes of its module and of the test itself.
pub fn of_test(program: &str, name: &str) -> Features {
    let declared =
        MANIFEST["test"].as_array().unwrap().iter().find(|test| test["name"].as_str() == Some(program));
    let mut needed: Features =
        texts(declared.and_then(|test| test.get("required-features"))).into_iter().collect();
    let folder = root().join("tests").join(program);
    let mut path = name.split("::");
    let (Some(module), Some(function)) = (path.next(), path.last()) else { return needed };
    // An example has one file, and no test of an example needs a feature.
    let Ok(main) = fs::read_to_string(folder.join("main.rs")) else { return needed };
    needed.extend(above(&main, &format!("mod {module};")));
    if let Ok(source) = fs::read_to_string(folder.join(format!("{module}.rs"))) {
        needed.extend(above(&source, &format!("fn {function}(")));
    }
    needed
}

/// Returns the features in the attributes above the line that contains `item`.
fn above(source: &str, item: &str) -> Vec<String> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let Some(position) = lines.iter().position(|line| line.contains(item)) else { return Vec::new() };
    let attributes =
        lines[..position].iter().rev().take_while(|line| line.starts_with("#[") || line.starts_with("//"));
    let features =
        attributes.filter_map(|line| line.strip_prefix("#[cfg(feature = \"")?.strip_suffix("\")]"));
    features.map(str::to_owned).collect()
}
