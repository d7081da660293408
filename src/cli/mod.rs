//! The command line. Each longer command has a file; this one parses the
//! arguments and prints an error as one line, with exit status 2.

mod check;
mod clearsessions;
mod createuser;
mod logging;
mod output;
mod serve;

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::{Parser, Subcommand};

use output::{print_error, print_line};

use crate::{
    app::{self, StartError},
    settings::{ListenAddress, ReportedSetting, Settings, SettingsError, Sources},
};

/// The settings file in the working directory. It may be missing.
const SETTINGS_FILE: &str = "settings.toml";

/// The exit status of a command that has done its work.
const SUCCESS_STATUS: u8 = 0;

/// The exit status of an error.
const ERROR_STATUS: u8 = 2;

/// A tea shop whose every page shows how web sessions work.
#[derive(Parser)]
#[command(name = "session-shop", version)]
struct Arguments {
    /// Read the settings from this file [default: settings.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    settings: Option<PathBuf>,

    /// Keep the database and the secret key here [default: var]
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,

    /// Listen here, on ADDRESS:PORT or unix:PATH; can be repeated [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDRESS")]
    bind: Vec<ListenAddress>,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the shop (what happens without a command)
    Serve(serve::ServeArguments),
    /// Bring all databases of the settings up to date
    Migrate,
    /// Remove expired sessions from the store, and only them
    Clearsessions,
    /// Create a user; the password is asked for, or read from standard input
    Createuser {
        /// Name of the user
        username: String,
    },
    /// Check the settings; with --deploy, also what a deployed shop needs
    Check(check::CheckArguments),
    /// Print all effective settings, and where each value came from
    Settings,
}

/// Runs the command that the arguments name, and returns the exit status.
pub async fn run() -> u8 {
    let arguments = Arguments::parse();
    match dispatch(arguments).await {
        Ok(status) => status,
        Err(error) => {
            print_error(format_args!("session-shop: {error}"));
            ERROR_STATUS
        }
    }
}

async fn dispatch(arguments: Arguments) -> Result<u8, StartError> {
    let mut sources = sources(&arguments)?;
    let settings = Settings::read(&mut sources)?;
    logging::start(settings.monitoring.log_format);
    match arguments.command.unwrap_or(Command::Serve(serve::ServeArguments::default())) {
        Command::Serve(serve) => serve::run(&settings, serve.https).await?,
        Command::Migrate => return Ok(migrate(&settings).await),
        Command::Clearsessions => clearsessions::run(&settings).await?,
        Command::Createuser { username } => createuser::run(&settings, &username).await?,
        Command::Check(check) => return check::run(&settings, check).await,
        Command::Settings => {
            print_settings(sources.reported());
        }
    }
    Ok(SUCCESS_STATUS)
}

/// Returns the sources of the settings: defaults, file, environment, command
/// line.
fn sources(arguments: &Arguments) -> Result<Sources, SettingsError> {
    let mut sources = Sources::default();
    let here = PathBuf::from(SETTINGS_FILE);
    if let Some(file) = arguments.settings.clone().or_else(|| here.is_file().then_some(here)) {
        sources.read_file(&file)?;
    }
    sources.read_environment(std::env::vars_os())?;
    if let Some(folder) = std::env::var_os("CREDENTIALS_DIRECTORY") {
        sources.read_credentials(Path::new(&folder))?;
    }
    if let Some(folder) = &arguments.data_dir {
        sources.set("server.data_dir", folder.to_string_lossy());
    }
    if matches!(&arguments.command, Some(Command::Serve(serve)) if serve.no_migrate) {
        sources.set("server.migrate", "false");
    }
    if !arguments.bind.is_empty() {
        let addresses: Vec<String> = arguments.bind.iter().map(ToString::to_string).collect();
        sources.set("server.bind", addresses.join(","));
    }
    Ok(sources)
}

/// `migrate`: runs the pending migrations of all databases and fills an empty catalogue.
/// Unless `server.migrate` is false, `serve` does the same with the databases that it uses.
async fn migrate(settings: &Settings) -> u8 {
    let mut status = SUCCESS_STATUS;
    for (alias, result) in app::migrate_all(settings).await {
        match result {
            Ok(()) => print_line(format_args!("the database {alias} is up to date")),
            Err(error) => {
                print_error(format_args!("session-shop: {error}"));
                status = ERROR_STATUS;
            }
        }
    }
    status
}

/// `settings`: prints the effective settings, and the source of each value.
/// Secrets are asterisks.
fn print_settings(settings: &[ReportedSetting]) {
    let names = settings.iter().map(|setting| setting.name.len()).max().unwrap_or(0);
    let values = settings.iter().map(|setting| setting.value.len()).max().unwrap_or(0);
    let mut out = io::stdout().lock();
    for ReportedSetting { name, value, origin } in settings {
        // The reader of a pipe, such as `head`, may close it early.
        if writeln!(out, "{name:names$}  {value:values$}  ({origin})").is_err() {
            break;
        }
    }
}
