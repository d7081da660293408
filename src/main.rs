//! Parses the command line and hands over.

use std::process::ExitCode;

#[actix_web::main]
async fn main() -> ExitCode {
    session_shop::cli::run().await
}
