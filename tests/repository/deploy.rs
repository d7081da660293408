//! The files in `deploy/` name settings, files and processes that exist.

use std::{collections::BTreeMap, fs};

use session_shop::settings::SPECS;

use super::root;

/// Words in `deploy/` that belong to other programs.
const FOREIGN: [&str; 5] = ["POSTGRES_USER", "POSTGRES_PASSWORD", "AF_INET", "AF_INET6", "AF_UNIX"];

/// Variables that set more than one setting, and are therefore not in the table.
const SHORT_FORMS: [&str; 2] = ["DATABASE_URL", "REDIS_URL"];

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns the variables that a line sets: `NAME=value` and `NAME: value`.
fn variables(line: &str) -> Vec<&str> {
    let is_variable = |word: &&str| {
        word.contains('_')
            && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    };
    let line = line.split_once('#').map_or(line, |(code, _)| code);
    match line.trim_start().split_once(": ") {
        Some((name, _)) => Some(name).filter(is_variable).into_iter().collect(),
        None => line.split([' ', '=', '"']).filter(is_variable).collect(),
    }
}

#[test]
fn every_variable_is_a_setting() {
    let mut count = 0;
    for path in [
        "deploy/container/Containerfile",
        "deploy/container/compose.yaml",
        "deploy/systemd/session-shop.service",
    ] {
        let text = read(path);
        for name in text.lines().flat_map(variables).filter(|name| !FOREIGN.contains(name)) {
            let is_setting = SHORT_FORMS.contains(&name) || SPECS.iter().any(|spec| spec.variable == name);
            assert!(is_setting, "{path} sets {name}");
            count += 1;
        }
    }
    assert!(count > 10, "{count}");
}

#[test]
fn a_variable_is_told_from_other_words() {
    assert_eq!(variables("ENV SHOP_BIND=0.0.0.0:8080 LAB_ENABLED=false"), ["SHOP_BIND", "LAB_ENABLED"]);
    assert_eq!(variables("    SECRET_KEY: ${OTHER_NAME:?set OTHER_NAME}"), ["SECRET_KEY"]);
    assert_eq!(variables("Environment=SHOP_DATA_DIR=/var/lib # NO_NAME"), ["SHOP_DATA_DIR"]);
    assert_eq!(variables("CapabilityBoundingSet="), Vec::<&str>::new());
}

/// The two groups of an upstream file are for the same processes, and nginx removes none.
#[test]
fn both_groups_of_nginx_have_the_same_processes() {
    for path in ["deploy/nginx/upstreams.conf", "deploy/container/upstreams.conf"] {
        let text = read(path);
        let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut group = "";
        for line in text.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix("upstream ") {
                group = name.trim_end_matches(" {");
            } else if line.starts_with("server ") {
                assert!(line.ends_with(" max_fails=0;"), "{path}: {line}");
                groups.entry(group).or_default().push(line);
            }
        }
        assert_eq!(groups.len(), 2, "{path}");
        assert_eq!(groups["session_shop_read"], groups["session_shop_write"], "{path}");
    }
}

#[test]
fn the_files_of_the_debian_package_exist() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let package = &manifest["package"]["metadata"]["deb"];
    for asset in package["assets"].as_array().unwrap() {
        let path = asset[0].as_str().unwrap();
        let folder = path.split('*').next().unwrap();
        assert!(path.starts_with("target/") || root().join(folder).exists(), "{path}");
    }
    for script in ["postinst", "postrm"] {
        let text = read(&format!("{}/{script}", package["maintainer-scripts"].as_str().unwrap()));
        assert!(text.starts_with("#!/bin/sh\n") && text.contains("\n#DEBHELPER#\n"), "{script}");
    }
    let units = package["systemd-units"]["unit-scripts"].as_str().unwrap();
    assert!(root().join(units).join("session-shop.service").is_file());
}
