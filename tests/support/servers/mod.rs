//! Real servers that belong to the test run: on free ports of 127.0.0.1, with their data
//! in temporary folders. One server of each kind serves a whole test binary; a test that
//! stops or restarts a server starts its own.
//!
//! A small shell process, the watchdog, is the parent of each server. The test run holds
//! the watchdog's standard input open. When it closes, because the server is dropped or
//! because the test run has ended in any way, the watchdog ends the server by its process
//! id and removes its folder.

mod borrowed;
mod haproxy;
mod mariadb;
mod memcached;
mod nginx;
mod pgbouncer;
mod postgres;
mod redis;
mod redis_deployments;

use std::{
    ffi::OsStr,
    fmt::Debug,
    fs::{self, File},
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener, TcpStream},
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use rand::RngExt;
use tempfile::TempDir;

pub use borrowed::BorrowedDatabase;
pub use haproxy::HaProxy;
pub use mariadb::{MariaDb, mariadb};
pub use memcached::{Memcached, memcached};
pub use nginx::Nginx;
pub use pgbouncer::PgBouncer;
pub use postgres::{Postgres, postgres};
pub use redis::{Redis, redis};
pub use redis_deployments::{
    RedisCluster, RedisOverTls, RedisSentinel, redis_cli, redis_on_unix_socket, valkey_server,
};

/// The script of `sh -c WATCHDOG watchdog FOLDER SIGNAL PROGRAM ARGUMENT...`. It prints
/// the process id of the server and waits until its standard input closes.
const WATCHDOG: &str = r#"folder=$1 signal=$2
shift 2
"$@" </dev/null >"$folder/log" 2>&1 &
server=$!
echo "$server"
cat >/dev/null
kill -CONT "$server" $(cat "/proc/$server/task/$server/children") 2>/dev/null
kill -"$signal" "$server" 2>/dev/null
wait "$server"
[ -e "$folder/keep" ] || rm -rf "$folder""#;

/// A file in the folder of a server which tells the watchdog to keep the folder, because
/// the server will be started again.
const KEEP: &str = "keep";

/// Longer than the start of any server takes, also on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How to run one kind of server.
struct ServerKind {
    name: &'static str,
    /// The signal that ends the server at once.
    signal: &'static str,
    /// The user under whom it runs when root runs the tests, for servers that refuse to
    /// run as root.
    user: Option<&'static str>,
    command: fn(folder: &Path, port: u16) -> Vec<String>,
}

/// A running server.
pub struct Server {
    kind: &'static ServerKind,
    port: u16,
    folder: PathBuf,
    process: Option<WatchedProcess>,
}

/// The process of a server, and its watchdog.
struct WatchedProcess {
    pid: String,
    watchdog: Child,
    input: ChildStdin,
}

impl Server {
    /// Starts a server and returns when it accepts connections. `prepare` fills its empty
    /// folder.
    fn start(kind: &'static ServerKind, prepare: impl Fn(&Path)) -> Self {
        let folder = TempDir::with_prefix(format!("session-shop-{}-", kind.name)).unwrap().keep();
        if let (Some(user), true) = (kind.user, is_root()) {
            let (user, group) = ids_of(user);
            chown(&folder, Some(user), Some(group)).unwrap();
        }
        prepare(&folder);
        let mut server = Self { kind, port: 0, folder, process: None };
        for _ in 0..5 {
            server.port = free_port();
            if server.launch() {
                return server;
            }
        }
        panic!("{} does not start:\n{}", kind.name, server.log());
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Stops the server. Its port and folder stay for [`Server::start_again`].
    pub fn stop(&mut self) {
        let Some(process) = self.process.take() else { return };
        self.end(process);
    }

    /// Starts the stopped server again, at the same port.
    pub fn start_again(&mut self) {
        assert!(self.process.is_none(), "stop it first");
        assert!(self.launch(), "{} does not start again:\n{}", self.kind.name, self.log());
    }

    /// Stops the process with SIGSTOP, so that the server accepts connections and does not
    /// respond. Its child processes are stopped after it: a stopped parent starts no more
    /// of them, and reaps none that ends.
    pub fn freeze(&self) {
        let process = self.running();
        kill("STOP", &[&process.pid]);
        let since = Instant::now();
        while process.state() != Some('T') {
            assert!(since.elapsed() < TIMEOUT, "{} does not stop", self.kind.name);
            sleep(Duration::from_millis(1));
        }
        kill("STOP", &process.children());
    }

    /// Lets a frozen server continue. Its child processes continue before it.
    pub fn thaw(&self) {
        let process = self.running();
        kill("CONT", &process.children());
        kill("CONT", &[&process.pid]);
    }

    fn running(&self) -> &WatchedProcess {
        self.process.as_ref().expect("a running server")
    }

    /// Starts the process. Returns whether the server accepted a connection before it ended
    /// or the timeout was over.
    fn launch(&mut self) -> bool {
        let _ = fs::remove_file(self.folder.join(KEEP));
        let process = WatchedProcess::start(self.kind, &self.folder, self.port);
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        let since = Instant::now();
        while since.elapsed() < TIMEOUT && process.is_alive() {
            if TcpStream::connect(address).is_ok() && process.is_alive() {
                self.process = Some(process);
                return true;
            }
            sleep(Duration::from_millis(10));
        }
        self.end(process);
        false
    }

    fn end(&self, process: WatchedProcess) {
        File::create(self.folder.join(KEEP)).unwrap();
        process.end();
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        match self.process.take() {
            Some(process) => process.end(),
            None => drop(fs::remove_dir_all(&self.folder)),
        }
    }
}

impl WatchedProcess {
    fn start(kind: &ServerKind, folder: &Path, port: u16) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", WATCHDOG, "watchdog"]).arg(folder).arg(kind.signal);
        command.args(as_user(kind.user)).args((kind.command)(folder, port));
        // In its own process group, so that Ctrl-C ends the tests and not the watchdog.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut watchdog = command.spawn().expect("sh");
        let (input, output) = (watchdog.stdin.take().unwrap(), watchdog.stdout.take().unwrap());
        let mut pid = String::new();
        BufReader::new(output).read_line(&mut pid).unwrap();
        Self { pid: pid.trim().to_owned(), watchdog, input }
    }

    /// Whether the process runs. An ended process is a zombie until its watchdog reaps it.
    fn is_alive(&self) -> bool {
        self.state().is_some_and(|state| state != 'Z')
    }

    /// Returns the state of the process: `R` runs, `S` sleeps, `T` is stopped, `Z` has
    /// ended (`man 5 proc_pid_stat`).
    fn state(&self) -> Option<char> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid)).unwrap_or_default();
        stat.rsplit_once(") ")?.1.chars().next()
    }

    fn children(&self) -> Vec<String> {
        let pid = &self.pid;
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
        children.split_whitespace().map(ToOwned::to_owned).collect()
    }

    fn end(mut self) {
        drop(self.input);
        let _ = self.watchdog.wait();
    }
}

/// Returns a free port outside the range from which the system assigns ports.
fn free_port() -> u16 {
    loop {
        let port = rand::rng().random_range(10_000..30_000);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Returns the prefix of a command which makes it run as `user`. It is empty unless root
/// runs the tests.
fn as_user(user: Option<&str>) -> Vec<String> {
    let Some(user) = user.filter(|_| is_root()) else { return Vec::new() };
    let (user, group) = ids_of(user);
    let options = [format!("--reuid={user}"), format!("--regid={group}"), "--clear-groups".to_owned()];
    [vec!["setpriv".to_owned()], options.to_vec()].concat()
}

fn ids_of(user: &str) -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find(|line| line.split(':').next() == Some(user));
    let fields: Vec<&str> = line.unwrap_or_else(|| panic!("there is no user {user}")).split(':').collect();
    (fields[2].parse().unwrap(), fields[3].parse().unwrap())
}

/// Runs a command as `user` and waits for it. Panics with its error output if it fails.
fn run_as(user: &str, command: &[&str]) {
    let whole = [as_user(Some(user)), command.iter().map(|&word| word.to_owned()).collect()].concat();
    let output = Command::new(&whole[0]).args(&whole[1..]).output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error} (tests/run installs it)", whole[0]));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn kill(signal: &str, pids: &[impl AsRef<OsStr> + Debug]) {
    if pids.is_empty() {
        return;
    }
    let status = Command::new("kill").arg(format!("-{signal}")).args(pids).status();
    assert!(status.unwrap().success(), "kill -{signal} {pids:?}");
}
