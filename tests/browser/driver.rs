//! Chromedriver, the program through which tests speak to Chromium. Each
//! browser has one of its own, which takes the browser with it when it ends:
//! also when a test fails.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How long anything may take before the test says that it did not happen.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// How often is looked whether it has happened.
pub const GLANCE: Duration = Duration::from_millis(20);

/// The running chromedriver.
pub struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Returns when it listens, on a port that it chose itself.
    pub fn start() -> Self {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("chromedriver: Debian's package chromium-driver");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let told = lines.find_map(|line| port_in(&line.unwrap()));
        let port = told.expect("chromedriver says on which port it listens");
        Self { process, port }
    }

    /// Where it is spoken to.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks it to close its browser and to end.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        write!(stream, "GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new())?;
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let asked = self.shut_down().is_ok();
        let deadline = Instant::now() + TIMEOUT;
        while asked && Instant::now() < deadline {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(GLANCE);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn port_in(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("started successfully on port ")?;
    port.trim_end_matches('.').parse().ok()
}
