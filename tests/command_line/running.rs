//! The program while it runs, and what is left of it when it has ended. What
//! it prints is read as it comes: a full pipe would stop it.

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    process::{Child, Command},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use super::support::visitor::Visitor;

/// How long anything may take before the test says that it did not happen.
const TIMEOUT: Duration = Duration::from_secs(120);

/// What a program that has ended left behind.
#[derive(Debug)]
pub struct Outcome {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    /// What stands on standard error beside the log's plain news.
    pub fn complaints(&self) -> Vec<&str> {
        self.stderr.lines().filter(|line| !line.contains(" INFO ")).collect()
    }
}

/// The program; it is killed if a test is done with it before it has ended.
pub struct Running {
    process: Child,
    stdout: Printed,
    stderr: Printed,
    port: u16,
    https_port: Option<u16>,
}

impl Running {
    pub fn new(mut process: Child) -> Self {
        let stdout = Printed::new(process.stdout.take().unwrap());
        let stderr = Printed::new(process.stderr.take().unwrap());
        Self { process, stdout, stderr, port: 0, https_port: None }
    }

    /// Returns when the shop says that it is open.
    pub fn open(mut self) -> Self {
        let Some(line) = self.stdout.line_with("is open at http://localhost:") else {
            panic!("the shop does not open: {:?}", self.end());
        };
        self.port = port_after(&line, "http://localhost:").unwrap();
        self.https_port = port_after(&line, "https://localhost:");
        self
    }

    /// Where it listens for HTTPS.
    pub fn https_address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.https_port.expect("the line names an https address")))
    }

    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// Somebody who has never been here.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.address())
    }

    /// Returns when the log has a line with `text`.
    pub fn logs(&mut self, text: &str) {
        let said = self.stderr.line_with(text).is_some();
        assert!(said, "the log never said {text:?}:\n{}", self.stderr.text);
    }

    /// Sends it a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let process = self.process.id().to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &process]).status().unwrap();
        assert!(sent.success());
    }

    /// Returns when it has ended by itself.
    pub fn end(mut self) -> Outcome {
        self.stdout.read_to_end();
        self.stderr.read_to_end();
        let status = self.process.wait().unwrap().code();
        let text = |printed: &mut Printed| std::mem::take(&mut printed.text);
        Outcome { status, stdout: text(&mut self.stdout), stderr: text(&mut self.stderr) }
    }

    /// Tells it to end, and returns when it has.
    pub fn stop(self) -> Outcome {
        self.signal("TERM");
        self.end()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn port_after(line: &str, start: &str) -> Option<u16> {
    let (_, rest) = line.split_once(start)?;
    rest.split_whitespace().next()?.parse().ok()
}

/// One of its outputs.
struct Printed {
    lines: Receiver<String>,
    text: String,
}

impl Printed {
    fn new(output: impl Read + Send + 'static) -> Self {
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines() {
                if line.is_ok_and(|line| sender.send(line).is_ok()) {
                    continue;
                }
                break;
            }
        });
        Self { lines, text: String::new() }
    }

    /// The next line with `text`, or none if the output ends before.
    fn line_with(&mut self, text: &str) -> Option<String> {
        let deadline = Instant::now() + TIMEOUT;
        loop {
            let line = self.next(deadline)?;
            if line.contains(text) {
                return Some(line);
            }
        }
    }

    fn read_to_end(&mut self) {
        let deadline = Instant::now() + TIMEOUT;
        while self.next(deadline).is_some() {}
    }

    fn next(&mut self, deadline: Instant) -> Option<String> {
        let line = match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => line,
            Err(mpsc::RecvTimeoutError::Disconnected) => return None,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("nothing more is printed after:\n{}", self.text),
        };
        self.text.push_str(&line);
        self.text.push('\n');
        Some(line)
    }
}
