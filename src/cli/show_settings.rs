//! `settings`: what is in force and where each value came from. Secrets are
//! shown as stars.

use std::io::{self, Write};

use crate::settings::ReportedSetting;

/// Prints them.
pub fn run(reported: &[ReportedSetting]) {
    let names = reported.iter().map(|setting| setting.name.len()).max().unwrap_or(0);
    let values = reported.iter().map(|setting| setting.value.len()).max().unwrap_or(0);
    let mut out = io::stdout().lock();
    for ReportedSetting { name, value, origin } in reported {
        // Whoever closed the pipe has seen enough.
        if writeln!(out, "{name:names$}  {value:values$}  ({origin})").is_err() {
            break;
        }
    }
}
