//! Standard output of the commands. It may be a full disk or a pipe that nobody reads any
//! more: neither ends a command, whose work is done.

use std::{
    fmt::Display,
    io::{self, Write},
};

/// Prints a line. If that fails, logs a warning.
pub fn print_line(line: impl Display) {
    if let Err(error) = writeln!(io::stdout().lock(), "{line}") {
        log::warn!("standard output can't be written: {error}");
    }
}

/// Prints a line to standard error. If that fails, nobody can be told.
pub fn print_error(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
