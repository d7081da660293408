//! The real shop in its own process, and a client that returns an error instead of
//! panicking when that process is killed.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use super::{sqlite::Sqlite, visitor::Visitor};

/// A running shop process. It is killed when the value is dropped.
pub struct Process {
    child: Child,
    address: SocketAddr,
    log: PathBuf,
}

impl Process {
    /// Starts the shop with its data in `folder`, which must exist, and returns when it
    /// listens. Its log lines are appended to the file `log` in the folder.
    pub fn start(folder: &Path, settings: &[(&str, &str)]) -> Self {
        Self::try_start(folder, settings).unwrap_or_else(|log| panic!("the shop does not start: {log}"))
    }

    /// Starts the shop, and returns its log if it does not start.
    pub fn try_start(folder: &Path, settings: &[(&str, &str)]) -> Result<Self, String> {
        let log = folder.join("log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_session-shop"));
        // The folder is also the working directory, so that no other settings.toml is read.
        command.current_dir(folder).env("SHOP_DATA_DIR", folder).env("SHOP_BIND", "127.0.0.1:0");
        command.env("SECRET_KEY", "a secret that only this test knows").env("SHOP_WORKERS", "2");
        command.envs([("PASSWORD_MEMORY_KIB", "64"), ("PASSWORD_ITERATIONS", "1"), ("RUST_LOG", "warn")]);
        command.envs(settings.iter().copied()).stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(File::options().append(true).create(true).open(&log).unwrap());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        let Some(port) = port else {
            child.wait().unwrap();
            return Err(fs::read_to_string(&log).unwrap());
        };
        Ok(Self { child, address: SocketAddr::from(([127, 0, 0, 1], port)), log })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops the process with SIGTERM, as an operator does, and waits for its exit.
    pub fn stop(&mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }

    /// Kills the process with SIGKILL, so that it cannot clean up, and waits for its exit.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends the process a signal by its name, such as `STOP` or `CONT`.
    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let status = Command::new("kill").args([format!("-{name}"), pid]).status();
        assert!(status.unwrap().success(), "kill -{name}");
    }

    /// Returns the number of files and connections that the process has open.
    pub fn open_files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap().count()
    }

    /// Returns the most memory that the process has had so far, in KiB.
    pub fn peak_memory_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Returns all that the process has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Creates the shop's database in the folder, with more tea in stock than any test
/// buys.
pub fn prepare(folder: &Path) {
    drop(Process::start(folder, &[]));
    Sqlite::open(&folder.join("shop.sqlite3")).run("UPDATE products SET stock = 1000000");
}

/// An HTTP client over a plain TCP connection, with the cookies and the CSRF token of a
/// visitor. It reports a broken connection as an error.
#[derive(Clone)]
pub struct RawClient {
    cookies: String,
    token: String,
}

impl RawClient {
    /// Copies the cookies of `visitor` and fetches a CSRF token.
    pub async fn of(visitor: &Visitor) -> Self {
        let token = visitor.get("/").await.field("csrf_token").unwrap();
        let cookies = ["sessionid", "csrftoken"]
            .map(|name| format!("{name}={}", visitor.cookie(name).expect("a visitor with a session")));
        Self { cookies: cookies.join("; "), token }
    }

    /// Adds one packet to the cart and returns the status of the response.
    ///
    /// # Errors
    /// If the connection breaks before a status arrives.
    pub fn add_to_cart(&self, address: SocketAddr, product: &str) -> io::Result<u16> {
        let fields = [("product", product), ("quantity", "1"), ("csrf_token", &self.token)];
        let body = serde_urlencoded::to_string(fields).unwrap();
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        let head = format!(
            "POST /cart/add HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
            self.cookies,
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        Ok(String::from_utf8_lossy(&status[9..]).parse().unwrap())
    }
}
