//! The command line. Each command is a file; this one says which there are and
//! turns an error into one line and exit status 2.

mod clearsessions;
mod createuser;
mod migrate;
mod serve;
mod show_settings;

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::{
    app::StartError,
    settings::{Settings, SettingsError, Sources},
};

/// Read from the working directory if it is there.
const SETTINGS_FILE: &str = "settings.toml";

/// Exit status when something is wrong that its user can mend.
const WRONG: u8 = 2;

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

    /// Listen here [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    bind: Option<SocketAddr>,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the shop (what happens without a command)
    Serve(serve::HttpsArguments),
    /// Bring the database up to date
    Migrate,
    /// Remove expired sessions from the store, and only them
    Clearsessions,
    /// Create a user; the password is asked for, or read from standard input
    Createuser {
        /// Name of the user
        username: String,
    },
    /// Print all settings in force, and where each value came from
    Settings,
}

/// Does what was typed.
pub async fn run() -> ExitCode {
    let arguments = Arguments::parse();
    start_logging();
    match dispatch(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("session-shop: {error}");
            ExitCode::from(WRONG)
        }
    }
}

async fn dispatch(arguments: Arguments) -> Result<(), StartError> {
    let mut sources = sources(&arguments)?;
    let settings = Settings::read(&mut sources)?;
    match arguments.command.unwrap_or(Command::Serve(serve::HttpsArguments::default())) {
        Command::Serve(https) => serve::run(&settings, https).await,
        Command::Migrate => migrate::run(&settings).await,
        Command::Clearsessions => clearsessions::run(&settings).await,
        Command::Createuser { username } => createuser::run(&settings, &username).await,
        Command::Settings => {
            show_settings::run(sources.reported());
            Ok(())
        }
    }
}

/// The four layers: defaults, file, environment, command line.
fn sources(arguments: &Arguments) -> Result<Sources, SettingsError> {
    let mut sources = Sources::default();
    let here = PathBuf::from(SETTINGS_FILE);
    if let Some(file) = arguments.settings.clone().or_else(|| here.is_file().then_some(here)) {
        sources.read_file(&file)?;
    }
    sources.read_environment(|name| std::env::var(name).ok());
    if let Some(folder) = &arguments.data_dir {
        sources.set("server.data_dir", folder.to_string_lossy());
    }
    if let Some(address) = arguments.bind {
        sources.set("server.bind", address.to_string());
    }
    Ok(sources)
}

/// `RUST_LOG` chooses what is logged. actix-session's own lines say less than
/// ours and are left out.
fn start_logging() {
    let filter = env_logger::Env::default().default_filter_or("info,actix_server=warn,actix_session=error");
    env_logger::Builder::from_env(filter).init();
}
