//! Real servers, private to the test run: on free ports of 127.0.0.1, with
//! their data in temporary folders. One of each kind serves a whole test
//! binary; a test that stops or restarts one starts its own.
//!
//! Each server is watched by a small shell whose standard input the test run
//! holds open. When that closes, be it that the server is dropped or that the
//! test run ends in whatever way, the shell ends the server by its own process
//! number and removes its folder.

mod borrowed;
mod mariadb;
mod memcached;
mod postgres;
mod redis;

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

pub use borrowed::Borrowed;
pub use mariadb::{MariaDb, mariadb};
pub use memcached::{Memcached, memcached};
pub use postgres::{Postgres, postgres};
pub use redis::{Redis, redis};

/// `sh -c WATCHDOG watchdog FOLDER SIGNAL PROGRAM ARGUMENT...` says the server's
/// process number, and waits for its input to close.
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

/// A file that says: the server will be started again.
const KEEP: &str = "keep";

/// Longer than any start takes, on a busy machine too.
const TIMEOUT: Duration = Duration::from_secs(60);

/// What is peculiar to a kind of server.
struct Kind {
    name: &'static str,
    /// Ends it at once, and leaves nothing behind.
    signal: &'static str,
    /// Who it runs as when root runs the tests: some refuse to be root.
    user: Option<&'static str>,
    command: fn(folder: &Path, port: u16) -> Vec<String>,
}

/// A running server.
pub struct Server {
    kind: &'static Kind,
    port: u16,
    folder: PathBuf,
    watched: Option<Watched>,
}

struct Watched {
    pid: String,
    watchdog: Child,
    input: ChildStdin,
}

impl Server {
    /// Returns when it takes connections. `prepare` fills its empty folder.
    fn start(kind: &'static Kind, prepare: impl Fn(&Path)) -> Self {
        let folder = TempDir::with_prefix(format!("session-shop-{}-", kind.name)).unwrap().keep();
        if let (Some(user), true) = (kind.user, is_root()) {
            let (user, group) = ids_of(user);
            chown(&folder, Some(user), Some(group)).unwrap();
        }
        prepare(&folder);
        let mut server = Self { kind, port: 0, folder, watched: None };
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

    /// Ends it; its port and folder stay.
    pub fn stop(&mut self) {
        let Some(watched) = self.watched.take() else { return };
        self.end(watched);
    }

    /// Starts it again, at the same port.
    pub fn start_again(&mut self) {
        assert!(self.watched.is_none(), "stop it first");
        assert!(self.launch(), "{} does not start again:\n{}", self.kind.name, self.log());
    }

    /// From now on it takes connections and does not answer. The processes that
    /// it has started for its clients come second: a stopped server starts no
    /// more of them, and none that ends disappears before it is told of it.
    pub fn freeze(&self) {
        let watched = self.running();
        kill("STOP", &[&watched.pid]);
        let since = Instant::now();
        while watched.state() != Some('T') {
            assert!(since.elapsed() < TIMEOUT, "{} does not stop", self.kind.name);
            sleep(Duration::from_millis(1));
        }
        kill("STOP", &watched.children());
    }

    /// They come first here, for the same reason.
    pub fn thaw(&self) {
        let watched = self.running();
        kill("CONT", &watched.children());
        kill("CONT", &[&watched.pid]);
    }

    fn running(&self) -> &Watched {
        self.watched.as_ref().expect("a running server")
    }

    /// Whether it took a connection before it ended or time was up.
    fn launch(&mut self) -> bool {
        let _ = fs::remove_file(self.folder.join(KEEP));
        let watched = Watched::start(self.kind, &self.folder, self.port);
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        let since = Instant::now();
        while since.elapsed() < TIMEOUT && watched.is_alive() {
            if TcpStream::connect(address).is_ok() && watched.is_alive() {
                self.watched = Some(watched);
                return true;
            }
            sleep(Duration::from_millis(10));
        }
        self.end(watched);
        false
    }

    fn end(&self, watched: Watched) {
        File::create(self.folder.join(KEEP)).unwrap();
        watched.end();
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        match self.watched.take() {
            Some(watched) => watched.end(),
            None => drop(fs::remove_dir_all(&self.folder)),
        }
    }
}

impl Watched {
    fn start(kind: &Kind, folder: &Path, port: u16) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", WATCHDOG, "watchdog"]).arg(folder).arg(kind.signal);
        command.args(as_user(kind.user)).args((kind.command)(folder, port));
        // A group of its own: Ctrl-C is for the tests, and the watchdog sees them end.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut watchdog = command.spawn().expect("sh");
        let (input, output) = (watchdog.stdin.take().unwrap(), watchdog.stdout.take().unwrap());
        let mut pid = String::new();
        BufReader::new(output).read_line(&mut pid).unwrap();
        Self { pid: pid.trim().to_owned(), watchdog, input }
    }

    /// A server that has ended is a zombie until its watchdog looks after it.
    fn is_alive(&self) -> bool {
        self.state().is_some_and(|state| state != 'Z')
    }

    /// `R` runs, `S` sleeps, `T` is stopped, `Z` has ended (`man 5 proc_pid_stat`).
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

/// A port that the system gives to nobody by itself, and that is free.
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

/// What to put before a command so that it runs as `user`, if root says so.
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

/// Runs a command to its end as `user`; what it said is shown if it failed.
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
