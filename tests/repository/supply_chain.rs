//! What the project is built from: the dependencies, their sources and their features,
//! and the lints that keep unsafe code out.

use std::fs;

use super::{files, root};

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn manifest() -> toml::Table {
    text("Cargo.toml").parse().unwrap()
}

/// `[lints]` holds for the library, the program, the tests, the benches and the examples.
#[test]
fn unsafe_code_is_forbidden_everywhere() {
    assert_eq!(manifest()["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    for (path, source) in ["src", "tests", "benches", "examples"].into_iter().flat_map(|it| files(it, "rs")) {
        let allows = source.lines().any(|line| line.trim_start().starts_with("#[allow(unsafe_code"));
        assert!(!allows, "{} allows unsafe code", path.display());
    }
}

/// The file `Cargo.lock` names each package with its version and, of one from the
/// registry, its checksum.
#[test]
fn every_dependency_comes_from_the_registry() {
    let lock: toml::Table = text("Cargo.lock").parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    assert!(packages.len() > 100);
    for package in packages.iter().filter(|package| package["name"].as_str() != Some("session-shop")) {
        let source = package.get("source").and_then(toml::Value::as_str);
        assert_eq!(source, Some("registry+https://github.com/rust-lang/crates.io-index"), "{package}");
        assert!(package.get("checksum").is_some(), "{package} has no checksum");
    }
}

#[test]
fn the_checks_use_the_locked_versions() {
    let checks = text(".ci/run");
    for line in checks.lines().map(str::trim).filter(|line| line.starts_with("cargo ")) {
        let resolves =
            ["clippy", "check", "build", "doc", "test"].iter().any(|it| line.contains(&format!(" {it} ")));
        assert!(!resolves || line.contains("--locked"), "{line}");
    }
    assert!(checks.contains("cargo deny"), "the dependencies are checked");
}

/// The dependencies of the program whose default features are used. Each was looked at: it
/// has none, or they are needed.
const WITH_DEFAULT_FEATURES: [&str; 27] = [
    "actix-service",
    "anyhow",
    "askama",
    "async-trait",
    "base64",
    "flate2",
    "fluent-bundle",
    "fluent-syntax",
    "hmac",
    "intl_pluralrules",
    "libsqlite3-sys",
    "log",
    "rand",
    "rpassword",
    "rustc-hash",
    "serde",
    "serde_json",
    "serde_urlencoded",
    "strsim",
    "strum",
    "subtle",
    "thiserror",
    "time",
    "tokio",
    "unic-langid",
    "unicode-normalization",
    "unicode-security",
];

#[test]
fn dependencies_have_no_default_features_that_are_unknown() {
    for (name, dependency) in manifest()["dependencies"].as_table().unwrap() {
        let has_default = dependency.get("default-features").and_then(toml::Value::as_bool) != Some(false);
        assert!(
            !has_default || WITH_DEFAULT_FEATURES.contains(&name.as_str()),
            "{name} has its default features"
        );
    }
}
