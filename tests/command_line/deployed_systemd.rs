//! systemd accepts the units in `deploy/systemd`, and finds them hardened.

use std::{fs, path::Path, process::Command};

use super::program::PROGRAM;

/// The highest exposure that `systemd-analyze security` may find, in tenths: 0 is the least.
const MAX_EXPOSURE: &str = "20";

/// Copies the units to a folder. There, the service names the program that exists.
fn units() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["session-shop.service", "session-shop.socket"] {
        let unit = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/systemd").join(name);
        let text = fs::read_to_string(unit).unwrap().replace("/usr/bin/session-shop", PROGRAM);
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn assert_accepted(folder: &Path, arguments: &[&str]) {
    let output = Command::new("systemd-analyze").args(arguments).current_dir(folder).output();
    let output = output.expect("tests/install installs systemd");
    let text = String::from_utf8_lossy(&output.stderr);
    // A line about a key that systemd does not know is a warning only.
    assert!(output.status.success() && !text.contains("session-shop."), "{arguments:?}: {text}");
}

#[test]
fn systemd_accepts_the_units() {
    assert_accepted(
        units().path(),
        &["verify", "--man=no", "./session-shop.service", "./session-shop.socket"],
    );
}

#[test]
fn the_service_is_hardened() {
    let threshold = format!("--threshold={MAX_EXPOSURE}");
    let arguments = ["security", "--offline=true", "--no-pager", &threshold, "./session-shop.service"];
    assert_accepted(units().path(), &arguments);
}
