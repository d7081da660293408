//! The running program, and its output and exit status. Its output is read while it
//! runs, because a full pipe would stop it.

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    process::{Child, Command},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use super::support::visitor::Visitor;

/// The time within which the program must print the next line.
const TIMEOUT: Duration = Duration::from_secs(120);

/// The exit status and the output of a program that has ended.
#[derive(Debug)]
pub struct Outcome {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    /// Returns the lines of standard error without the log's lines of level INFO.
    pub fn warnings_and_errors(&self) -> Vec<&str> {
        self.stderr.lines().filter(|line| !line.contains(" INFO ")).collect()
    }
}

/// The running program. It is killed when dropped.
pub struct Running {
    process: Child,
    stdout: OutputStream,
    stderr: OutputStream,
    port: u16,
    https_port: Option<u16>,
}

impl Running {
    pub fn new(mut process: Child) -> Self {
        let stdout = OutputStream::new(process.stdout.take().unwrap());
        let stderr = OutputStream::new(process.stderr.take().unwrap());
        Self { process, stdout, stderr, port: 0, https_port: None }
    }

    /// Returns when the shop prints that it is open.
    pub fn wait_until_open(mut self) -> Self {
        let Some(line) = self.stdout.line_with("is open at http://localhost:") else {
            panic!("the shop does not open: {:?}", self.wait());
        };
        self.port = port_after(&line, "http://localhost:").unwrap();
        self.https_port = port_after(&line, "https://localhost:");
        self
    }

    /// Returns the number of the process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Returns the HTTPS address.
    pub fn https_address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.https_port.expect("the line names an https address")))
    }

    /// Returns the HTTP address.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// Returns a visitor without cookies.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.address())
    }

    /// Returns when the log has a line with `text`.
    pub fn wait_for_log(&mut self, text: &str) {
        let is_logged = self.stderr.line_with(text).is_some();
        assert!(is_logged, "the log has no line with {text:?}:\n{}", self.stderr.text);
    }

    /// Returns the address of `/metrics`, which the log names.
    pub fn metrics_address(&mut self) -> SocketAddr {
        let line = self.stderr.line_with("metrics for Prometheus").expect("the log names the address");
        line.split_once("http://")
            .and_then(|(_, rest)| rest.trim_end_matches("/metrics").parse().ok())
            .unwrap()
    }

    /// Sends the program a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let process = self.process.id().to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &process]).status().unwrap();
        assert!(sent.success());
    }

    /// Returns when the program has ended by itself.
    pub fn wait(mut self) -> Outcome {
        self.stdout.read_to_end();
        self.stderr.read_to_end();
        let status = self.process.wait().unwrap().code();
        let text = |stream: &mut OutputStream| std::mem::take(&mut stream.text);
        Outcome { status, stdout: text(&mut self.stdout), stderr: text(&mut self.stderr) }
    }

    /// Sends SIGTERM, and returns when the program has ended.
    pub fn stop(self) -> Outcome {
        self.signal("TERM");
        self.wait()
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

/// Standard output or standard error of the program.
struct OutputStream {
    lines: Receiver<String>,
    text: String,
}

impl OutputStream {
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

    /// Returns the next line with `text`, or `None` if the output ends before one.
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
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("no more output after:\n{}", self.text),
        };
        self.text.push_str(&line);
        self.text.push('\n');
        Some(line)
    }
}
