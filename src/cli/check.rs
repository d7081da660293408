//! `check`: reads the settings and, with `--deploy`, reports what an operator should change
//! before the shop is deployed. See Django's
//! [`check`](https://docs.djangoproject.com/en/5.2/ref/django-admin/#check). It changes
//! nothing.

use clap::{Args, ValueEnum};

use super::{SUCCESS_STATUS, output::print_line};
use crate::{
    app::{self, StartError},
    settings::Settings,
};

/// The exit status of `--fail-level warning` if there is a warning.
const WARNING_STATUS: u8 = 1;

/// The options of `check`.
#[derive(Args)]
pub struct CheckArguments {
    /// Check the settings, the stores and the files of a shop that is deployed
    #[arg(long)]
    deploy: bool,

    /// End with exit status 1 if there is a warning, or only for an error (status 2)
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = FailLevel::Error, requires = "deploy")]
    fail_level: FailLevel,
}

/// What ends the command with an exit status other than 0.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailLevel {
    Warning,
    Error,
}

/// Runs the checks and prints the warnings.
///
/// # Errors
/// If a store can't be used.
pub async fn run(settings: &Settings, arguments: CheckArguments) -> Result<u8, StartError> {
    if !arguments.deploy {
        print_line("the settings can be used");
        return Ok(SUCCESS_STATUS);
    }
    let report = app::check_deployment(settings).await?;
    for warning in &report.warnings {
        print_line(format_args!("WARNING: {warning}"));
    }
    for text in &report.unchecked {
        print_line(format_args!("not checked: {text}"));
    }
    let count = match report.warnings.len() {
        0 => "no warnings".to_owned(),
        1 => "1 warning".to_owned(),
        count => format!("{count} warnings"),
    };
    print_line(format_args!("{count}, {} silenced", report.silenced));
    let has_failed = arguments.fail_level == FailLevel::Warning && !report.warnings.is_empty();
    Ok(if has_failed { WARNING_STATUS } else { SUCCESS_STATUS })
}
