//! Collects the crate's own log lines of a whole test binary, at every level, so that
//! a test can check that they contain no secret. Tests run in parallel, so each one
//! searches for texts that no other test uses.

use std::sync::{LazyLock, Mutex};

use log::{LevelFilter, Log, Metadata, Record};

/// The lines of all tests of this binary since the first call of [`collect`].
pub struct LogLines(Mutex<Vec<String>>);

static LINES: LazyLock<&'static LogLines> = LazyLock::new(|| {
    let lines: &'static LogLines = Box::leak(Box::new(LogLines(Mutex::default())));
    log::set_logger(lines).unwrap();
    log::set_max_level(LevelFilter::Trace);
    lines
});

/// Starts to collect log lines, at the first call.
pub fn collect() -> &'static LogLines {
    *LINES
}

impl LogLines {
    /// Returns the lines that contain `text`.
    pub fn with(&self, text: &str) -> Vec<String> {
        self.0.lock().unwrap().iter().filter(|line| line.contains(text)).cloned().collect()
    }
}

impl Log for LogLines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("session_shop")
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            self.0.lock().unwrap().push(format!("{} {}", record.level(), record.args()));
        }
    }

    fn flush(&self) {}
}
